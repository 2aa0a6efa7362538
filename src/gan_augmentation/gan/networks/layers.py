"""Layers that several networks share."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def look_up(table: nn.Embedding, labels: Tensor) -> Tensor:
    """Rows of the table (N, length): those of class indices (N,), or a mix of them by class weights (N, classes)."""
    if not labels.is_floating_point():
        rows: Tensor = table(labels)
        return rows
    # Not a matrix product: autocast would round it, and a weight of 1 is to give exactly the row.
    return (labels.unsqueeze(2) * table.weight).sum(1)


class ConditionalBatchNorm(nn.BatchNorm2d):
    """Batch norm whose gain and bias belong to the class (Dumoulin 2017)."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__(channels, affine=False)
        self.gain = nn.Embedding(classes, channels)
        self.shift = nn.Embedding(classes, channels)
        nn.init.ones_(self.gain.weight)
        nn.init.zeros_(self.shift.weight)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:  # type: ignore[override]
        """Normalised (N, C, H, W), then scaled and shifted by the embeddings of labels (N,) or (N, classes)."""
        gain = look_up(self.gain, labels).unsqueeze(-1).unsqueeze(-1)
        shift = look_up(self.shift, labels).unsqueeze(-1).unsqueeze(-1)
        normalised: Tensor = super().forward(x)
        return normalised * gain + shift


class PixelNorm(nn.Module):
    """Each pixel's (or latent's) feature vector is scaled to unit mean square (Karras 2017)."""

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return x * (x.float().square().mean(1, keepdim=True) + 1e-8).rsqrt()


class MinibatchStd(nn.Module):
    """Adds one map: the mean standard deviation over a group of images (Karras 2017).

    It lets the discriminator see that generated images resemble each other too much.
    """

    def __init__(self, group: int = 8) -> None:
        super().__init__()
        self.group = group

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C + 1, H, W). The group shrinks to what divides both it and N."""
        count, channels, height, width = x.shape
        group = math.gcd(count, self.group)
        grouped = x.float().reshape(group, count // group, channels, height, width)
        spread = (grouped.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        extra = spread.repeat(group).to(x.dtype).view(-1, 1, 1, 1).expand(-1, 1, height, width)
        return torch.cat([x, extra], dim=1)


class EqualisedConv(nn.Conv2d):
    """A convolution whose weights are N(0, 1) and scaled by He's constant at run time (Karras 2017)."""

    def __init__(self, inputs: int, outputs: int, kernel: int | tuple[int, int], padding: int = 0) -> None:
        super().__init__(inputs, outputs, kernel, padding=padding)
        nn.init.normal_(self.weight)
        nn.init.zeros_(self.bias)  # type: ignore[arg-type]
        self.scale = math.sqrt(2 / self.weight[0].numel())

    def forward(self, x: Tensor) -> Tensor:
        """As a convolution."""
        y: Tensor = self._conv_forward(x, self.weight * self.scale, self.bias)
        return y


class EqualisedLinear(nn.Linear):
    """A linear layer with the equalised learning rate (Karras 2017)."""

    def __init__(self, inputs: int, outputs: int, gain: float = math.sqrt(2)) -> None:
        super().__init__(inputs, outputs)
        nn.init.normal_(self.weight)
        nn.init.zeros_(self.bias)
        self.scale = gain / math.sqrt(inputs)

    def forward(self, x: Tensor) -> Tensor:
        """As a linear layer."""
        return F.linear(x, self.weight * self.scale, self.bias)
