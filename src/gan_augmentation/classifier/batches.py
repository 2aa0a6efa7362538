"""Batches for training: synthetic rows for the first part of the steps, alone or beside real ones, and then real rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gan_augmentation.compute import Compute
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from gan_augmentation.classifier.training import ClassifierTraining, TrainingSet


def shuffled_rows(rows: int, size: int, seed: int) -> Iterator[Tensor]:
    """Row numbers, `size` at a time, without end; none comes a second time before all have come once.

    A batch may span two epochs, so that all have the same size, however few rows there are.
    """
    generator = torch.Generator().manual_seed(seed)
    waiting = torch.empty(0, dtype=torch.long)
    while True:
        while len(waiting) < size:
            waiting = torch.cat([waiting, torch.randperm(rows, generator=generator)])
        yield waiting[:size]
        waiting = waiting[size:]


def batches(
    training_set: TrainingSet, settings: ClassifierTraining, compute: Compute, seed: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Pairs of images (batch_size, channels, height, width) and targets (batch_size, classes) without end.

    The real rows come first, then the synthetic ones, `synthetic_share` of the batch. Each kind is shuffled by a
    stream of its own. A set without synthetic rows gives whole batches of real ones, and so does any after
    `synthetic_until` of the steps.
    """
    synthetic = round(settings.synthetic_share * settings.batch_size)
    if len(training_set.synthetic_images) == 0:
        synthetic = 0
    own = training_set.images, training_set.targets
    alone = _parts(*own, settings.batch_size, compute, derive_seed(seed, "real"))
    if synthetic == 0:
        return alone
    beside = _parts(
        *own, settings.batch_size - synthetic, compute, derive_seed(seed, "real beside synthetic")
    )
    made = _parts(
        training_set.synthetic_images,
        training_set.synthetic_targets,
        synthetic,
        compute,
        derive_seed(seed, "synthetic"),
    )
    if synthetic == settings.batch_size:
        mixed = made
    else:
        mixed = ((torch.cat([a, c]), torch.cat([b, d])) for (a, b), (c, d) in zip(beside, made, strict=False))
    return chain(islice(mixed, round(settings.synthetic_until * settings.steps)), alone)


def _parts(
    images: NDArray[np.float32], targets: NDArray[np.float32], size: int, compute: Compute, seed: int
) -> Iterator[tuple[Tensor, Tensor]]:
    placed_images, placed_targets = (
        compute.place(
            torch.tensor(images)
        ),  # a copy: a worker process is given memory that it must not write to
        compute.place(torch.tensor(targets)),
    )
    for rows in shuffled_rows(len(images), size, seed):
        on_device = rows.to(compute.device)
        yield placed_images[on_device], placed_targets[on_device]
