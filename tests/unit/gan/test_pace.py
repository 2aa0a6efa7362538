"""How long a training will take is told from a few of its steps."""

import time

import pytest

from gan_augmentation.gan import pace
from tests.unit.gan.conftest import CPU, growing_recipe, toy_recipe


@pytest.mark.parametrize("discriminator_steps", [1, 5])
def test_a_training_of_slow_steps_takes_as_many_of_them_as_its_budget_needs(
    discriminator_steps, toy_data, monkeypatch
):
    step = pace.train_step

    def slow_step(*args):
        time.sleep(0.05)
        return step(*args)

    recipe = toy_recipe(discriminator_steps=discriminator_steps)
    plain = pace.seconds_of_training(recipe, toy_data, CPU)
    monkeypatch.setattr(pace, "train_step", slow_step)
    slow = pace.seconds_of_training(recipe, toy_data, CPU)
    steps = 160 / (8 * discriminator_steps)  # of the budget, of a step
    assert slow - plain == pytest.approx(0.05 * steps, rel=0.6)


def test_every_stage_of_a_growing_gan_counts(toy_data):
    assert 0 < pace.seconds_of_training(growing_recipe(), toy_data, CPU) < 60
