"""Clips on demand, with and without a generator that knows of classes."""

import numpy as np
import pytest
import torch

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.demand import make_on_demand
from tests.unit.gan.conftest import CPU, toy_generator

SETTINGS = {"seed": 0, "spread": 1.0, "compute": CPU}


def bright(images):
    """Whether an image is brighter than the middle one."""
    means = images.mean((1, 2, 3))
    above = means > np.median(means)
    return np.stack([~above, above], axis=1).astype(np.float32)


def test_so_many_clips_of_the_class_asked_for_are_made():
    made = make_on_demand(toy_generator(), "b", 3, recognise=None, **SETTINGS)
    assert made.labels == ["b"] * 3
    assert made.images.shape == (3, 1, 8, 8)
    assert len(set(made.latent_seeds)) == 3


def test_without_a_label_every_class_is_made_and_more_of_a_class_begin_with_the_same():
    some, more = (
        make_on_demand(toy_generator(), label, count, recognise=None, **SETTINGS)
        for label, count in ((None, 2), ("b", 4))
    )
    assert some.labels == ["a", "a", "b", "b"]
    assert some.latent_seeds[2:] == more.latent_seeds[:2]


def test_another_seed_gives_other_clips():
    one, other = (
        make_on_demand(toy_generator(), "a", 2, recognise=None, **{**SETTINGS, "seed": seed})
        for seed in (0, 1)
    )
    assert not set(one.latent_seeds) & set(other.latent_seeds)


def test_a_clip_can_be_made_again_from_its_latent_seed():
    generator = toy_generator()
    made = make_on_demand(generator, "b", 3, recognise=None, **SETTINGS)
    again = generator.sample(torch.tensor([1]), made.latent_seeds[2:], 1.0, CPU)
    np.testing.assert_array_equal(again[0], made.images[2])


def test_an_unknown_class_is_refused():
    with pytest.raises(GanAugmentationError, match=r"label=c: .*Choose one of: a, b"):
        make_on_demand(toy_generator(), "c", 1, recognise=None, **SETTINGS)


def test_the_evaluator_picks_where_the_generator_knows_of_no_class():
    made = make_on_demand(toy_generator("none"), "b", 5, recognise=bright, **SETTINGS)
    others = make_on_demand(toy_generator("none"), "a", 5, recognise=bright, **SETTINGS)
    assert made.labels == ["b"] * 5
    assert made.images.mean((1, 2, 3)).min() > others.images.mean((1, 2, 3)).max()


def test_without_an_evaluator_a_class_cannot_be_asked_of_it():
    with pytest.raises(GanAugmentationError, match="'none' knows of no class, and there is no evaluator"):
        make_on_demand(toy_generator("none"), "b", 1, recognise=None, **SETTINGS)


def test_a_class_that_the_evaluator_never_sees_is_told_with_the_mend():
    def always_a(images):
        return np.tile(np.array([[1, 0]], np.float32), (len(images), 1))

    with pytest.raises(GanAugmentationError, match="only 0 of 200 samples as 'b', and 5 are wanted"):
        make_on_demand(toy_generator("none"), "b", 5, recognise=always_a, **SETTINGS)
