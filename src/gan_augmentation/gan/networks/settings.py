"""The networks to choose from, as settings. Each builds its module; torch is imported then, not before.

A generator maps a latent and a class to an image; a discriminator here is the body that maps an image to features, of
which the conditioning's head makes a judgement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, int, int]
Maps = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2)]
LatentSize = Annotated[int, Field(ge=1)]


def smallest_size(shape: Shape, maps: tuple[int, ...]) -> tuple[int, int]:
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


class _Strided(Settings):
    """Sizes that double from map to map.

    Attributes:
        maps: channels at each size, smallest first; each size doubles height and width.
        attention_after: the size, counted from 0, smallest first, after which self-attention stands (Zhang 2019); none.
    """

    kind: Literal["strided"] = "strided"
    maps: Maps
    attention_after: Annotated[int, Field(ge=0)] | None = None
    levels: ClassVar[int] = 1
    equalised: ClassVar[bool] = False

    def check_shape(self, shape: Shape) -> None:
        """Raise ValueError when images of this shape are too small for so many maps."""
        _, height, width = shape
        factor = 2 ** (len(self.maps) - 1)
        if min(height, width) < factor:
            raise ValueError(
                f"{len(self.maps)} maps halve the image {len(self.maps) - 1} times; {height}x{width} is too small"
            )
        if self.attention_after is not None and self.attention_after >= len(self.maps):
            raise ValueError(
                f"attention_after is {self.attention_after}, but there are {len(self.maps)} maps"
            )


class StridedGenerator(_Strided):
    """Transposed 4x4 convolutions of stride 2, with class-conditional batch norm.

    Attributes:
        latent_size: length of the latent.
    """

    latent_size: LatentSize = 128

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.strided import StridedGeneratorNet

        return StridedGeneratorNet(shape, classes, self.maps, self.latent_size, self.attention_after)


class StridedDiscriminator(_Strided):
    """Its mirror: 4x4 convolutions of stride 2.

    Attributes:
        minibatch_std: whether it sees how much the images of a batch differ (Karras 2017).
    """

    minibatch_std: bool = True

    def build(self, shape: Shape) -> nn.Module:
        """The body for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.strided import StridedDiscriminatorNet

        return StridedDiscriminatorNet(shape, self.maps, self.attention_after, self.minibatch_std)


class _Progressive(Settings):
    """Networks that grow (Karras 2017): pixel norm, equalised learning rate, minibatch standard deviation.

    Attributes:
        maps: channels at each level, smallest first; as many levels as maps.
    """

    kind: Literal["progressive"] = "progressive"
    maps: Maps
    equalised: ClassVar[bool] = True

    @property
    def levels(self) -> int:
        """How many levels of detail it has."""
        return len(self.maps)

    def check_shape(self, shape: Shape) -> None:
        """Raise ValueError when images of this shape cannot be halved as often as there are maps."""
        smallest_size(shape, self.maps)


class ProgressiveGenerator(_Progressive):
    """The growing generator.

    Attributes:
        latent_size: length of the latent.
    """

    latent_size: LatentSize = 100

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.progressive import ProgressiveGeneratorNet

        return ProgressiveGeneratorNet(shape, classes, self.maps, self.latent_size)


class ProgressiveDiscriminator(_Progressive):
    """Its mirror."""

    def build(self, shape: Shape) -> nn.Module:
        """The body for images of shape (C, H, W)."""
        from gan_augmentation.gan.networks.progressive import ProgressiveDiscriminatorNet

        return ProgressiveDiscriminatorNet(shape, self.maps)


class _Wave(Settings):
    """WaveGAN (Donahue 2019): long strided convolutions along a waveform.

    Attributes:
        model_size: channels at the longest layer; each shorter one doubles them.
        layers: how many there are; each multiplies the length by `stride`.
        kernel: length of a convolution, samples.
        stride: of each layer.
    """

    kind: Literal["wave"] = "wave"
    model_size: Annotated[int, Field(ge=1)] = 64
    layers: Annotated[int, Field(ge=1, le=8)] = 5
    kernel: Annotated[int, Field(ge=2)] = 25
    stride: Annotated[int, Field(ge=2)] = 4
    levels: ClassVar[int] = 1
    equalised: ClassVar[bool] = False

    @property
    def maps(self) -> tuple[int, ...]:
        """Channels at each layer, shortest first."""
        return tuple(self.model_size * 2**number for number in reversed(range(self.layers)))

    def check_shape(self, shape: Shape) -> None:
        """Raise ValueError when images of this shape are no waveforms that can be divided so often."""
        _, height, length = shape
        if height != 1 or length % self.stride**self.layers:
            raise ValueError(
                f"networks of kind 'wave' make one row of samples, a multiple of {self.stride**self.layers}; the images are "
                f"{height}x{length}. Choose the representation 'waveform', or other networks"
            )
        if self.kernel < self.stride:
            raise ValueError(f"kernel {self.kernel} is shorter than the stride {self.stride}")


class WaveGenerator(_Wave):
    """Transposed convolutions from latent and one-hot class to a waveform.

    Attributes:
        latent_size: length of the latent.
        batch_norm: whether layers are normalised; the paper found it to be better without.
    """

    latent_size: LatentSize = 100
    batch_norm: bool = False

    def build(self, shape: Shape, classes: int) -> nn.Module:
        """The module for images of shape (C, 1, length)."""
        from gan_augmentation.gan.networks.wave import WaveGeneratorNet

        return WaveGeneratorNet(
            shape,
            classes,
            self.maps,
            self.latent_size,
            kernel=self.kernel,
            stride=self.stride,
            batch_norm=self.batch_norm,
        )


class WaveDiscriminator(_Wave):
    """Its mirror.

    Attributes:
        phase_shuffle: largest shift of a layer's values, either way; 0 makes none.
    """

    phase_shuffle: Annotated[int, Field(ge=0)] = 2

    def build(self, shape: Shape) -> nn.Module:
        """The body for images of shape (C, 1, length)."""
        from gan_augmentation.gan.networks.wave import WaveDiscriminatorNet

        return WaveDiscriminatorNet(
            shape, self.maps, kernel=self.kernel, stride=self.stride, phase_shuffle=self.phase_shuffle
        )


Generator = Annotated[StridedGenerator | ProgressiveGenerator | WaveGenerator, Field(discriminator="kind")]
Discriminator = Annotated[
    StridedDiscriminator | ProgressiveDiscriminator | WaveDiscriminator, Field(discriminator="kind")
]
