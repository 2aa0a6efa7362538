"""What lies between a mouth and a file: a room, a microphone, a background.

Conventions: sounds are float arrays (samples,); every random choice comes from the generator given.
"""

import numpy as np
from scipy import signal


def in_room(
    sound: np.ndarray, sample_rate: int, reverberation: float, wet: float, rng: np.random.Generator
) -> np.ndarray:
    """A sound with the echo of a room, of the same length.

    The room's response is noise under an exponential decay (Polack 1988).

    Args:
        sound: the dry sound.
        sample_rate: Hz.
        reverberation: seconds in which the echo falls by 60 dB.
        wet: level of the echo beside the direct sound, 0 to 1 or more.
        rng: gives the echo's pattern.
    """
    time = np.arange(int(reverberation * sample_rate)) / sample_rate
    echo = rng.standard_normal(len(time)) * 10 ** (-3 * time / reverberation)
    echo *= wet / np.sqrt(np.sum(echo**2))
    heard: np.ndarray = sound + signal.fftconvolve(sound, echo)[: len(sound)]
    return heard


def through_microphone(sound: np.ndarray, sample_rate: int, low: float, high: float) -> np.ndarray:
    """A sound as a microphone gives it that hears from `low` to `high` Hz (second-order edges)."""
    edges = signal.butter(2, (low, high), btype="bandpass", fs=sample_rate, output="sos")
    heard: np.ndarray = signal.sosfilt(edges, sound)
    return heard


def coloured_noise(samples: int, slope: float, rng: np.random.Generator) -> np.ndarray:
    """Noise whose power falls as frequency to the power of `slope`: 0 is white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    frequency = np.arange(len(spectrum))
    frequency[0] = 1
    return np.fft.irfft(spectrum * frequency ** (-slope / 2), samples)


def mix(sound: np.ndarray, background: np.ndarray, snr: float) -> np.ndarray:
    """A sound before a background of the same length that is `snr` dB below it (energy of the whole)."""
    gain = np.sqrt(np.sum(sound**2) / np.sum(background**2) / 10 ** (snr / 10))
    mixed: np.ndarray = sound + gain * background
    return mixed
