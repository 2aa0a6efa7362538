"""Training a classifier for a fixed number of steps, and asking it.

Every arm is trained by the same settings for the same number of optimiser steps, so that none wins by training
longer. Targets are class probabilities: one-hot rows are hard labels, a teacher's predictions are soft ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import Field
from tqdm import tqdm

from gan_augmentation.classifier.networks import Network
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import nn


class ClassifierTraining(Settings):
    """How long and how fast a classifier learns; the same for every arm."""

    steps: int = Field(default=500, gt=0)
    batch_size: int = Field(default=64, gt=1)
    learning_rate: float = Field(default=3e-3, gt=0)
    """The peak of a one-cycle schedule (Smith & Topin 2019)."""
    weight_decay: float = Field(default=1e-2, ge=0)
    label_smoothing: float = Field(default=0.1, ge=0, lt=1)
    synthetic_share: float = Field(default=0.25, ge=0, le=1)
    """Part of each batch taken from the synthetic rows, in arms that have some."""


@dataclass(frozen=True)
class TrainingSet:
    """What one arm learns from.

    `images` (N, channels, height, width) and `synthetic_images` (M, ...) are float32 in [-1, 1]; `targets`
    (N, classes) and `synthetic_targets` (M, classes) are float32 probabilities. M may be 0.
    """

    images: np.ndarray
    targets: np.ndarray
    synthetic_images: np.ndarray
    synthetic_targets: np.ndarray

    @property
    def parts(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The real and the synthetic rows."""
        return [(self.images, self.targets), (self.synthetic_images, self.synthetic_targets)]


@dataclass(frozen=True)
class TrainedClassifier:
    """A trained network, in evaluation mode on the CPU, and its curve.

    `history` has the columns step, loss (mean cross entropy since the last row) and accuracy (the share of the
    training rows, as drawn, whose likeliest class was met).
    """

    model: nn.Module
    history: pd.DataFrame


HISTORY_ROWS = 50


def train_classifier(
    network: Network,
    training_set: TrainingSet,
    settings: ClassifierTraining,
    seed: int,
    *,
    progress: str | None = None,
) -> TrainedClassifier:
    """A classifier after exactly `settings.steps` optimiser steps; the same seed gives the same bytes on a CPU.

    `progress` is the text before a progress bar on stderr; without it there is none.
    """
    import torch
    from torch.nn import functional as F

    from gan_augmentation.classifier.batches import Rows, mixed_batches
    from gan_augmentation.compute import Compute, seeded

    compute = Compute.detect()
    shape, classes = training_set.images.shape[1:], training_set.targets.shape[1]
    model = compute.place_module(network.build(shape, classes, derive_seed(seed, "weights")))
    streams = [
        Rows(*(compute.place(torch.from_numpy(rows)) for rows in part)).batches(
            size, derive_seed(seed, "batches", name)
        )
        for name, part, size in zip(
            ("real", "synthetic"), training_set.parts, _part_sizes(training_set, settings), strict=True
        )
        if size
    ]
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=settings.learning_rate, total_steps=settings.steps + 1
    )
    curve = torch.zeros(settings.steps, 2, device=compute.device)
    model.train()
    steps = tqdm(range(settings.steps), desc=progress, unit="step", mininterval=0.5, disable=progress is None)
    with seeded(derive_seed(seed, "dropout")):
        for step, (images, targets) in zip(steps, mixed_batches(streams), strict=False):
            with compute.autocast():
                logits = model(images)
            loss = F.cross_entropy(logits.float(), targets, label_smoothing=settings.label_smoothing)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            curve[step, 0] = loss.detach()
            curve[step, 1] = (logits.argmax(1) == targets.argmax(1)).float().mean()
    return TrainedClassifier(model.cpu().eval(), _history(curve.cpu().numpy()))


def _part_sizes(training_set: TrainingSet, settings: ClassifierTraining) -> tuple[int, int]:
    """Rows per batch: real, synthetic."""
    synthetic = round(settings.synthetic_share * settings.batch_size)
    if len(training_set.synthetic_images) == 0:
        synthetic = 0
    return settings.batch_size - synthetic, synthetic


def _history(curve: np.ndarray) -> pd.DataFrame:
    """The curve (steps, 2) as means over at most `HISTORY_ROWS` stretches of steps."""
    ends = np.unique(np.linspace(0, len(curve), HISTORY_ROWS + 1).round().astype(int))[1:]
    means = [part.mean(axis=0) for part in np.split(curve, ends[:-1])]
    loss, accuracy = np.stack(means).T
    return pd.DataFrame({"step": ends, "loss": loss, "accuracy": accuracy})


@dataclass(frozen=True)
class Ensemble:
    """Several classifiers of the same classes, asked together: the mean of their probabilities."""

    members: Sequence[nn.Module]


def predict(model: nn.Module | Ensemble, images: np.ndarray) -> np.ndarray:
    """Class probabilities (N, classes), float32, of images (N, channels, height, width) in [-1, 1].

    Computed in float32 whatever the hardware, so that a stored classifier answers alike on another machine.
    """
    import torch

    if isinstance(model, Ensemble):
        return np.mean([predict(member, images) for member in model.members], axis=0)
    device = next(model.parameters()).device
    with torch.inference_mode():
        probabilities = [
            model(torch.from_numpy(images[start : start + 256]).to(device)).softmax(dim=1).cpu()
            for start in range(0, len(images), 256)
        ]
    return torch.cat(probabilities).numpy()
