"""A recipe that cannot work is refused, with the reason."""

import pytest
from pydantic import ValidationError

from tests.unit.gan.conftest import growing_recipe, toy_recipe


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(
        ValidationError, match=r"'hing' found using 'kind' does not match.*'hinge', 'wasserstein'"
    ):
        toy_recipe(loss={"kind": "hing"})


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError, match="gama"):
        toy_recipe(penalty={"kind": "r1", "gama": 1.0})


def test_a_value_out_of_range_is_refused():
    with pytest.raises(ValidationError, match="less than 1"):
        toy_recipe(ema_decay=1.5)


def test_networks_and_schedule_must_grow_together():
    with pytest.raises(ValidationError, match="give the schedule as many shares as the generator has maps"):
        growing_recipe(schedule={"kind": "growing", "shares": [1, 1, 1]})
    with pytest.raises(ValidationError, match="both grow or both do not"):
        toy_recipe(schedule={"kind": "growing", "shares": [1, 1]})


def test_a_recipe_comes_back_from_json():
    recipe = growing_recipe()
    assert type(recipe).model_validate_json(recipe.model_dump_json()) == recipe
