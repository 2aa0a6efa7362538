"""A key tells what results were made from."""

import numpy as np
import pytest

from gan_augmentation.classifier.settings import EvaluatorSettings
from gan_augmentation.keys import key_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, 2], [1, 3]),
        (["ab", "c"], ["a", "bc"]),
        ([np.arange(3)], [np.arange(3) + 1]),
        ([{"a": 1}], [{"a": 2}]),
    ],
)
def test_a_key_tells_things_apart(one, other):
    assert key_of(*one) == key_of(*one)
    assert key_of(*one) != key_of(*other)


def test_a_key_tells_settings_apart():
    settings = {"network": {"kind": "residual"}, "training": {"steps": 10}}
    one, other = (EvaluatorSettings.model_validate({**settings, "members": n}) for n in (1, 2))
    assert key_of(one) != key_of(other)
