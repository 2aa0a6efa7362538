"""The networks to choose from, as settings. Each builds its module; torch is imported then, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import nn


def smallest_size(shape: tuple[int, int, int], maps: tuple[int, ...]) -> tuple[int, int]:
    """Height and width of the first of `len(maps)` sizes, of which each doubles the one before.

    Raises:
        ValueError: the full size cannot be halved so often.
    """
    factor = 2 ** (len(maps) - 1)
    _, height, width = shape
    if height % factor or width % factor:
        raise ValueError(
            f"{len(maps)} maps halve the image {len(maps) - 1} times, but {height}x{width} cannot be"
        )
    return height // factor, width // factor


Maps = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2)]
Shape = tuple[int, int, int]


class _Network(Settings):
    maps: Maps

    def check_shape(self, shape: Shape) -> None:
        """Raise ValueError when images of this shape cannot be halved as often as there are maps."""
        smallest_size(shape, self.maps)


class StridedGenerator(_Network):
    """Transposed 4x4 convolutions of stride 2, with class-conditional batch norm.

    Attributes:
        maps: channels at each size, smallest first; each size doubles height and width.
        latent_size: length of the latent.
    """

    kind: Literal["strided"] = "strided"
    latent_size: Annotated[int, Field(ge=1)] = 128
    levels: ClassVar[int] = 1

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.strided import StridedGeneratorNet

        return StridedGeneratorNet(shape, classes, self.maps, self.latent_size)


class StridedDiscriminator(_Network):
    """Its mirror: 4x4 convolutions of stride 2, minibatch standard deviation, projection.

    Attributes:
        maps: channels at each size, smallest first (the order of the generator).
    """

    kind: Literal["strided"] = "strided"
    levels: ClassVar[int] = 1

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.strided import StridedDiscriminatorNet

        return StridedDiscriminatorNet(shape, classes, self.maps)


class ProgressiveGenerator(_Network):
    """The growing generator of Karras 2017: pixel norm, equalised learning rate.

    Attributes:
        maps: channels at each level, smallest first; as many levels as maps.
        latent_size: length of the latent.
    """

    kind: Literal["progressive"] = "progressive"
    latent_size: Annotated[int, Field(ge=1)] = 100

    @property
    def levels(self) -> int:
        """How many levels of detail it has."""
        return len(self.maps)

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.progressive import ProgressiveGeneratorNet

        return ProgressiveGeneratorNet(shape, classes, self.maps, self.latent_size)


class ProgressiveDiscriminator(_Network):
    """Its mirror, with minibatch standard deviation and projection.

    Attributes:
        maps: channels at each level, smallest first (the order of the generator).
    """

    kind: Literal["progressive"] = "progressive"

    @property
    def levels(self) -> int:
        """How many levels of detail it has."""
        return len(self.maps)

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.progressive import ProgressiveDiscriminatorNet

        return ProgressiveDiscriminatorNet(shape, classes, self.maps)


Generator = Annotated[StridedGenerator | ProgressiveGenerator, Field(discriminator="kind")]
Discriminator = Annotated[StridedDiscriminator | ProgressiveDiscriminator, Field(discriminator="kind")]
