"""WaveGAN's networks: strided convolutions along a waveform (Donahue 2019).

Tensors are (N, C, 1, length): rows of an image of height 1, so that the rest of the project need not know of a second kind.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu, one_hot


class WaveGeneratorNet(nn.Module):
    """Latent (N, latent_size) and labels (N,) to waveforms (N, C, 1, length) in (-1, 1).

    The class enters as a one-hot beside the latent.
    """

    def __init__(
        self,
        shape: tuple[int, int, int],
        classes: int,
        maps: tuple[int, ...],
        latent_size: int,
        *,
        kernel: int,
        stride: int,
        batch_norm: bool,
    ) -> None:
        super().__init__()
        self.latent_size, self.classes = latent_size, classes
        self.start = shape[2] // stride ** len(maps)
        inputs = latent_size + (classes if classes > 1 else 0)
        self.first = nn.Linear(inputs, maps[0] * self.start)
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) if batch_norm else nn.Identity() for width in maps)
        self.ups = nn.ModuleList(_up(a, b, kernel, stride) for a, b in pairwise((*maps, shape[0])))

    def forward(self, latent: Tensor, labels: Tensor) -> Tensor:
        """The waveforms, in float32."""
        if self.classes > 1:
            latent = torch.cat([latent, one_hot(labels, self.classes).to(latent.dtype)], dim=1)
        x = self.first(latent).view(len(latent), -1, 1, self.start)
        for norm, up in zip(self.norms, self.ups, strict=True):
            x = up(norm(x).relu())
        return torch.tanh(x.float())


class WaveDiscriminatorNet(nn.Module):
    """Waveforms (N, C, 1, length) to features (N, F)."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        maps: tuple[int, ...],
        *,
        kernel: int,
        stride: int,
        phase_shuffle: int,
    ) -> None:
        super().__init__()
        wide_first = (shape[0], *maps[::-1])
        self.downs = nn.ModuleList(_down(a, b, kernel, stride) for a, b in pairwise(wide_first))
        self.shuffle = PhaseShuffle(phase_shuffle)
        self.features = maps[0] * (shape[2] // stride ** len(maps))

    def forward(self, waveforms: Tensor) -> Tensor:
        """The features: the last layer's values, flat."""
        x = waveforms
        last = len(self.downs) - 1
        for number, down in enumerate(self.downs):
            x = leaky_relu(down(x), 0.2)
            x = self.shuffle(x) if number < last else x
        return x.flatten(1)


class PhaseShuffle(nn.Module):
    """Each clip is shifted by up to n values, either way, and filled by reflection; only while training.

    A generator with strided convolutions leaves its artefacts always at the same phase; without this the
    discriminator would look at nothing else.

    Attributes:
        chance: the stream the shifts are drawn from; the training sets its own.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.chance: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, 1, L) to the same shape."""
        if not self.most or not self.training:
            return x
        shifts = torch.randint(-self.most, self.most + 1, (len(x), 1), generator=self.chance).to(x.device)
        length = x.shape[3]
        places = torch.arange(length, device=x.device) + shifts
        reflected = (length - 1) - ((length - 1) - places.abs()).abs()
        return x.gather(3, reflected[:, None, None].expand(x.shape))


def _up(inputs: int, outputs: int, kernel: int, stride: int) -> nn.ConvTranspose2d:
    """A transposed convolution that multiplies the length by `stride`."""
    margin = kernel - stride
    padding, beyond = (margin + 1) // 2, margin % 2
    return nn.ConvTranspose2d(
        inputs, outputs, (1, kernel), stride=(1, stride), padding=(0, padding), output_padding=(0, beyond)
    )


def _down(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Conv2d:
    """A convolution that divides the length by `stride`."""
    padding = (kernel - stride + 1) // 2
    return nn.Conv2d(inputs, outputs, (1, kernel), stride=(1, stride), padding=(0, padding))
