"""Ways between classes and between samples."""

import numpy as np
import pytest
import torch

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.demand import seeds_of_classes
from gan_augmentation.gan.interpolation import interpolate, join
from gan_augmentation.gan.latents import between
from tests.unit.gan.conftest import CPU, toy_generator
from tests.unit.gan.test_demand import bright

SETTINGS = {"seed": 0, "spread": 1.0, "compute": CPU}
CONDITIONINGS = ["projection", "one_model_per_class"]


def test_a_way_between_normal_latents_keeps_their_length():
    start, end = torch.randn(2, 64, generator=torch.Generator().manual_seed(0))
    way = between("normal", start, end, 9)
    torch.testing.assert_close(way[[0, -1]], torch.stack([start, end]))
    lengths = way.norm(dim=1)
    assert 0.95 * min(start.norm(), end.norm()) < lengths.min()
    assert lengths.max() < 1.05 * max(start.norm(), end.norm())
    turned = torch.cosine_similarity(way[:-1], way[1:])
    assert turned.max() - turned.min() < 0.01


def test_a_way_between_uniform_latents_is_straight():
    start, end = 2 * torch.rand(2, 8, generator=torch.Generator().manual_seed(0)) - 1
    way = between("uniform", start, end, 3)
    torch.testing.assert_close(way[1], (start + end) / 2)


def test_a_way_between_equal_latents_stays():
    here = torch.ones(4)
    torch.testing.assert_close(between("normal", here, here, 3), here.expand(3, 4))


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_from_class_to_class_with_one_latent(conditioning):
    generator = toy_generator(conditioning)
    made = interpolate(generator, "a", "b", 5, recognise=None, **SETTINGS)
    assert (made.start, made.end, made.images.shape) == ("a", "b", (5, 1, 8, 8))
    moved = np.abs(np.diff(made.images, axis=0)).max((1, 2, 3))
    assert (moved > 0).all()


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_a_way_begins_and_ends_with_the_samples_of_its_classes(conditioning):
    generator = toy_generator(conditioning)
    made = interpolate(generator, "a", "b", 4, recognise=None, **SETTINGS)
    seed = seeds_of_classes(generator, [0, 1], 1, recognise=None, **SETTINGS)[0][0]
    sampled = [generator.sample(torch.tensor([number]), [seed], 1.0, CPU)[0] for number in (0, 1)]
    np.testing.assert_allclose(made.images[[0, -1]], np.stack(sampled), atol=1e-6)
    assert not np.array_equal(made.images[0], made.images[-1])


@pytest.mark.parametrize("to_label", ["a", None])
def test_within_a_class_it_goes_from_latent_to_latent(to_label):
    generator = toy_generator()
    made = interpolate(generator, "a", to_label, 4, recognise=None, **SETTINGS)
    assert (made.start, made.end) == ("a", "a")
    assert np.abs(made.images[0] - made.images[-1]).max() > 0.01


def test_a_generator_without_classes_goes_between_latents_that_the_evaluator_picked():
    made = interpolate(toy_generator("none"), "a", "b", 5, recognise=bright, **SETTINGS)
    means = made.images.mean((1, 2, 3))
    assert means[0] < means[-1]
    with pytest.raises(GanAugmentationError, match="knows of no class"):
        interpolate(toy_generator("none"), "a", "b", 5, recognise=None, **SETTINGS)


def test_the_class_to_begin_with_must_be_said():
    with pytest.raises(GanAugmentationError, match=r"from_label: say which class .* one of: a, b\."):
        interpolate(toy_generator(), None, "b", 5, recognise=None, **SETTINGS)
    with pytest.raises(GanAugmentationError, match="to_label=c: "):
        interpolate(toy_generator(), "a", "c", 5, recognise=None, **SETTINGS)


def test_clips_are_joined_with_silence_between_them_alone():
    assert join(np.ones((3, 2), np.float32), 1).tolist() == [1, 1, 0, 1, 1, 0, 1, 1]
    assert join(np.ones((2, 2), np.float32), 0).tolist() == [1, 1, 1, 1]
