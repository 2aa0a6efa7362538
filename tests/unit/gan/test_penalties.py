"""The penalties against gradients known by hand."""

import pytest
import torch

from gan_augmentation.gan.penalties import R1, R1R2, R2, GradientPenalty, NoPenalty, squared_gradient

REAL = torch.full((4, 1, 2, 2), 3.0)
FAKE = torch.full((4, 1, 2, 2), 1.0)


def quadratic(images):
    """Half the squared length: its gradient is the image itself."""
    return images.square().flatten(1).sum(1) / 2


def chance():
    return torch.Generator().manual_seed(0)


def test_the_gradient_of_a_quadratic_is_its_argument():
    torch.testing.assert_close(squared_gradient(quadratic, REAL), torch.full((4,), 4 * 9.0))


def test_r1_looks_at_real_images_alone():
    assert R1(gamma=0.5)(quadratic, REAL, FAKE, chance()).item() == pytest.approx(0.25 * 36)


def test_r2_looks_at_fake_images_alone():
    assert R2(gamma=0.5)(quadratic, REAL, FAKE, chance()).item() == pytest.approx(0.25 * 4)


def test_r1_r2_looks_at_both():
    assert R1R2(gamma=0.5)(quadratic, REAL, FAKE, chance()).item() == pytest.approx(0.25 * (36 + 4))


def test_gradient_penalty_vanishes_where_the_length_is_one():
    def slope(images):
        return images.flatten(1).sum(1) / 2  # gradient 1/2 at each of 4 pixels: length 1

    assert GradientPenalty()(slope, REAL, FAKE, chance()).item() == pytest.approx(0, abs=1e-6)


def test_gradient_penalty_lies_between_real_and_fake():
    length = (GradientPenalty(weight=1)(quadratic, REAL, FAKE, chance())) ** 0.5 + 1
    assert 2 < length.item() < 6


def test_a_lazy_penalty_is_as_strong_on_average():
    eager, lazy = R1(gamma=1.0), R1(gamma=1.0, every=8)
    pulls = [lazy(quadratic, REAL, FAKE, chance()).item() for step in range(16) if lazy.is_due(step)]
    assert sum(pulls) == pytest.approx(16 * eager(quadratic, REAL, FAKE, chance()).item())


def test_the_penalty_can_be_differentiated():
    weight = torch.tensor(2.0, requires_grad=True)
    R1()(lambda images: weight * quadratic(images), REAL, FAKE, chance()).backward()
    assert weight.grad.item() == pytest.approx(0.5 * 2 * 2 * 36)


def test_no_penalty_is_never_due():
    assert not any(NoPenalty().is_due(step) for step in range(10))
