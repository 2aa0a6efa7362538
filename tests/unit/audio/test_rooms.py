import itertools

import numpy as np
import pytest

from gan_augmentation.audio.rooms import coloured_noise, in_room, mix, through_microphone

RATE = 16_000


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def decibels(ratio: float) -> float:
    return float(10 * np.log10(ratio))


def test_a_room_keeps_the_direct_sound_and_lets_it_die_away_in_its_time() -> None:
    click = np.zeros(RATE)
    click[0] = 1.0
    heard = in_room(click, RATE, reverberation=0.4, wet=0.5, rng=rng())
    echo = heard - click
    assert np.sum(echo**2) == pytest.approx(0.25, rel=1e-6)
    early, late = (np.mean(echo[start : start + 800] ** 2) for start in (0, int(0.2 * RATE)))
    assert decibels(early / late) == pytest.approx(30, abs=3)  # half of 60 dB after half of the time
    assert np.abs(echo[int(0.4 * RATE) + 1 :]).max() < 1e-9


def test_a_microphone_hears_its_band_alone() -> None:
    time = np.arange(RATE) / RATE
    levels = {
        hertz: np.std(through_microphone(np.sin(2 * np.pi * hertz * time), RATE, 200, 4_000)[RATE // 2 :])
        for hertz in (20, 1_000, 7_900)
    }
    assert levels[1_000] == pytest.approx(np.sqrt(0.5), rel=0.02)
    assert max(levels[20], levels[7_900]) < 0.02


@pytest.mark.parametrize(("slope", "fall"), [(0, 0), (1, 3), (2, 6)])
def test_the_noise_falls_by_three_decibels_an_octave_and_slope(slope: float, fall: float) -> None:
    power = np.abs(np.fft.rfft(coloured_noise(2**16, slope, rng()))) ** 2
    octaves = [np.mean(power[start : 2 * start]) for start in (512, 1024, 2048, 4096, 8192)]
    falls = [decibels(low / high) for low, high in itertools.pairwise(octaves)]
    assert np.mean(falls) == pytest.approx(fall, abs=0.5)


@pytest.mark.parametrize("snr", [0.0, 12.0])
def test_the_background_lies_as_far_below_as_asked_for(snr: float) -> None:
    sound, background = np.sin(np.arange(RATE) * 0.1), 7 * rng().standard_normal(RATE)
    added = mix(sound, background, snr) - sound
    assert decibels(np.sum(sound**2) / np.sum(added**2)) == pytest.approx(snr, abs=1e-6)
