"""The averaged generator."""

import pytest
import torch

from gan_augmentation.gan.state import TrainingState
from tests.unit.gan.conftest import CPU, toy_recipe


def follow(state, steps):
    """How far the average has come from the first weights (0) to the new ones (1), where these stand still."""
    with torch.no_grad():
        for weight in state.generator.parameters():
            weight.add_(1.0)
    (first, *_), (now, *_) = state.averaged_generator.parameters(), state.generator.parameters()
    before = (now - first).mean().item()
    for _ in range(steps):
        state.average_generator()
        state.step += 1
    return 1 - (now - next(state.averaged_generator.parameters())).mean().item() / before


def begun(step, stage_began, decay=0.998):
    state = TrainingState(toy_recipe(ema_decay=decay), (1, 8, 8), 2, seed=0, compute=CPU)
    state.average_generator()  # the first call copies
    state.step, state.stage_began = step, stage_began
    return state


def test_layers_that_have_just_been_added_are_not_averaged_with_their_first_weights():
    assert follow(begun(step=1000, stage_began=1000), steps=30) > 0.99


def test_late_in_a_stage_the_average_is_as_slow_as_the_recipe_says():
    assert follow(begun(step=9000, stage_began=0), steps=30) == pytest.approx(1 - 0.998**30, abs=1e-3)


def test_the_recipe_may_ask_for_a_faster_average():
    assert follow(begun(step=9000, stage_began=0, decay=0.5), steps=3) == pytest.approx(1 - 0.5**3, abs=1e-3)
