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
    with pytest.raises(ValidationError, match="at least 2 items"):
        toy_recipe(schedule={"kind": "growing", "shares": [1]})


def test_a_recipe_comes_back_from_json():
    recipe = growing_recipe()
    assert type(recipe).model_validate_json(recipe.model_dump_json()) == recipe


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"loss": {"kind": "wasserstein"}, "penalty": {"kind": "none"}},
            "only while the discriminator is smooth: choose a penalty",
        ),
        (
            {"augmentation": {"kind": "waveform"}},
            "'waveform' is for waveform, and the representation is 'mel'",
        ),
        ({"loss": {"kind": "hinge", "label_smoothing": 0.1}}, "label_smoothing"),
        ({"loss": {"kind": "least_squares", "label_smoothing": 0.7}}, "less than 0.5"),
    ],
)
def test_a_mix_that_cannot_work_is_refused_with_the_reason(changes, reason):
    with pytest.raises(ValidationError, match=reason):
        toy_recipe(**changes)


def test_weights_are_not_scaled_twice():
    with pytest.raises(ValidationError, match="scaled already, for an equalised learning rate"):
        growing_recipe(spectral_norm=True)


def test_spectral_norm_may_stand_for_a_penalty():
    bounded = {"loss": {"kind": "wasserstein"}, "penalty": {"kind": "none"}, "spectral_norm": True}
    assert toy_recipe(**bounded, conditioning={"kind": "none"}).spectral_norm
    with pytest.raises(ValidationError, match="does not reach the head of the conditioning 'projection'"):
        toy_recipe(**bounded)
