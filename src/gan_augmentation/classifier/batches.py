"""Rows drawn for training: every row once per epoch, in an order set by a seed."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor


def shuffled_rows(rows: int, batch: int, seed: int) -> Iterator[Tensor]:
    """Batches of row numbers without end; no row comes a second time before all have come once.

    A batch may span two epochs, so all batches have the same size, however few rows there are.
    """
    generator = torch.Generator().manual_seed(seed)
    waiting = torch.empty(0, dtype=torch.long)
    while True:
        while len(waiting) < batch:
            waiting = torch.cat([waiting, torch.randperm(rows, generator=generator)])
        yield waiting[:batch]
        waiting = waiting[batch:]


@dataclass(frozen=True)
class Rows:
    """Images (N, channels, height, width) and their target probabilities (N, classes)."""

    images: Tensor
    targets: Tensor

    def batches(self, size: int, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Pairs of (size, ...) images and targets without end."""
        for rows in shuffled_rows(len(self.images), size, seed):
            picked = rows.to(self.images.device)
            yield self.images[picked], self.targets[picked]


def mixed_batches(streams: list[Iterator[tuple[Tensor, Tensor]]]) -> Iterator[tuple[Tensor, Tensor]]:
    """Each batch is one part from every stream, one after the other."""
    for parts in zip(*streams, strict=True):
        images, targets = zip(*parts, strict=True)
        yield torch.cat(images), torch.cat(targets)
