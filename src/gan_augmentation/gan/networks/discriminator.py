"""A discriminator: a body that looks at images, and a head that judges by what it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

if TYPE_CHECKING:
    from gan_augmentation.gan.conditioning import Conditioning, Judgement
    from gan_augmentation.gan.networks.settings import Discriminator, Shape
    from gan_augmentation.gan.schedules import Detail


class ConditionedDiscriminator(nn.Module):
    """Images (N, C, H, W) and labels (N,) to a judgement."""

    def __init__(
        self,
        settings: Discriminator,
        conditioning: Conditioning,
        shape: Shape,
        classes: int,
        *,
        with_spectral_norm: bool = False,
    ) -> None:
        super().__init__()
        self.conditioning, self.classes = conditioning, classes
        channels, height, width = shape
        self.body = settings.build((conditioning.shown_channels(channels, classes), height, width))
        self.head = conditioning.head(self.body.features, classes)  # type: ignore[arg-type]
        if with_spectral_norm:
            normalise_spectrally(self)

    def set_detail(self, detail: Detail) -> None:
        """Tell a growing body which level of detail it works at."""
        self.body.detail = detail  # type: ignore[assignment]

    def forward(self, images: Tensor, labels: Tensor) -> Judgement:
        """How real the images are, as members of their classes."""
        seen = self.conditioning.show(images, labels, self.classes)
        judgement: Judgement = self.head(self.body(seen), labels)
        return judgement


def normalise_spectrally(network: nn.Module) -> None:
    """Divide the weights of every plain convolution and linear layer by their largest singular value (Miyato 2018).

    Layers with an equalised learning rate scale their weights themselves and stay as they are.
    """
    layers = [layer for layer in network.modules() if type(layer) in (nn.Conv2d, nn.Linear)]
    for layer in layers:
        spectral_norm(layer)
