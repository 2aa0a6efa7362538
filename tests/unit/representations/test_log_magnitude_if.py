"""Magnitude and instantaneous frequency, and the exact way back."""

import librosa
import numpy as np
import pytest
from pydantic import ValidationError

from gan_augmentation.representations.log_magnitude_if import LogMagnitudeIF
from gan_augmentation.representations.mel_axis import to_bands, to_bins
from tests.sounds import burst, chirp, signal_to_noise


def clips(samples: int = 16000, rate: int = 16000) -> np.ndarray:
    """A glide, a noise burst, a glide at full scale, silence."""
    return np.stack(
        [chirp(samples, rate), burst(samples), chirp(samples, rate, 1.0), np.zeros(samples, np.float32)]
    )


@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ({}, (2, 256, 128)),
        ({"n_fft": 1024, "hop_length": 256}, (2, 512, 64)),
        ({"clip_samples": 32000}, (2, 256, 256)),
        ({"sample_rate": 8000, "clip_samples": 5001}, (2, 256, 48)),
    ],
)
def test_its_sides_are_those_that_networks_can_halve(settings, shape):
    representation = LogMagnitudeIF(**settings)
    values = representation.encode(np.zeros((1, representation.clip_samples), np.float32))
    assert representation.shape == values.shape[1:] == shape


def test_magnitudes_are_librosas_and_the_columns_beyond_are_silent():
    representation, audio = LogMagnitudeIF(), clips()
    golden = np.abs(librosa.stft(audio, n_fft=512, hop_length=128, pad_mode="constant"))
    values = representation.encode(audio)
    assert representation.frames == golden.shape[2] == 126
    np.testing.assert_allclose(values[:, 0, :, :126], golden[:, :-1], atol=1e-4)
    assert not values[..., 126:].any()


def test_the_frequency_of_a_steady_tone_is_its_step_of_phase():
    cycles_a_hop = 1000 * 128 / 16000  # a whole number: the phase stands still
    audio = 0.5 * np.sin(2 * np.pi * np.stack([[1000], [1010]]) * np.arange(16000) / 16000)
    values = LogMagnitudeIF().encode(audio.astype(np.float32))[:, 1, 32, 4:120]
    assert cycles_a_hop == 8
    np.testing.assert_allclose(values[0], 0, atol=1e-3)
    np.testing.assert_allclose(values[1], 2 * 10 * 128 / 16000, atol=1e-3)


def test_frequencies_lie_within_half_a_turn():
    frequency = LogMagnitudeIF().encode(clips())[:, 1]
    assert -1 <= frequency.min() < -0.9
    assert 0.9 < frequency.max() <= 1


@pytest.mark.parametrize("settings", [{}, {"n_fft": 1024, "hop_length": 256}])
@pytest.mark.parametrize(
    ("samples", "rate"), [(16000, 16000), (16001, 16000), (5001, 8000), (8000, 8000), (64000, 16000)]
)
def test_the_way_back_is_exact_but_for_the_highest_bin(samples, rate, settings):
    representation = LogMagnitudeIF(clip_samples=samples, sample_rate=rate, **settings)
    audio = clips(samples, rate)
    decoded = representation.decode(representation.encode(audio), seed=0)
    assert decoded.shape == audio.shape
    assert decoded.dtype == np.float32
    for tone in (0, 2):
        assert 110 < signal_to_noise(audio[tone], decoded[tone]) < 150
    assert 25 < signal_to_noise(audio[1], decoded[1]) < 50  # white noise has a share in the highest bin
    assert not decoded[3].any()


def test_scaling_costs_what_lies_80_db_below_the_peak():
    representation, audio = LogMagnitudeIF(), clips()
    values = representation.encode(audio)
    scaling = representation.fit_scaling(values)
    images = scaling.scale(values)
    assert images[:, 0].max() == pytest.approx(1, abs=1e-6)
    assert images.min() >= -1
    decoded = representation.decode(scaling.unscale(images), seed=0)
    assert 70 < signal_to_noise(audio[2], decoded[2]) < 100
    assert not decoded[3].any()


def test_many_clips_are_as_one_by_one():
    representation, audio = LogMagnitudeIF(), np.tile(clips(), (9, 1))
    values = representation.encode(audio)
    np.testing.assert_allclose(values[34, 0], representation.encode(audio[34:35])[0, 0], atol=1e-6)
    decoded = representation.decode(values, seed=0)
    np.testing.assert_allclose(decoded[34], representation.decode(values[34:35], seed=1)[0], atol=1e-6)


def test_a_loud_clip_is_turned_down_as_a_whole():
    representation = LogMagnitudeIF()
    values = representation.encode(clips()[:2])
    values[0, 0] *= 4
    loud, quiet = representation.decode(values, seed=0)
    assert np.abs(loud).max() == pytest.approx(1, abs=1e-6)
    assert 110 < signal_to_noise(2 * clips()[0], loud) < 150
    assert np.abs(quiet).max() == pytest.approx(0.5, abs=0.05)


def test_read_only_arrays_are_taken_without_a_warning(recwarn):
    representation, audio = LogMagnitudeIF(), clips()
    audio.setflags(write=False)
    values = representation.encode(audio)
    values.setflags(write=False)
    representation.decode(values, seed=0)
    assert not [each for each in recwarn if "writ" in str(each.message)]


@pytest.mark.parametrize("n_fft", [512, 1024])
def test_on_a_mel_scale_low_sounds_come_back_near_and_high_ones_blurred(n_fft):
    representation = LogMagnitudeIF(n_fft=n_fft, hop_length=n_fft // 4, mel_scale=True)
    audio = np.stack([chirp(end=0.1), burst(), chirp(end=0.45), np.zeros(16000, np.float32)])
    values = representation.encode(audio)
    assert values.shape == (4, *representation.shape)
    decoded = representation.decode(values, seed=0)
    low, noise, high = map(signal_to_noise, audio[:3], decoded[:3])
    assert 90 < low < 150  # exact below 2.4 kHz, where bands lie denser than bins
    assert 0 < noise < 3
    assert 1 < high < 6
    assert not decoded[3].any()


def test_mel_bands_spread_the_low_bins_and_leave_none_out():
    bands = to_bands(16000, 256)
    assert bands.shape == (256, 256)
    np.testing.assert_allclose(bands.sum(axis=1), 1, atol=1e-5)
    assert (bands.sum(axis=0) > 0).all()
    assert bands.argmax(axis=1).tolist() == sorted(bands.argmax(axis=1))
    assert 50 < bands[:128].argmax(axis=1).max() < 64  # half the bands for less than the lowest quarter


def test_the_way_back_from_mel_bands_lets_no_error_grow():
    assert 1 < np.abs(to_bins(16000, 256)).sum(axis=1).max() < 6


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(N, 16000\), found \(1, 15999\)"):
        LogMagnitudeIF().encode(np.zeros((1, 15999), np.float32))
    with pytest.raises(ValueError, match=r"\(N, 2, 256, 128\), found \(1, 1, 256, 128\)"):
        LogMagnitudeIF().decode(np.zeros((1, 1, 256, 128), np.float32), seed=0)


def test_a_hop_that_does_not_divide_the_window_is_refused():
    with pytest.raises(ValidationError, match="hop_length 100 must divide n_fft 512"):
        LogMagnitudeIF(hop_length=100)
