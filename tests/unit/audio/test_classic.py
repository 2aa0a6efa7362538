import random

import numpy as np
import pytest
from pydantic import ValidationError

from gan_augmentation.audio.classic import SoundAugmentation

RATE = 16000


def tones(clips: int) -> np.ndarray:
    time = np.arange(RATE // 2) / RATE
    window = np.hanning(len(time))
    return np.stack([0.5 * window * np.sin(2 * np.pi * (200 + 50 * n) * time) for n in range(clips)]).astype(
        np.float32
    )


def copies_of(audio: np.ndarray, settings: SoundAugmentation, seed: int = 1) -> np.ndarray:
    return settings.augment(audio, 0, seed)


def test_each_clip_gives_its_copies_in_place_and_all_differ() -> None:
    audio = tones(3)
    copies = copies_of(audio, SoundAugmentation(copies=4))
    assert copies.shape == (12, RATE // 2)
    assert copies.dtype == np.float32
    assert np.isfinite(copies).all()
    assert len(np.unique(copies, axis=0)) == 12
    spectra = np.abs(np.fft.rfft(copies.reshape(3, 4, -1)))
    peaks = spectra.argmax(axis=2) * 2  # Hz
    np.testing.assert_allclose(peaks, [[200] * 4, [250] * 4, [300] * 4], rtol=0.12)


def test_the_same_clip_twice_gives_different_copies() -> None:
    audio = np.repeat(tones(1), 40, axis=0)
    assert len(np.unique(copies_of(audio, SoundAugmentation(copies=1)), axis=0)) == 40


def test_another_seed_gives_other_copies() -> None:
    audio, settings = tones(2), SoundAugmentation(copies=1)
    assert np.abs(copies_of(audio, settings, seed=1) - copies_of(audio, settings, seed=2)).max() > 0.01


def test_the_global_random_state_is_left_as_it_was() -> None:
    random.seed(5)
    np.random.seed(5)
    expected = random.random(), np.random.random()
    random.seed(5)
    np.random.seed(5)
    copies_of(tones(2), SoundAugmentation(copies=2))
    assert (random.random(), np.random.random()) == expected


def test_the_global_random_state_is_put_back_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(samples: np.ndarray, sample_rate: int) -> np.ndarray:
        random.random()
        raise OSError("broken transform")

    monkeypatch.setattr(SoundAugmentation, "chain", lambda settings, seconds: fail)
    before = random.getstate()
    with pytest.raises(OSError, match="broken transform"):
        copies_of(tones(1), SoundAugmentation(copies=1))
    assert random.getstate() == before


def test_a_loud_clip_stays_within_full_scale() -> None:
    copies = copies_of(2 * tones(4), SoundAugmentation(copies=8))
    assert 0.99 < np.abs(copies).max() <= 1.0


def test_a_silent_clip_stays_silent() -> None:
    assert not copies_of(np.zeros((2, RATE // 2), np.float32), SoundAugmentation(copies=3)).any()


def test_the_clips_themselves_are_left_as_they_were() -> None:
    audio = tones(2)
    audio.setflags(write=False)
    copies_of(audio, SoundAugmentation(copies=1))
    np.testing.assert_array_equal(audio, tones(2))


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.3])
def test_a_short_clip_is_not_shifted_away(seconds: float) -> None:
    still = SoundAugmentation(copies=20, max_shift=2.0)
    clip = np.full((1, int(seconds * RATE)), 0.5, np.float32) * np.hanning(int(seconds * RATE)).astype(
        np.float32
    )
    energy = (copies_of(clip, still).astype(np.float64) ** 2).mean(axis=1)
    assert (energy > 0.02 * (clip**2).mean()).all()


@pytest.mark.parametrize(
    "wrong",
    [{"copies": 0}, {"max_speed_change": 0.9}, {"max_shift": -1}, {"max_pitch_change": 25}, {"speed": 1}],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        SoundAugmentation(**wrong)
