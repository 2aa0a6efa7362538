"""How long a training will take on this machine: a few steps of each stage, timed."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gan_augmentation.compute import Compute
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.state import TrainingState
from gan_augmentation.gan.steps import train_step
from gan_augmentation.representations.features import LabelledImages

WARM_UP, TIMED = 8, 24
"""Steps; the second is a multiple of what lazy penalties wait for, so that they are in it as often as in a training."""


def seconds_of_training(recipe: Recipe, data: LabelledImages, compute: Compute) -> float:
    """Seconds of the steps of a whole training, as far as the steps of this moment tell.

    What is done between the steps (reports, checkpoints) is not in it.
    """
    return sum(_seconds_of_one(recipe, part, compute) for part in _parts(recipe, data))


def images_of_training(recipe: Recipe, data: LabelledImages) -> int:
    """Images that a whole training shows, those of all its models together."""
    return sum(recipe.budget.images(len(part)) for part in _parts(recipe, data))


def _parts(recipe: Recipe, data: LabelledImages) -> Iterator[LabelledImages]:
    """What each model of the recipe learns from."""
    return (data.only(classes) for classes in recipe.conditioning.groups(data.classes).values())


def _seconds_of_one(recipe: Recipe, data: LabelledImages, compute: Compute) -> float:
    state = TrainingState(recipe, data.shape, len(data.classes), 0, compute)
    seconds = 0.0
    for stage in recipe.schedule.stages(recipe.budget.images(len(data))):
        detail = stage.detail(stage.start)
        recipe.schedule.set_detail(detail, state.generator, state.discriminator, state.averaged_generator)
        for _ in range(WARM_UP):
            train_step(state, data, detail, compute)
        began, before = time.monotonic(), state.images
        for _ in range(TIMED):
            train_step(state, data, detail, compute)
        seconds += stage.images * (time.monotonic() - began) / (state.images - before)
    return seconds
