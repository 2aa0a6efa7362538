"""Features to images in [-1, 1] and back; the scale is that of the train part alone.

Every scaling has one number, the train part's peak. A value beyond it, which only a clip outside the train part can have,
is cut. Arrays are float32 (N, C, H, W).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DECADES = 4.0  # of magnitude, 80 dB


class _Scaling(Settings):
    peak: float = Field(gt=0, allow_inf_nan=False, description="largest value of the train part")

    @classmethod
    def fit(cls, features: NDArray[np.float32]) -> Self:
        """The scaling of the train part's features.

        Raises:
            GanAugmentationError: there are no features, or all are silent.
        """
        peak = cls.peak_of(features)
        if not peak > 0 or not np.isfinite(peak):
            raise GanAugmentationError(
                f"features of the train part: their peak is {peak:g}, so there is nothing to scale by. "
                "Check that the source holds audible sounds (or images that are not all black)."
            )
        return cls(peak=peak)

    @classmethod
    def peak_of(cls, features: NDArray[np.float32]) -> float:
        """The largest value."""
        return float(features.max(initial=0.0))


class RootScaling(_Scaling):
    """The square root, with 0 sent to -1 and the peak to 1: for mel spectrograms, values >= 0.

    The root spreads the quiet cells, where most of speech lies.
    """

    def scale(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Images in [-1, 1]."""
        root = np.sqrt(np.clip(features, 0, self.peak) / self.peak)
        return np.asarray(2 * root - 1, dtype=np.float32)

    def unscale(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features in [0, peak]; values beyond [-1, 1] are cut."""
        root = (np.clip(images, -1, 1) + 1) / 2
        return np.asarray(self.peak * np.square(root), dtype=np.float32)


class LevelScaling(_Scaling):
    """A straight line, with 0 sent to -1 and the peak to 1: for pixels, values >= 0."""

    def scale(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Images in [-1, 1]."""
        return np.asarray(2 * np.clip(features / self.peak, 0, 1) - 1, dtype=np.float32)

    def unscale(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features in [0, peak]; values beyond [-1, 1] are cut."""
        return np.asarray(self.peak * (np.clip(images, -1, 1) + 1) / 2, dtype=np.float32)


class SignedScaling(_Scaling):
    """A straight line through 0, with the peak sent to 1: for waveforms."""

    @classmethod
    def peak_of(cls, features: NDArray[np.float32]) -> float:
        """The largest magnitude."""
        return float(np.abs(features).max(initial=0.0))

    def scale(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Images in [-1, 1]."""
        return np.asarray(np.clip(features / self.peak, -1, 1), dtype=np.float32)

    def unscale(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features in [-peak, peak]; values beyond [-1, 1] are cut."""
        return np.asarray(self.peak * np.clip(images, -1, 1), dtype=np.float32)


class LogMagnitudeScaling(_Scaling):
    """For magnitude and instantaneous frequency (N, 2, H, W): 80 dB of magnitude, up to the peak, become [-1, 1].

    What lies below is silence. The second channel is in [-1, 1] already.
    """

    @classmethod
    def peak_of(cls, features: NDArray[np.float32]) -> float:
        """The largest magnitude."""
        return float(features[:, 0].max(initial=0.0))

    def scale(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Images in [-1, 1]."""
        relative = np.clip(features[:, 0] / self.peak, 10**-_DECADES, 1)
        level = 1 + 2 * np.log10(relative) / _DECADES
        return np.stack([level, features[:, 1]], axis=1, dtype=np.float32)

    def unscale(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Magnitudes in [0, peak] and instantaneous frequencies; values beyond [-1, 1] are cut."""
        level, frequency = np.clip(images[:, 0], -1, 1), np.clip(images[:, 1], -1, 1)
        magnitude = self.peak * 10 ** (_DECADES * (level - 1) / 2)
        return np.stack([np.where(level > -1, magnitude, 0), frequency], axis=1, dtype=np.float32)


Scaling = RootScaling | LevelScaling | SignedScaling | LogMagnitudeScaling
