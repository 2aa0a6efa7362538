"""The classifiers' layers. Images are (N, channels, height, width); logits are (N, classes)."""

import math
from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F

STEM_AXIS = 32  # the stem brings longer axes down to this, so that images of any size cost about the same


class Classifier(nn.Module):
    """A trunk that sums an image up in D numbers, and a head that names its class from them."""

    def __init__(self, trunk: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = head

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, classes)."""
        logits: Tensor = self.head(self.trunk(images))
        return logits


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions around a short cut; the first halves height and width."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.short_cut = nn.Sequential(
            nn.AvgPool2d(2, ceil_mode=True),
            nn.Conv2d(inputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, maps: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, outputs, ceil(H / 2), ceil(W / 2))."""
        return F.relu(self.body(maps) + self.short_cut(maps))


def residual_network(
    shape: tuple[int, int, int], classes: int, *, widths: Sequence[int], dropout: float
) -> Classifier:
    """A stem, a residual block from each width to the next, and the mean over height and width."""
    channels, height, width = shape
    trunk = nn.Sequential(
        _stem(channels, widths[0], height, width),
        nn.BatchNorm2d(widths[0]),
        nn.ReLU(),
        *(ResidualBlock(inputs, outputs) for inputs, outputs in pairwise(widths)),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )
    return Classifier(trunk, nn.Sequential(nn.Dropout(dropout), nn.Linear(widths[-1], classes)))


def _stem(channels: int, outputs: int, height: int, width: int) -> nn.Conv2d:
    """The first convolution, with strides that bring height and width down to `STEM_AXIS`.

    Of a 128x32 spectrogram it keeps every frame and one band in four: for words, halving time costs far more.
    """
    down, across = math.ceil(height / STEM_AXIS), math.ceil(width / STEM_AXIS)
    kernel = (max(5, 2 * down - 1), max(5, 2 * across - 1))
    padding = (kernel[0] // 2, kernel[1] // 2)
    return nn.Conv2d(channels, outputs, kernel, stride=(down, across), padding=padding, bias=False)


def pooled_network(shape: tuple[int, int, int], classes: int, *, maps: int, dense: int) -> Classifier:
    """Three times convolution and max-pooling, then three dense layers."""
    channels, height, width = shape
    layers: list[nn.Module] = []
    for inputs in (channels, maps, maps):
        layers += [nn.Conv2d(inputs, maps, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    layers.append(nn.Flatten())
    for inputs in (maps * (height // 8) * (width // 8), dense, dense):
        layers += [nn.Linear(inputs, dense), nn.ReLU()]
    return Classifier(nn.Sequential(*layers), nn.Linear(dense, classes))
