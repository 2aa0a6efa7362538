"""The networks to choose from, as settings. Each builds its module; torch is imported then, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import nn

Maps = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2)]
Shape = tuple[int, int, int]


class StridedGenerator(Settings):
    """Transposed 4x4 convolutions of stride 2, with class-conditional batch norm.

    Attributes:
        maps: channels at each size, smallest first; each size doubles height and width.
        latent_size: length of the latent.
    """

    kind: Literal["strided"] = "strided"
    maps: Maps
    latent_size: Annotated[int, Field(ge=1)] = 128
    levels: Literal[1] = 1

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.strided import StridedGeneratorNet

        return StridedGeneratorNet(shape, classes, self.maps, self.latent_size)


class StridedDiscriminator(Settings):
    """Its mirror: 4x4 convolutions of stride 2, minibatch standard deviation, projection.

    Attributes:
        maps: channels at each size, smallest first (the order of the generator).
    """

    kind: Literal["strided"] = "strided"
    maps: Maps
    levels: Literal[1] = 1

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.strided import StridedDiscriminatorNet

        return StridedDiscriminatorNet(shape, classes, self.maps)


class ProgressiveGenerator(Settings):
    """The growing generator of Karras 2017: pixel norm, equalised learning rate.

    Attributes:
        maps: channels at each level, smallest first; as many levels as maps.
        latent_size: length of the latent.
    """

    kind: Literal["progressive"] = "progressive"
    maps: Maps
    latent_size: Annotated[int, Field(ge=1)] = 100

    @property
    def levels(self) -> int:
        """How many levels of detail it has."""
        return len(self.maps)

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.progressive import ProgressiveGeneratorNet

        return ProgressiveGeneratorNet(shape, classes, self.maps, self.latent_size)


class ProgressiveDiscriminator(Settings):
    """Its mirror, with minibatch standard deviation and projection.

    Attributes:
        maps: channels at each level, smallest first (the order of the generator).
    """

    kind: Literal["progressive"] = "progressive"
    maps: Maps

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
