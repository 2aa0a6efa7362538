"""The classifiers' layers. Images are (N, channels, height, width); logits are (N, classes)."""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F

LONG_AXIS = 64  # the stem halves a longer axis, so that a 128-band spectrogram and a 28x28 image cost alike


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
    stride = (2 if height > LONG_AXIS else 1, 2 if width > LONG_AXIS else 1)
    trunk = nn.Sequential(
        nn.Conv2d(channels, widths[0], 5, stride=stride, padding=2, bias=False),
        nn.BatchNorm2d(widths[0]),
        nn.ReLU(),
        *(ResidualBlock(inputs, outputs) for inputs, outputs in pairwise(widths)),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )
    return Classifier(trunk, nn.Sequential(nn.Dropout(dropout), nn.Linear(widths[-1], classes)))


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
