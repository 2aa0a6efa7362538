"""The classifiers to choose from, as settings that build themselves.

An image has the shape (channels, height, width) and values in [-1, 1]; for a spectrogram height is frequency
and width is time. A built network maps (N, channels, height, width) to logits (N, classes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PositiveInt

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from gan_augmentation.classifier.modules import Classifier

Shape = tuple[int, int, int]


class ResidualCNN(Settings):
    """A small residual CNN, in the spirit of BC-ResNet (Kim et al. 2021) but of plain 3x3 convolutions.

    On a CPU these are several times faster than the depthwise ones of the original at the same width.
    """

    kind: Literal["residual"] = "residual"
    widths: tuple[PositiveInt, ...] = Field(default=(16, 32, 64, 128), min_length=1)
    """Maps of the stem and of each stage; every stage halves height and width."""
    dropout: float = Field(default=0.2, ge=0, lt=1)
    """Share of the pooled maps dropped before the last layer."""

    def build(self, shape: Shape, classes: int, seed: int) -> Classifier:
        """The network with weights drawn from `seed`; torch's global random state stays as it was."""
        from gan_augmentation.classifier.modules import residual_network
        from gan_augmentation.compute import seeded

        with seeded(seed):
            return residual_network(shape, classes, widths=self.widths, dropout=self.dropout)


class ThreeConvCNN(Settings):
    """Three convolutions, each followed by max-pooling, and three dense layers.

    Much slower than `ResidualCNN` and no more accurate; earlier figures for GAN augmentation of speech were made with it.
    """

    kind: Literal["three_conv"] = "three_conv"
    maps: PositiveInt = 128
    dense: PositiveInt = 64

    def build(self, shape: Shape, classes: int, seed: int) -> Classifier:
        """The network with weights drawn from `seed`; torch's global random state stays as it was."""
        from gan_augmentation.classifier.modules import pooled_network
        from gan_augmentation.compute import seeded

        with seeded(seed):
            return pooled_network(shape, classes, maps=self.maps, dense=self.dense)


Network = Annotated[ResidualCNN | ThreeConvCNN, Field(discriminator="kind")]
