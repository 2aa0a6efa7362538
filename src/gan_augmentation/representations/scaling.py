"""Mel spectrograms to images in [-1, 1] and back; the scale is that of the train part alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Scaler(Settings):
    """The square root of a mel spectrogram, with 0 sent to -1 and the train part's peak to 1.

    The root spreads the quiet cells, where most of speech lies. A value above the peak, which only a clip outside the
    train part can have, is cut to 1.
    """

    peak: float = Field(gt=0, allow_inf_nan=False, description="largest mel value of the train part")

    @classmethod
    def fit(cls, features: NDArray[np.float32]) -> Self:
        """The scaler of the train part's mel spectrograms (N, 1, mels, frames), values >= 0.

        Raises:
            GanAugmentationError: there are no features, or all are silent.
        """
        peak = float(features.max(initial=0.0))
        if not peak > 0 or not np.isfinite(peak):
            raise GanAugmentationError(
                f"features of the train part: their peak is {peak:g}, so there is nothing to scale by. "
                "Check that the source holds audible sounds."
            )
        return cls(peak=peak)

    def scale(self, mel: NDArray[np.float32]) -> NDArray[np.float32]:
        """Images in [-1, 1], float32, of the mel spectrograms' shape."""
        root = np.sqrt(np.clip(mel, 0, self.peak) / self.peak)
        return np.asarray(2 * root - 1, dtype=np.float32)

    def unscale(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mel spectrograms in [0, peak], float32, of images; values beyond [-1, 1] are cut."""
        root = (np.clip(image, -1, 1) + 1) / 2
        return np.asarray(self.peak * np.square(root), dtype=np.float32)
