"""Pictures as they are: pixels to features and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_augmentation.representations.pair import Pair
from gan_augmentation.representations.scaling import LevelScaling
from gan_augmentation.representations.shapes import check_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.scaling import Scaling
    from gan_augmentation.seeding import Seeds


class Image(Pair):
    """Grey pictures of one size; values are pixels from 0 (black) to 255."""

    kind: Literal["image"] = "image"
    of_sound: ClassVar[bool] = False
    height: int = Field(28, gt=1)
    width: int = Field(28, gt=1)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(1, height, width)."""
        return (1, self.height, self.width)

    def encode(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Values (N, 1, height, width) of pictures (N, height, width)."""
        check_shape(pictures.shape, (self.height, self.width))
        return np.asarray(pictures, dtype=np.float32)[:, None]

    def decode(self, values: NDArray[np.float32], seed: Seeds) -> NDArray[np.uint8]:
        """Pictures uint8 (N, height, width) of values (N, 1, height, width). The seed is not used."""
        check_shape(values.shape, self.shape)
        return values[:, 0].round().clip(0, 255).astype(np.uint8)

    def scaling(self, peak: float) -> Scaling:
        """How its values become images."""
        return LevelScaling(peak=peak)

    def fit_scaling(self, train: NDArray[np.float32]) -> Scaling:
        """The scaling of the train part's values."""
        return LevelScaling.fit(train)
