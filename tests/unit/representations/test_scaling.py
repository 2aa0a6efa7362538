import numpy as np
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.representations.scaling import (
    LevelScaling,
    LogMagnitudeScaling,
    RootScaling,
    SignedScaling,
)

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


ALL = [RootScaling, LevelScaling, SignedScaling, LogMagnitudeScaling]
PAIRS = np.concatenate(
    [FEATURES, np.random.default_rng(1).uniform(-1, 1, FEATURES.shape)], axis=1, dtype=np.float32
)


@pytest.mark.parametrize("scaling", ALL)
def test_every_scaling_is_undone(scaling):
    fitted = scaling.fit(PAIRS)
    images = fitted.scale(PAIRS)
    assert images.dtype == np.float32
    assert np.abs(images).max() <= 1
    kept = np.abs(PAIRS) if scaling in (RootScaling, LevelScaling) else PAIRS
    again = fitted.unscale(fitted.scale(kept))
    np.testing.assert_allclose(again, kept, atol=1.1e-4 * fitted.peak)
    assert again.dtype == np.float32


@pytest.mark.parametrize("scaling", ALL)
def test_every_scaling_refuses_silence_and_survives_json(scaling):
    with pytest.raises(GanAugmentationError, match="nothing to scale by"):
        scaling.fit(np.zeros((2, 2, 4, 4), np.float32))
    fitted = scaling.fit(PAIRS)
    assert scaling.model_validate_json(fitted.model_dump_json()) == fitted


def test_pixels_lie_on_a_line_from_black_to_the_peak():
    values = np.array([0.0, 50.0, 100.0, 200.0], dtype=np.float32)
    np.testing.assert_allclose(LevelScaling(peak=100).scale(values), [-1, 0, 1, 1])
    np.testing.assert_allclose(LevelScaling(peak=100).unscale(np.array([-2.0, 0.0, 1.0])), [0, 50, 100])


def test_samples_lie_on_a_line_through_silence():
    values = np.array([-0.8, -0.2, 0.0, 0.4], dtype=np.float32)
    assert SignedScaling.fit(values).peak == pytest.approx(0.8)
    np.testing.assert_allclose(SignedScaling(peak=0.4).scale(values), [-1, -0.5, 0, 1])
    np.testing.assert_allclose(SignedScaling(peak=0.4).unscale(np.array([-2.0, 0.5])), [-0.4, 0.2])


def test_eighty_db_of_magnitude_fill_minus_one_to_one():
    magnitude = np.array([10.0, 1.0, 0.1, 1e-3, 1e-4, 0.0, 20.0], dtype=np.float32).reshape(1, 1, 1, -1)
    values = np.concatenate([magnitude, np.zeros_like(magnitude)], axis=1)
    images = LogMagnitudeScaling(peak=10).scale(values)
    np.testing.assert_allclose(images[0, 0, 0], [1, 0.5, 0, -1, -1, -1, 1], atol=1e-6)
    back = LogMagnitudeScaling(peak=10).unscale(images)[0, 0, 0]
    np.testing.assert_allclose(back, [10, 1, 0.1, 0, 0, 0, 10], rtol=1e-5, atol=1.1e-3)


@pytest.mark.parametrize("peak", np.geomspace(1e-3, 1e3, 13))
def test_silence_stays_silence_whatever_the_peak(peak):
    silence = np.zeros((1, 2, 4, 4), np.float32)
    for scaling in (kind(peak=peak) for kind in ALL):
        assert not scaling.unscale(scaling.scale(silence)).any()


def test_the_step_of_phase_is_left_as_it_is():
    scaling = LogMagnitudeScaling.fit(PAIRS)
    np.testing.assert_array_equal(scaling.scale(PAIRS)[:, 1], PAIRS[:, 1])
    assert scaling.peak == pytest.approx(PAIRS[:, 0].max())
