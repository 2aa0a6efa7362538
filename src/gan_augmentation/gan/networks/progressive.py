"""Networks that grow with the images (Karras 2017)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, leaky_relu

from gan_augmentation.gan.networks.layers import (
    EqualisedConv,
    EqualisedLinear,
    MinibatchStd,
    PixelNorm,
)
from gan_augmentation.gan.networks.settings import smallest_size
from gan_augmentation.gan.schedules import Detail


def double(images: Tensor) -> Tensor:
    """Twice the height and width, each pixel repeated."""
    return interpolate(images, scale_factor=2, mode="nearest")


class ProgressiveGeneratorNet(nn.Module):
    """Latent (N, latent_size) and labels (N,) to images (N, C, h, w), h and w as `detail` says.

    The class enters as an embedding as long as the latent, beside it. The output is linear, as in the paper.
    """

    def __init__(
        self, shape: tuple[int, int, int], classes: int, maps: tuple[int, ...], latent_size: int
    ) -> None:
        super().__init__()
        self.latent_size = latent_size
        self.detail = Detail(len(maps) - 1, 1.0)
        self.size = smallest_size(shape, maps)
        self.embedding = nn.Embedding(classes, latent_size)
        self.first = EqualisedLinear(2 * latent_size, maps[0] * self.size[0] * self.size[1])
        self.norm = PixelNorm()
        inputs = (maps[0], *maps[:-1])
        self.one = nn.ModuleList(EqualisedConv(a, b, 3, padding=1) for a, b in zip(inputs, maps, strict=True))
        self.two = nn.ModuleList(EqualisedConv(b, b, 3, padding=1) for b in maps)
        self.to_image = nn.ModuleList(EqualisedConv(b, shape[0], 1) for b in maps)

    def set_detail(self, detail: Detail) -> None:
        """Work at this level of detail from now on."""
        self.detail = detail

    def forward(self, latent: Tensor, labels: Tensor) -> Tensor:
        """The images at the level of detail set, mixed with the level below while it fades in; float32."""
        level, alpha = self.detail
        both = torch.cat([self.norm(latent), self.norm(self.embedding(labels))], dim=1)
        x = self.norm(leaky_relu(self.first(both).unflatten(1, (-1, *self.size)), 0.2))
        below = x
        for here in range(level + 1):
            below = x
            x = double(x) if here else x
            x = self.norm(leaky_relu(self.one[here](x), 0.2))
            x = self.norm(leaky_relu(self.two[here](x), 0.2))
        image: Tensor = self.to_image[level](x).float()
        if alpha == 1.0:
            return image
        coarse: Tensor = self.to_image[level - 1](below).float()
        return alpha * image + (1 - alpha) * double(coarse)


class DownBlock(nn.Module):
    """From one level's channels to the channels of the level below, at half the size."""

    def __init__(self, fine: int, coarse: int) -> None:
        super().__init__()
        self.one = EqualisedConv(fine, fine, 3, padding=1)
        self.two = EqualisedConv(fine, coarse, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, fine, H, W) to (N, coarse, H / 2, W / 2)."""
        x = leaky_relu(self.one(x), 0.2)
        return avg_pool2d(leaky_relu(self.two(x), 0.2), 2)


class ProgressiveDiscriminatorNet(nn.Module):
    """Images (N, C, h, w), h and w as `detail` says, to features (N, F)."""

    def __init__(self, shape: tuple[int, int, int], maps: tuple[int, ...]) -> None:
        super().__init__()
        self.detail = Detail(len(maps) - 1, 1.0)
        height, width = smallest_size(shape, maps)
        self.from_image = nn.ModuleList(EqualisedConv(shape[0], b, 1) for b in maps)
        self.downs = nn.ModuleList(DownBlock(fine, coarse) for coarse, fine in pairwise(maps))
        self.spread = MinibatchStd()
        self.mix = EqualisedConv(maps[0] + 1, maps[0], 3, padding=1)
        self.last = EqualisedLinear(maps[0] * height * width, maps[0])
        self.features = maps[0]

    def forward(self, images: Tensor) -> Tensor:
        """The features."""
        level, alpha = self.detail
        x = leaky_relu(self.from_image[level](images), 0.2)
        for here in range(level, 0, -1):
            x = self.downs[here - 1](x)
            if here == level and alpha < 1.0:
                below = leaky_relu(self.from_image[level - 1](avg_pool2d(images, 2)), 0.2)
                x = alpha * x + (1 - alpha) * below
        x = leaky_relu(self.mix(self.spread(x)), 0.2)
        return leaky_relu(self.last(x.flatten(1)), 0.2)
