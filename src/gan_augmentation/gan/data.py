"""What a GAN is trained on."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class TrainingData:
    """Labelled images of the train part alone.

    Attributes:
        images: float32 (N, C, H, W), in [-1, 1].
        labels: int64 (N,), each an index into `classes`.
        classes: the names of the classes.
    """

    images: Tensor
    labels: Tensor
    classes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        channels, height, width = self.images.shape[1:]
        return channels, height, width

    def only(self, classes: tuple[str, ...]) -> TrainingData:
        """The images of these classes, labelled anew by their place among them."""
        numbers = [self.classes.index(name) for name in classes]
        rows = sum((self.labels == number) for number in numbers).bool()  # type: ignore[union-attr]
        new = self.labels.new_full((len(self.classes),), -1)
        for place, number in enumerate(numbers):
            new[number] = place
        return TrainingData(self.images[rows], new[self.labels[rows]], classes)
