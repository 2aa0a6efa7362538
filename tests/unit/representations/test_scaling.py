import numpy as np
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.representations.scaling import RootScaling

FEATURES = np.random.default_rng(0).gamma(0.5, 1.0, (6, 1, 8, 4)).astype(np.float32)


def test_silence_becomes_minus_one_and_the_peak_one() -> None:
    scaler = RootScaling(peak=4.0)
    image = scaler.scale(np.array([0.0, 1.0, 4.0], dtype=np.float32))
    np.testing.assert_allclose(image, [-1.0, 0.0, 1.0])
    assert image.dtype == np.float32


def test_scaling_and_back_gives_the_same_features() -> None:
    scaler = RootScaling.fit(FEATURES)
    np.testing.assert_allclose(scaler.unscale(scaler.scale(FEATURES)), FEATURES, atol=1e-6)


def test_fitted_features_fill_minus_one_to_one() -> None:
    image = RootScaling.fit(FEATURES).scale(FEATURES)
    assert image.max() == 1.0
    assert -1.0 <= image.min() < -0.95


def test_a_value_above_the_peak_is_cut() -> None:
    scaler = RootScaling(peak=1.0)
    assert scaler.scale(np.array([2.0], dtype=np.float32)) == 1.0
    np.testing.assert_array_equal(scaler.unscale(np.array([-1.5, 1.5], dtype=np.float32)), [0.0, 1.0])


@pytest.mark.parametrize("features", [np.zeros((2, 1, 4, 4), np.float32), np.zeros((0, 1, 4, 4), np.float32)])
def test_silent_or_missing_features_are_refused(features: np.ndarray) -> None:
    with pytest.raises(GanAugmentationError, match="nothing to scale by"):
        RootScaling.fit(features)


def test_a_scaler_survives_json() -> None:
    scaler = RootScaling.fit(FEATURES)
    assert RootScaling.model_validate_json(scaler.model_dump_json()) == scaler
