"""Leaks planted into a prepared data set: each is caught before anything is trained."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.pipelines.train_gan.nodes import check_leaks
from gan_augmentation.representations.features import Features, LabelledImages
from gan_augmentation.representations.mel import Mel
from tests.clips import clips_of
from tests.sounds import CLASSES, tone

PAIR = Mel(n_mels=32, n_fft=1024, hop_length=512)
PER_CLASS = 10


def prepared(seed):
    """Clips of three classes, their split, all features and the train part."""
    names = list(CLASSES)
    rows = [(name, number) for name in names for number in range(PER_CLASS)]
    audio = [
        np.pad(tone(CLASSES[name], seed + 100 * names.index(name) + number), (0, 6400))
        for name, number in rows
    ]
    ids = [f"{name}_{number}" for name, number in rows]
    sides = (["train"] * 6 + ["validation", "validation", "test", "test"]) * len(names)
    speakers = [f"speaker {name} {number // 2}" for name, number in rows]
    clips = clips_of(pd.DataFrame({"clip_id": ids}), audio)
    split = pd.DataFrame({"clip_id": ids, "speaker": speakers, "split": sides})
    features = Features(tuple(ids), PAIR.encode(np.stack(audio)), PAIR)
    return clips, split, features, train_part(features, split, names, rows)


def train_part(features, split, names, rows):
    chosen = np.flatnonzero(split["split"] == "train")
    ids = tuple(split["clip_id"].iloc[chosen])
    values = features.rows(list(ids))
    peak = float(values.max())
    labels = np.array([names.index(rows[row][0]) for row in chosen])
    part = LabelledImages(values, labels, tuple(names), ids, peak, PAIR)
    return replace(part, images=part.scaling.scale(values))


def look(clips, split, features, train):
    return check_leaks(train, features, split, clips)


def image_of(train, features, clip_id):
    return train.scaling.scale(features.rows([clip_id]))


def held_out(split, rng, side=("validation", "test")):
    return str(rng.choice(split.loc[split["split"].isin(side), "clip_id"]))


def clip_under_its_name(clips, split, features, train, rng):
    clip_id, row = held_out(split, rng), int(rng.integers(len(train)))
    images, ids = train.images.copy(), list(train.clip_ids)
    images[row], ids[row] = image_of(train, features, clip_id)[0], clip_id
    return clips, split, features, replace(train, images=images, clip_ids=tuple(ids))


def clip_under_another_name(clips, split, features, train, rng):
    images = train.images.copy()
    images[rng.integers(len(train))] = image_of(train, features, held_out(split, rng))[0]
    return clips, split, features, replace(train, images=images)


def speaker_on_both_sides(clips, split, features, train, rng):
    split = split.copy()
    known = rng.choice(split.loc[split["split"] == "train", "speaker"])
    split.loc[split["clip_id"] == held_out(split, rng), "speaker"] = known
    return clips, split, features, train


def near_duplicate(clips, split, features, train, rng):
    """A held-out recording at another level and place, a little noisier, as a train clip."""
    original = clips.of([held_out(split, rng)])[0]
    sound = np.roll(original * rng.uniform(0.3, 0.9), int(rng.integers(-400, 400)))
    sound = (sound + 10 ** (-35 / 20) * np.std(sound) * rng.normal(size=len(sound))).astype(np.float32)
    sounds = clips[:].copy()
    sounds[clips.facts.index[clips.facts["clip_id"] == rng.choice(train.clip_ids)][0]] = sound
    clips = clips_of(clips.facts, sounds)
    features = Features(features.clip_ids, PAIR.encode(sounds), PAIR)
    images = train.scaling.scale(features.rows(list(train.clip_ids)))
    return clips, split, features, replace(train, images=images)


LEAKS = [clip_under_its_name, near_duplicate, speaker_on_both_sides, clip_under_another_name]


def test_a_set_without_a_leak_passes():
    looked_at = look(*prepared(0))
    assert looked_at["compared_for_copies"] == PER_CLASS * len(CLASSES)


@pytest.mark.counted("planted leaks", small=4, full=30, must_show="all caught")
def test_every_planted_leak_is_caught(count, came_out):
    missed = []
    for number in range(count):
        leak = LEAKS[number % len(LEAKS)]
        leaky = leak(*prepared(1000 * number), np.random.default_rng(number))
        try:
            look(*leaky)
            missed.append((number, leak.__name__))
        except GanAugmentationError:
            pass
    came_out(f"{count - len(missed)} caught")
    assert not missed
