"""Copies of train clips among synthetic ones: the audit flags them, and not sounds that only resemble."""

import numpy as np
import pytest

from gan_augmentation.metrics import memorisation
from gan_augmentation.representations.mel import Mel
from tests.sounds import CLASSES, RATE, tone

PAIR = Mel()  # the project's own settings
BEFORE, TRAIN, NEW = RATE // 5, 100, 60  # samples of silence; clips of each class


def recording(pitch, seed):
    """A tone amid a second of silence."""
    sound = tone(pitch, seed)
    return np.pad(sound, (BEFORE, RATE - BEFORE - len(sound)))


def recordings(per_class, seed):
    return np.stack(
        [recording(pitch, seed + number) for pitch in CLASSES.values() for number in range(per_class)]
    )


def exact(sound, rng):
    return sound


def shifted(sound, rng):
    return np.roll(sound, int(rng.integers(-BEFORE // 2, BEFORE // 2)))  # what goes around is silence


def scaled(sound, rng):
    return sound * rng.uniform(0.4, 1)


def noisy(sound, rng):
    """Noise 30 dB below it."""
    level = 10 ** (-30 / 20) * np.sqrt(np.mean(sound**2))
    return sound + level * rng.normal(size=len(sound))


WAYS = [exact, shifted, scaled, noisy]


@pytest.fixture(scope="module")
def images():
    """Train, held-out and copied sounds as the classifiers see them."""
    train = recordings(TRAIN, seed=0)
    scaling = PAIR.fit_scaling(PAIR.encode(train))

    def see(sounds):
        return scaling.scale(PAIR.encode(np.asarray(sounds, np.float32)))

    return train, see(train), see(recordings(NEW, seed=50_000)), see


@pytest.mark.counted("planted copies among synthetic clips", small=20, full=100, must_show=">= 99 % flagged")
def test_planted_copies_are_flagged(images, count, came_out):
    sounds, train, held_out, see = images
    rng = np.random.default_rng(0)
    rows = rng.integers(len(sounds), size=count)
    planted = see([WAYS[number % len(WAYS)](sounds[row], rng) for number, row in enumerate(rows)])
    found, facts = memorisation.audit(planted, train, held_out, np.arange(len(train)))
    came_out(f"{facts['near_copies']} flagged, of new sounds {facts['near_copy_share_of_held_out']:.1%}")
    assert facts["near_copies"] >= 0.99 * count
    assert (found.index == rows).mean() >= 0.99
    assert facts["near_copy_share_of_held_out"] <= 0.04
