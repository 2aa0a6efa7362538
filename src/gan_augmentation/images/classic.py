"""Classic augmentation of pictures: what a GAN has to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray


class PictureAugmentation(Settings):
    """Copies of a picture, a little shifted, turned and scaled, each drawn anew within these ranges.

    What is uncovered takes the value of the nearest pixel of the border.
    """

    kind: Literal["pictures"] = "pictures"
    block: ClassVar[int] = 2048
    """Pictures of a task: a fraction of a second of work."""
    copies: int = Field(1, ge=1, description="augmented copies of each training picture")
    least: int = Field(0, ge=0, description="augmented copies in all; more of each where pictures are few")
    max_shift: float = Field(1.5, ge=0, description="in both directions by up to, pixels")
    max_rotation: float = Field(8.0, ge=0, le=180, description="to either side by up to, degrees")
    max_scale: float = Field(0.1, ge=0, le=0.5, description="larger or smaller by up to this share")
    flip: bool = Field(
        False, description="mirror half of the copies; not where left and right mean something"
    )

    def augment(self, pictures: NDArray[np.uint8], first: int, seed: int) -> NDArray[np.uint8]:
        """Copies (pictures x copies, height, width) of pictures (N, height, width); those of one stand together.

        Args:
            pictures: a part of all, which begins at a multiple of `block`; its copies depend on nothing else.
            first: number of the first picture among all.
            seed: of all copies.
        """
        from scipy.ndimage import affine_transform

        random = np.random.default_rng(derive_seed(seed, "classic", first))
        copies = np.repeat(pictures, self.copies, axis=0)
        middle = (np.array(copies.shape[1:]) - 1) / 2
        for row, (matrix, shift) in enumerate(zip(*self._draw(len(copies), random), strict=True)):
            # The transform asks where each pixel comes from; the middle stays where it is, but for the shift.
            offset = middle - matrix @ (middle + shift)
            copies[row] = affine_transform(copies[row], matrix, offset, order=1, mode="nearest")
        return copies

    def _draw(
        self, count: int, random: np.random.Generator
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Matrices (count, 2, 2) that turn, scale and mirror, and shifts (count, 2) in pixels."""
        angle = np.deg2rad(random.uniform(-self.max_rotation, self.max_rotation, count))
        scale = 1 + random.uniform(-self.max_scale, self.max_scale, count)
        mirror = np.where(self.flip & (random.random(count) < 0.5), -1, 1)
        shift = random.uniform(-self.max_shift, self.max_shift, (count, 2))
        rows = [[np.cos(angle), np.sin(angle) * mirror], [-np.sin(angle), np.cos(angle) * mirror]]
        return np.moveaxis(np.array(rows), 2, 0) / scale[:, None, None], shift
