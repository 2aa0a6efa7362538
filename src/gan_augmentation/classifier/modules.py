"""The classifiers' layers. Images are (N, channels, height, width); logits are (N, classes)."""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F

LONG_AXIS = 64  # the stem halves a longer axis, so that a 128-band spectrogram and a 28x28 image cost alike


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


class ResidualNetwork(nn.Module):
    """A stem, one residual block per stage, the mean over height and width, and a linear layer."""

    def __init__(
        self, shape: tuple[int, int, int], classes: int, *, widths: Sequence[int], dropout: float
    ) -> None:
        super().__init__()
        channels, *axes = shape
        stride = tuple(2 if length > LONG_AXIS else 1 for length in axes)
        self.stem = nn.Sequential(
            nn.Conv2d(channels, widths[0], 5, stride=stride, padding=2, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(),
        )
        self.stages = nn.Sequential(*(ResidualBlock(*pair) for pair in pairwise(widths)))
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(widths[-1], classes))

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, classes)."""
        maps = self.stages(self.stem(images))
        return self.head(maps.mean(dim=(2, 3)))


class PooledNetwork(nn.Module):
    """Three times convolution and max-pooling, then three dense layers and the classes."""

    def __init__(self, shape: tuple[int, int, int], classes: int, *, maps: int, dense: int) -> None:
        super().__init__()
        channels, height, width = shape
        self.convolutions = nn.Sequential(
            *(
                layer
                for inputs in (channels, maps, maps)
                for layer in (nn.Conv2d(inputs, maps, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
            )
        )
        flat = maps * (height // 8) * (width // 8)
        self.dense = nn.Sequential(
            *(layer for inputs in (flat, dense, dense) for layer in (nn.Linear(inputs, dense), nn.ReLU()))
        )
        self.head = nn.Linear(dense, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, classes)."""
        return self.head(self.dense(self.convolutions(images).flatten(1)))
