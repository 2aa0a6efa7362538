"""The losses against torch's own functions and hand-made numbers."""

import pytest
import torch
from torch.nn import functional as F

from gan_augmentation.gan.losses import Hinge, LeastSquares, NonSaturating, RelativisticPairing, Wasserstein

REAL, FAKE = torch.tensor([2.0, -1.0, 0.5]), torch.tensor([-3.0, 1.0, 0.0])


def test_non_saturating_is_binary_cross_entropy():
    ones, zeros = torch.ones(3), torch.zeros(3)
    expected = F.binary_cross_entropy_with_logits(REAL, ones) + F.binary_cross_entropy_with_logits(
        FAKE, zeros
    )
    torch.testing.assert_close(NonSaturating().discriminator(REAL, FAKE), expected)
    torch.testing.assert_close(
        NonSaturating().generator(None, FAKE), F.binary_cross_entropy_with_logits(FAKE, ones)
    )


def test_a_smoothed_label_is_a_smaller_target():
    targets, zeros = torch.full((3,), 0.9), torch.zeros(3)
    expected = F.binary_cross_entropy_with_logits(REAL, targets) + F.binary_cross_entropy_with_logits(
        FAKE, zeros
    )
    torch.testing.assert_close(NonSaturating(label_smoothing=0.1).discriminator(REAL, FAKE), expected)
    least_squares = LeastSquares(label_smoothing=0.1).discriminator(REAL, FAKE).item()
    assert least_squares == pytest.approx((1.1**2 + 1.9**2 + 0.4**2 + 9 + 1 + 0) / 6)


def test_least_squares_pulls_to_one_and_zero():
    assert LeastSquares().discriminator(torch.ones(3), torch.zeros(3)).item() == 0
    assert LeastSquares().generator(None, FAKE).item() == pytest.approx((16 + 0 + 1) / 6)


def test_hinge_asks_for_no_more_than_one():
    assert Hinge().discriminator(REAL, FAKE).item() == pytest.approx((0 + 2 + 0.5 + 0 + 2 + 1) / 3)
    assert Hinge().discriminator(REAL + 10, FAKE - 10).item() == 0
    assert Hinge().generator(None, FAKE).item() == pytest.approx(2 / 3)


def test_wasserstein_is_the_distance_plus_drift():
    drift = 1e-3 * (4 + 1 + 0.25) / 3
    assert Wasserstein().discriminator(REAL, FAKE).item() == pytest.approx(-2 / 3 - 0.5 + drift)


def test_relativistic_pairing_looks_at_differences_alone():
    loss = RelativisticPairing()
    torch.testing.assert_close(loss.discriminator(REAL, FAKE), F.softplus(FAKE - REAL).mean())
    torch.testing.assert_close(loss.generator(REAL, FAKE), loss.generator(REAL + 7, FAKE + 7))
    torch.testing.assert_close(loss.generator(REAL, FAKE), loss.discriminator(FAKE, REAL))


def test_large_logits_stay_finite():
    loss = RelativisticPairing()
    assert loss.discriminator(torch.tensor([-500.0]), torch.tensor([500.0])).item() == pytest.approx(1000)
