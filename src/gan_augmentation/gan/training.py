"""The one training loop, for every family.

`train` yields `Progress` as it goes: what is logged is returned, not logged inside. It starts where the newest checkpoint of the
same recipe, data, seed and code left off, and an interrupted training ends in the same weights as an undisturbed one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from gan_augmentation.code_version import code_version
from gan_augmentation.compute import Compute
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan import latents
from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.health import Monitor
from gan_augmentation.gan.progress import Progress
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.schedules import Detail, Stage
from gan_augmentation.gan.state import TrainingState
from gan_augmentation.gan.steps import train_step
from gan_augmentation.gan.symptoms import RealLevels
from gan_augmentation.interruption import Interrupted, StopRequest
from gan_augmentation.keys import key_of
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.seeding import derive_seed

REPORTS = 100
SNAPSHOTS = 10
CHECKPOINTS = 20
MAX_ROLLBACKS = 3
SNAPSHOT_CLASSES = 10
SNAPSHOT_COLUMNS = 6


def train_family(
    recipe: Recipe,
    data: LabelledImages,
    store: CheckpointStore,
    *,
    seed: int,
    compute: Compute,
    stop: StopRequest,
) -> Iterator[Progress]:
    """Train every model of a recipe, one after the other: one, or one for each class.

    Arguments, yields and errors are those of `train`; a report's total counts the images of all models.
    """
    fingerprint = fingerprint_of(recipe, data, seed)
    groups = recipe.conditioning.groups(data.classes)
    parts = {name: data.only(classes) for name, classes in groups.items()}
    lengths = {name: recipe.budget.images(len(part)) for name, part in parts.items()}
    for name, part in parts.items():
        for progress in train(
            recipe,
            part,
            store.within(name),
            seed=derive_seed(seed, "gan", name),
            fingerprint=fingerprint,
            compute=compute,
            stop=stop,
        ):
            yield replace(progress, total=sum(lengths.values()), model=name, fingerprint=fingerprint)


def fingerprint_of(recipe: Recipe, data: LabelledImages, seed: int) -> str:
    """A hash of all that a training depends on: the code that it runs, too."""
    return key_of(
        code_version(train_family), recipe.training_settings(), data.classes, seed, data.images, data.labels
    )


def train(
    recipe: Recipe,
    data: LabelledImages,
    store: CheckpointStore,
    *,
    seed: int,
    fingerprint: str,
    compute: Compute,
    stop: StopRequest,
) -> Iterator[Progress]:
    """Train a GAN, from the newest checkpoint of the same fingerprint if there is one.

    Args:
        recipe: the family's components.
        data: the train part.
        store: where checkpoints go; the newest one is the training's last state.
        seed: of every random number.
        fingerprint: hash of recipe, data, seed and code; checkpoints with another one are dropped.
        compute: device and precision.
        stop: looked at after each step.

    Yields:
        Progress, about a hundred times in a whole training.

    Raises:
        Interrupted: a stop was asked for; a checkpoint was written first (not of weights that are not finite).
        GanAugmentationError: a loss was not finite, and going back with a smaller learning rate did not mend it.
    """
    state = TrainingState(recipe, data.shape, len(data.classes), seed, compute)
    total = recipe.budget.images(len(data))
    stages = recipe.schedule.stages(total)
    _resume(state, store, fingerprint)
    if state.images >= total:
        yield Progress(state.images, total, {}, take_snapshot(state, data, seed, compute))
    monitor = Monitor(
        recipe.conditioning.sample_names(data.classes),
        RealLevels.of(data.images, data.labels),
        recipe.health,
        recipe.loss.winning_gap,
        observed=state.images * REPORTS // total,
    )
    meter = Meter()
    while state.images < total:
        before = state.images
        detail = _enter_stage(state, stages)
        metrics = train_step(state, data, detail, compute)
        save_due = _passes(CHECKPOINTS, before, state.images, total)
        if not all(map(math.isfinite, metrics.values())) or (save_due and not state.is_finite()):
            _roll_back(state, store, seed)
            meter = Meter()
            continue
        meter.add(metrics, state.images - before)
        stage_ends = state.images >= stages[state.stage].end
        if _passes(REPORTS, before, state.images, total) or stage_ends:
            wanted = _passes(SNAPSHOTS, before, state.images, total) or stage_ends
            snapshot = take_snapshot(state, data, seed, compute) if wanted else None
            metrics = meter.summary() | detail._asdict()
            # The average lags behind; what goes wrong shows in the generator that plays.
            health = monitor.observe(sample_classes(state, state.generator, data, seed, compute), metrics)
            yield Progress(
                state.images,
                total,
                metrics | health.metrics,
                snapshot,
                warnings=health.warnings,
                judged=health.judged,
            )
            meter = Meter()
        stopping = stop.requested  # asked for once: it may come at any moment, a report's too
        if save_due or (stopping and state.is_finite()):
            store.save(state.step, state.to_checkpoint(fingerprint=fingerprint))
        if stopping:
            raise Interrupted(
                f"GAN training: stopped on request after {state.images:,} of {total:,} images. "
                "Run the same command again to go on from there."
            )


class Meter:
    """Means of the metrics since it was made, and the rate."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = {}
        self.images = 0
        self.started = time.monotonic()

    def add(self, metrics: dict[str, float], images: int) -> None:
        """Take in one step."""
        self.images += images
        for name, value in metrics.items():
            self.values.setdefault(name, []).append(value)

    def summary(self) -> dict[str, float]:
        """The mean of each metric, and images a second."""
        rate = self.images / max(time.monotonic() - self.started, 1e-9)
        return {name: sum(seen) / len(seen) for name, seen in self.values.items()} | {
            "images_per_second": rate
        }


