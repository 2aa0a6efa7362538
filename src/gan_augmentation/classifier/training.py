"""Training a classifier for a fixed number of steps.

Every arm is trained by the same settings for the same number of optimiser steps, so that none wins by
training longer. Targets are class probabilities: one-hot rows are hard labels, a teacher's predictions are soft ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field
from tqdm import tqdm

from gan_augmentation.classifier.networks import Network
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from gan_augmentation.classifier.modules import Classifier
    from gan_augmentation.representations.features import LabelledImages

Floats = NDArray[np.float32]

HISTORY_ROWS = 50


class ClassifierTraining(Settings):
    """How long and how fast a classifier learns; the same for every arm."""

    steps: int = Field(default=500, gt=0)
    batch_size: int = Field(default=64, gt=1)
    learning_rate: float = Field(default=1e-2, gt=0)
    """The peak of a one-cycle schedule (Smith & Topin 2019)."""
    weight_decay: float = Field(default=5e-2, ge=0)
    label_smoothing: float = Field(default=0.1, ge=0, lt=1)
    synthetic_share: float = Field(default=1.0, ge=0, le=1)
    """Part of each batch taken from the synthetic rows, in arms that have some."""
    synthetic_until: float = Field(default=0.4, gt=0, le=1)
    """Part of the steps that take synthetic rows; after it batches are real, so that the classifier is finetuned on real rows."""


@dataclass(frozen=True)
class TrainingSet:
    """What one arm learns from.

    `images` (N, channels, height, width) and `synthetic_images` (M, ...) are float32 in [-1, 1]; `targets`
    (N, classes) and `synthetic_targets` (M, classes) are float32 probabilities. M may be 0, N may not.
    """

    images: Floats
    targets: Floats
    synthetic_images: Floats
    synthetic_targets: Floats

    @classmethod
    def of(cls, *parts: LabelledImages, beside: tuple[Floats, Floats] | None = None) -> TrainingSet:
        """The parts one after the other, with hard labels; `beside` has synthetic images and their targets, if there are any."""
        none = parts[0].images[:0], parts[0].one_hot[:0]
        return cls(
            np.concatenate([part.images for part in parts]),
            np.concatenate([part.one_hot for part in parts]),
            *(none if beside is None else beside),
        )

    def __post_init__(self) -> None:
        """Raise ValueError where the arrays don't fit each other."""
        rows = [(self.images, self.targets), (self.synthetic_images, self.synthetic_targets)]
        for images, targets in rows:
            if len(images) != len(targets) or images.dtype != np.float32 or targets.dtype != np.float32:
                raise ValueError(
                    f"images {images.shape} {images.dtype} and targets {targets.shape} {targets.dtype}: "
                    "float32 of equal length was expected"
                )
        if len(self.images) == 0:
            raise ValueError("a training set needs real rows")


@dataclass(frozen=True)
class TrainedClassifier:
    """A trained classifier, in evaluation mode on the CPU, and its curve.

    `history` has a row per stretch of steps: step (its last), loss (mean cross entropy), accuracy (share of the
    rows drawn whose likeliest class is the target's).
    """

    model: Classifier
    history: pd.DataFrame


def train_classifier(
    network: Network,
    training_set: TrainingSet,
    settings: ClassifierTraining,
    seed: int,
) -> TrainedClassifier:
    """A classifier after exactly `settings.steps` optimiser steps.

    The same seed gives the same bytes on a CPU, where one thread does it: a network so small gains little from more,
    and several trainings side by side gain much.
    """
    import torch
    from torch.nn import functional as F

    from gan_augmentation.classifier.batches import batches
    from gan_augmentation.compute import Compute, flushed_denormals, one_thread, seeded

    compute = Compute.detect()
    shape, classes = training_set.images.shape[1:], training_set.targets.shape[1]
    model = compute.place_module(network.build(shape, classes, derive_seed(seed, "weights"))).train()
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
    )
    # One step more than is taken: the last rate would otherwise be zero.
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=settings.learning_rate, total_steps=settings.steps + 1
    )
    curve = torch.zeros(settings.steps, 2, device=compute.device)
    drawn = batches(training_set, settings, compute, derive_seed(seed, "batches"))
    with seeded(derive_seed(seed, "dropout")), one_thread(), flushed_denormals():
        for step, (images, targets) in zip(range(settings.steps), drawn, strict=False):
            with compute.autocast():
                logits = model(images)
            loss = F.cross_entropy(logits.float(), targets, label_smoothing=settings.label_smoothing)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            curve[step, 0] = loss.detach()
            curve[step, 1] = (logits.argmax(1) == targets.argmax(1)).float().mean()
    # The layout goes back as well: it shows in the last bits of an answer, and isn't stored with the weights.
    model = model.cpu().to(memory_format=torch.contiguous_format).eval()  # type: ignore[call-overload]
    return TrainedClassifier(model, _history(curve.cpu().numpy()))


def train_several(
    network: Network,
    training_set: TrainingSet,
    settings: ClassifierTraining,
    seeds: list[int],
    workers: int,
    name: str,
) -> dict[int, TrainedClassifier]:
    """A classifier for each seed, numbered from 0; `workers` at a time on a CPU, one at a time on a GPU.

    A bar called `name` shows how many are done.
    """
    from joblib import Parallel, delayed

    from gan_augmentation.compute import Compute

    side_by_side = min(workers, len(seeds)) if Compute.detect().device.type == "cpu" else 1
    trainings = (delayed(train_classifier)(network, training_set, settings, seed) for seed in seeds)
    done = Parallel(n_jobs=side_by_side, return_as="generator")(trainings)
    return dict(enumerate(tqdm(done, desc=f"train {name}", total=len(seeds), unit="classifier")))


def _history(curve: Floats) -> pd.DataFrame:
    """The curve (steps, 2) as means over at most `HISTORY_ROWS` stretches of steps."""
    ends = np.unique(np.linspace(0, len(curve), HISTORY_ROWS + 1).round().astype(int))[1:]
    loss, accuracy = np.stack([part.mean(axis=0) for part in np.split(curve, ends[:-1])]).T
    return pd.DataFrame({"step": ends, "loss": loss, "accuracy": accuracy})
