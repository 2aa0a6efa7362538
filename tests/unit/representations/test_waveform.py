"""Samples in a row or in a grid, and back."""

import librosa
import numpy as np
import pytest
from pydantic import ValidationError

from gan_augmentation.representations.waveform import Waveform, WaveformImage
from tests.sounds import burst, chirp, signal_to_noise

LENGTHS = [(16000, 16000), (16001, 16000), (5001, 8000), (8000, 8000), (64000, 16000)]


def clips(samples: int, rate: int) -> np.ndarray:
    """A glide, a noise burst, a glide at full scale, silence."""
    return np.stack(
        [chirp(samples, rate), burst(samples), chirp(samples, rate, 1.0), np.zeros(samples, np.float32)]
    )


@pytest.mark.parametrize(
    ("waveform", "length"),
    [
        (Waveform(), 16384),
        (Waveform(rate=4000), 4096),
        (Waveform(clip_samples=64000), 64512),
        (Waveform(sample_rate=8000, clip_samples=8000, rate=8000), 8192),
        (Waveform(sample_rate=8000, clip_samples=5001, rate=4000, multiple=16), 2512),
    ],
)
def test_a_row_is_as_long_as_its_multiple_asks(waveform, length):
    assert waveform.shape == (1, 1, length)
    assert waveform.encode(np.zeros((2, waveform.clip_samples), np.float32)).shape == (2, 1, 1, length)


@pytest.mark.parametrize(("samples", "rate"), LENGTHS)
def test_a_row_at_the_clips_rate_gives_the_very_samples_back(samples, rate):
    waveform, audio = Waveform(clip_samples=samples, sample_rate=rate, rate=rate), clips(samples, rate)
    rows = waveform.encode(audio)
    np.testing.assert_array_equal(rows[:, 0, 0, :samples], audio)
    assert not rows[..., samples:].any()
    np.testing.assert_array_equal(waveform.decode(rows, seed=0), audio)


def test_a_slow_row_keeps_what_lies_below_half_its_rate_and_nothing_above():
    waveform, time = Waveform(rate=4000), np.arange(16000) / 16000
    window = np.hanning(16000)
    low, high = (np.sin(2 * np.pi * pitch * time) * window * 0.5 for pitch in (1500, 2500))
    audio = np.stack([low, high, low + high]).astype(np.float32)
    decoded = waveform.decode(waveform.encode(audio), seed=0)
    assert 100 < signal_to_noise(audio[0], decoded[0]) < 150
    assert np.abs(decoded[1]).max() < 1e-5
    assert -0.5 < signal_to_noise(audio[2], decoded[2]) - 3 < 0.5
    spectrum = np.abs(librosa.stft(waveform.decode(waveform.encode(clips(16000, 16000)), seed=0)))
    above = librosa.fft_frequencies(sr=16000) > 2100
    assert spectrum[1, above].max() < 0.01 * spectrum[1].max()


def test_a_slow_row_is_as_librosa_resamples():
    audio = chirp(end=0.1)[None]
    rows = Waveform(rate=4000).encode(audio)[:, 0, 0, :4000]
    golden = librosa.resample(audio, orig_sr=16000, target_sr=4000, res_type="soxr_vhq")
    assert 60 < signal_to_noise(golden, rows) < 200


@pytest.mark.parametrize(("samples", "rate"), LENGTHS[:4])
@pytest.mark.parametrize(("side", "channels"), [(150, 1), (128, 3)])
def test_a_grid_with_room_gives_the_sound_back(samples, rate, side, channels):
    grid = WaveformImage(clip_samples=samples, sample_rate=rate, side=side, channels=channels)
    audio = clips(samples, rate)
    values = grid.encode(audio)
    assert values.shape == (4, channels, side, side)
    assert values.dtype == np.float32
    decoded = grid.decode(values, seed=0)
    assert all(100 < signal_to_noise(a, b) < 150 for a, b in zip(audio[:3], decoded[:3], strict=True))
    assert np.abs(decoded).max() <= 1
    assert not decoded[3].any()


def test_a_grid_is_in_time_order_along_rows_then_down_then_through_channels():
    grid = WaveformImage(clip_samples=48, sample_rate=48, side=4, channels=3)
    audio = np.linspace(-1, 1, 48, dtype=np.float32)[None]
    np.testing.assert_array_equal(grid.encode(audio)[0].ravel(), audio[0])
    np.testing.assert_array_equal(grid.decode(grid.encode(audio), seed=0), audio)


def test_a_grid_too_small_for_the_clip_keeps_the_low_part():
    grid = WaveformImage(clip_samples=64000)
    audio = np.stack([chirp(64000, end=0.15), burst(64000)])  # a grid holds 5,625 samples a second
    decoded = grid.decode(grid.encode(audio), seed=0)
    assert 60 < signal_to_noise(audio[0], decoded[0]) < 150
    assert 1 < signal_to_noise(audio[1], decoded[1]) < 4


def test_values_beyond_full_scale_are_cut():
    waveform = Waveform()
    loud = np.full((1, *waveform.shape), 1.5, dtype=np.float32)
    assert waveform.decode(loud, seed=0).max() == 1


@pytest.mark.parametrize("representation", [Waveform(), Waveform(rate=4000), WaveformImage()])
def test_many_clips_are_as_one_by_one_and_scaling_is_undone(representation):
    audio = np.tile(clips(16000, 16000), (9, 1))
    values = representation.encode(audio)
    np.testing.assert_allclose(values[34], representation.encode(audio[34:35])[0], atol=1e-6)
    scaling = representation.fit_scaling(values)
    images = scaling.scale(values)
    assert np.abs(images).max() == 1
    assert not images[3].any()
    np.testing.assert_allclose(scaling.unscale(images), values, atol=1e-6)
    assert representation.scaling(scaling.peak) == scaling


@pytest.mark.parametrize("representation", [Waveform(), WaveformImage(side=128, channels=3)])
def test_other_shapes_are_refused(representation):
    with pytest.raises(ValueError, match=r"\(N, 16000\), found \(1, 15999\)"):
        representation.encode(np.zeros((1, 15999), np.float32))
    with pytest.raises(ValueError, match=r"expected an array \(N, \d+, \d+, \d+\), found \(1, 2, 3, 4\)"):
        representation.decode(np.zeros((1, 2, 3, 4), np.float32), seed=0)


def test_a_row_faster_than_the_clips_is_refused():
    with pytest.raises(ValidationError, match="rate 16000 must be at most sample_rate 8000"):
        Waveform(sample_rate=8000)
