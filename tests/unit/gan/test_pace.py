"""How long a training will take is told from a few of its steps."""

from types import SimpleNamespace

import pytest

from gan_augmentation.gan import pace
from tests.unit.gan.conftest import CPU, growing_recipe, toy_recipe


@pytest.mark.parametrize("discriminator_steps", [1, 5])
def test_a_training_takes_as_many_steps_as_its_budget_needs(discriminator_steps, toy_data, monkeypatch):
    clock = SimpleNamespace(seconds=0.0)
    step = pace.train_step

    def step_of_50_ms(*args):
        clock.seconds += 0.05
        return step(*args)

    monkeypatch.setattr(pace, "train_step", step_of_50_ms)
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: clock.seconds))
    recipe = toy_recipe(discriminator_steps=discriminator_steps)
    steps = 160 / (8 * discriminator_steps)  # images of the budget, of a step
    assert pace.seconds_of_training(recipe, toy_data, CPU) == pytest.approx(0.05 * steps)


def test_every_stage_of_a_growing_gan_counts(toy_data):
    assert 0 < pace.seconds_of_training(growing_recipe(), toy_data, CPU) < 60
