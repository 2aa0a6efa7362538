"""What all representations have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Pair(Settings):
    """An encode/decode pair."""

    of_sound: ClassVar[bool] = True

    def picture(self, images: NDArray[np.float32], peak: float) -> NDArray[np.float32]:
        """What a person looks at (N, height, width), in [-1, 1], of scaled images (N, C, H, W): the first channel."""
        return images[:, 0]