@torch.no_grad()
def sample_classes(
    state: TrainingState, generator: nn.Module, data: LabelledImages, seed: int, compute: Compute
) -> NDArray[np.float32]:
    """Samples of a generator (classes, columns, C, H, W), always from the same latents."""
    shown = min(len(data.classes), SNAPSHOT_CLASSES)
    chance = torch.Generator().manual_seed(derive_seed(seed, "snapshot"))
    given = latents.draw(state.recipe.latent, shown * SNAPSHOT_COLUMNS, state.latent_size, chance)
    labels = torch.arange(shown).repeat_interleave(SNAPSHOT_COLUMNS)
    was_training = generator.training
    generator.eval()
    with compute.autocast():
        images = generator(
            compute.place(given), compute.place(state.recipe.conditioning.network_labels(labels))
        )
    generator.train(was_training)
    array: NDArray[np.float32] = images.float().clamp(-1, 1).cpu().numpy()
    return array.reshape(shown, SNAPSHOT_COLUMNS, *array.shape[1:])


def take_snapshot(
    state: TrainingState, data: LabelledImages, seed: int, compute: Compute
) -> NDArray[np.float32]:
    """What a person looks at (classes, columns, height, width) of samples of the averaged generator."""
    samples = sample_classes(state, state.averaged_generator, data, seed, compute)
    pictures = data.representation.picture(samples.reshape(-1, *samples.shape[2:]), data.peak)
    return pictures.reshape(*samples.shape[:2], *pictures.shape[1:])


def _resume(state: TrainingState, store: CheckpointStore, fingerprint: str) -> None:
    newest = store.newest()
    if newest is not None and newest.facts.get("fingerprint") == fingerprint:
        state.restore(newest)
    else:
        store.clear()
        store.save(state.step, state.to_checkpoint(fingerprint=fingerprint))


def _enter_stage(state: TrainingState, stages: list[Stage]) -> Detail:
    while state.images >= stages[state.stage].end:
        state.stage += 1
        state.stage_began = state.step
        if state.recipe.optimizer.reset_each_stage:
            state.reset_optimizers()
    detail = stages[state.stage].detail(state.images)
    state.recipe.schedule.set_detail(detail, state.generator, state.discriminator, state.averaged_generator)
    return detail


def _roll_back(state: TrainingState, store: CheckpointStore, seed: int) -> None:
    rollbacks, images = state.rollbacks + 1, state.images
    checkpoint = store.newest()
    if rollbacks > MAX_ROLLBACKS or checkpoint is None:
        raise GanAugmentationError(
            f"GAN training: a loss was not finite after {images:,} images, and going back {MAX_ROLLBACKS} times with half "
            "the learning rate did not mend it. Lower gan.optimizer.learning_rate or strengthen gan.penalty."
        )
    state.restore(checkpoint)
    state.slow_down(rollbacks)
    state.chance.manual_seed(derive_seed(seed, "rollback", rollbacks))


def _passes(times: int, before: int, now: int, total: int) -> bool:
    """Whether the training just passed one of so many evenly spaced marks, the last one at its end."""
    return min(now, total) * times // total > before * times // total
