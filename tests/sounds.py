"""Small real sounds for tests: each class a tone of its own, each clip another pitch, glide, level and onset."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 16000
CLASSES = {"low": 250.0, "middle": 900.0, "high": 3000.0}


def tone(pitch: float, seed: int, seconds: float = 0.6) -> np.ndarray:
    """A decaying tone in a little noise, float32 in [-1, 1]."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    pitch, glide = pitch * rng.uniform(0.85, 1.15), rng.uniform(-60, 60)  # Hz, Hz a second
    sound = np.sin(2 * np.pi * (pitch + glide * time) * time) * np.exp(-4 * time)
    sound = np.roll(sound * rng.uniform(0.3, 0.9), rng.integers(0, 2000))
    return (sound + 0.003 * rng.normal(size=len(time))).clip(-1, 1).astype(np.float32)


def write_class_folders(root: Path, per_class: int = 20, seed: int = 0) -> Path:
    """`<class>/<speaker>_nohash_<n>.wav`: per class so many clips, two by each speaker."""
    for number, (name, pitch) in enumerate(CLASSES.items()):
        (root / name).mkdir(parents=True)
        for clip in range(per_class):
            path = root / name / f"{clip // 2:08x}_nohash_{clip % 2}.wav"
            soundfile.write(path, tone(pitch, seed + 1000 * number + clip), RATE)
    return root


def chirp(samples: int = RATE, rate: int = RATE, level: float = 0.5, end: float = 0.35) -> np.ndarray:
    """A soft-edged glide from 100 Hz to this share of the rate, float32 of that peak."""
    time = np.arange(samples) / rate
    end *= rate
    sound = np.sin(2 * np.pi * (100 * time + (end - 100) * time**2 / (2 * time[-1]))) * np.hanning(samples)
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def burst(samples: int = RATE, level: float = 0.5) -> np.ndarray:
    """White noise for a fifth of the clip amid silence, float32 of that peak."""
    sound = np.zeros(samples)
    middle = slice(2 * samples // 5, 3 * samples // 5)
    sound[middle] = np.random.default_rng(3).standard_normal(samples)[middle]
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def signal_to_noise(original: np.ndarray, found: np.ndarray) -> float:
    """How far the difference lies below the original, dB."""
    return float(20 * np.log10(np.linalg.norm(original) / np.linalg.norm(found - original)))
