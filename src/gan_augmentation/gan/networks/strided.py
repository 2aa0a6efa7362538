"""Strided convolutions at full size: the shape that pays most on a CPU."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_augmentation.gan.networks.layers import ConditionalBatchNorm, MinibatchStd, ProjectionHead
from gan_augmentation.gan.networks.settings import smallest_size


class StridedGeneratorNet(nn.Module):
    """Latent (N, latent_size) and labels (N,) to images (N, C, H, W) in (-1, 1)."""

    def __init__(
        self, shape: tuple[int, int, int], classes: int, maps: tuple[int, ...], latent_size: int
    ) -> None:
        super().__init__()
        self.latent_size = latent_size
        self.size = smallest_size(shape, maps)
        self.first = nn.Linear(latent_size, maps[0] * self.size[0] * self.size[1])
        self.norms = nn.ModuleList(ConditionalBatchNorm(width, classes) for width in maps)
        self.ups = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(maps))
        self.last = nn.Conv2d(maps[-1], shape[0], 3, padding=1)

    def forward(self, latent: Tensor, labels: Tensor) -> Tensor:
        """The images, in float32."""
        x = self.first(latent).unflatten(1, (-1, *self.size))
        x = self.norms[0](x, labels).relu()
        for up, norm in zip(self.ups, self.norms[1:], strict=True):
            x = norm(up(x), labels).relu()
        return torch.tanh(self.last(x).float())


class StridedDiscriminatorNet(nn.Module):
    """Images (N, C, H, W) and labels (N,) to logits (N,)."""

    def __init__(self, shape: tuple[int, int, int], classes: int, maps: tuple[int, ...]) -> None:
        super().__init__()
        height, width = smallest_size(shape, maps)
        wide_first = maps[::-1]
        self.first = nn.Conv2d(shape[0], wide_first[0], 3, padding=1)
        self.downs = nn.ModuleList(nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(wide_first))
        self.spread = MinibatchStd()
        self.mix = nn.Conv2d(maps[0] + 1, maps[0], 3, padding=1)
        self.features = nn.Linear(maps[0] * height * width, maps[0])
        self.head = ProjectionHead(maps[0], classes)
        self.activation = nn.LeakyReLU(0.2)

    def forward(self, images: Tensor, labels: Tensor) -> Tensor:
        """The logits, in float32."""
        x = self.activation(self.first(images))
        for down in self.downs:
            x = self.activation(down(x))
        x = self.activation(self.mix(self.spread(x)))
        logits: Tensor = self.head(self.activation(self.features(x.flatten(1))), labels)
        return logits
