"""Strided convolutions at full size, in the manner of DCGAN (Radford 2016): the shape that pays most on a CPU."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_augmentation.gan.networks.attention import SelfAttention
from gan_augmentation.gan.networks.layers import ConditionalBatchNorm, MinibatchStd


class StridedGeneratorNet(nn.Module):
    """Latent (N, latent_size) and labels (N,) to images (N, C, H, W) in (-1, 1).

    A size that cannot be halved as often as there are maps is made a little too large and cut.
    """

    def __init__(
        self,
        shape: tuple[int, int, int],
        classes: int,
        maps: tuple[int, ...],
        latent_size: int,
        attention_after: int | None = None,
    ) -> None:
        super().__init__()
        self.latent_size = latent_size
        channels, *self.full = shape
        factor = 2 ** (len(maps) - 1)
        self.size = [-(-side // factor) for side in self.full]
        self.first = nn.Linear(latent_size, maps[0] * self.size[0] * self.size[1])
        self.norms = nn.ModuleList(ConditionalBatchNorm(width, classes) for width in maps)
        self.ups = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(maps))
        self.looks = _attention(maps, attention_after)
        self.last = nn.Conv2d(maps[-1], channels, 3, padding=1)

    def forward(self, latent: Tensor, labels: Tensor) -> Tensor:
        """The images, in float32."""
        x = self.first(latent).unflatten(1, (-1, *self.size))
        x = self.looks[0](self.norms[0](x, labels).relu())
        for up, norm, look in zip(self.ups, self.norms[1:], self.looks[1:], strict=True):
            x = look(norm(up(x), labels).relu())
        images = torch.tanh(self.last(x).float())
        return images[..., : self.full[0], : self.full[1]]


class StridedDiscriminatorNet(nn.Module):
    """Images (N, C, H, W) to features (N, F)."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        maps: tuple[int, ...],
        attention_after: int | None = None,
        minibatch_std: bool = True,
    ) -> None:
        super().__init__()
        channels, height, width = shape
        wide_first = maps[::-1]
        self.first = nn.Conv2d(channels, wide_first[0], 3, padding=1)
        self.downs = nn.ModuleList(nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(wide_first))
        self.looks = _attention(maps, attention_after)[::-1]
        self.spread = MinibatchStd() if minibatch_std else nn.Identity()
        self.mix = nn.Conv2d(maps[0] + minibatch_std, maps[0], 3, padding=1)
        halvings = len(self.downs)
        self.last = nn.Linear(maps[0] * (height >> halvings) * (width >> halvings), maps[0])
        self.activation = nn.LeakyReLU(0.2)
        self.features = maps[0]

    def forward(self, images: Tensor) -> Tensor:
        """The features."""
        x = self.looks[0](self.activation(self.first(images)))
        for down, look in zip(self.downs, self.looks[1:], strict=True):
            x = look(self.activation(down(x)))
        x = self.activation(self.mix(self.spread(x)))
        features: Tensor = self.activation(self.last(x.flatten(1)))
        return features


def _attention(maps: tuple[int, ...], after: int | None) -> nn.ModuleList:
    """A layer for each size, smallest first; all but that `after` the size chosen leave things as they are."""
    return nn.ModuleList(
        SelfAttention(width) if number == after else nn.Identity() for number, width in enumerate(maps)
    )
