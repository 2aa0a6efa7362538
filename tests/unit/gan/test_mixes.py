"""Every mix of components takes a step with finite losses, or is refused beforehand."""

import math
from itertools import product

import pytest
from pydantic import ValidationError

from gan_augmentation.gan.state import TrainingState
from gan_augmentation.gan.steps import train_step
from tests.unit.gan.conftest import CPU, growing_recipe, toy_recipe

CONDITIONINGS = ["none", "one_model_per_class", "projection", "concat", "concat_sample", "auxiliary"]
LOSSES = ["non_saturating", "least_squares", "hinge", "wasserstein", "relativistic_pairing"]
PENALTIES = ["none", "gradient_penalty", "r1", "r2", "r1_r2"]
RECIPES = {"strided": toy_recipe, "progressive": growing_recipe}


@pytest.mark.parametrize("networks", RECIPES)
@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_a_mix_works_or_is_refused(networks, conditioning, toy_data):
    worked, refused = set(), set()
    for loss, penalty, spectral_norm in product(LOSSES, PENALTIES, [False, True]):
        mix = (loss, penalty, spectral_norm)
        try:
            recipe = RECIPES[networks](
                conditioning={"kind": conditioning},
                loss={"kind": loss},
                penalty={"kind": penalty},
                spectral_norm=spectral_norm,
            )
        except ValidationError:
            refused.add(mix)
            continue
        worked.add(mix)
        metrics = one_step(recipe, toy_data)
        assert all(map(math.isfinite, metrics.values())), mix
        assert ("penalty" in metrics) == (penalty != "none"), mix
    # Spectral norm does not reach the head of a projection.
    bounds = [False, True] if conditioning == "projection" else [False]
    unbounded = {("wasserstein", "none", bound) for bound in bounds}
    equalised = {mix for mix in product(LOSSES, PENALTIES, [True]) if networks == "progressive"}
    assert refused == unbounded | equalised
    assert len(worked) + len(refused) == 50


def one_step(recipe, data):
    state = TrainingState(recipe, data.shape, len(data.classes), 0, CPU)
    detail = recipe.schedule.stages(100)[-1].detail(100)
    recipe.schedule.set_detail(detail, state.generator, state.discriminator, state.averaged_generator)
    before = [weight.clone() for weight in state.generator.parameters()]
    metrics = train_step(state, data, detail, CPU)
    moved = [not weight.equal(old) for weight, old in zip(state.generator.parameters(), before, strict=True)]
    assert any(moved)
    return metrics
