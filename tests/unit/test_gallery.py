"""As many clips stand beside their nearest real ones as a page can hold."""

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.gan.synthesis import SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticClips, SyntheticPictures
from gan_augmentation.pipelines.gallery import GALLERY_BYTES, PICTURE_PAIR_BYTES, beside_nearest
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel
from tests.clips import clips_of
from tests.sounds import RATE

CLASSES = tuple("abcdefgh")
SECOND = 2 * 2 * RATE * 4 // 3 + PICTURE_PAIR_BYTES
"""Bytes of a pair of one second."""


def gallery(room, per_class=3, medium="sounds", shape=(8, 4)):
    """Of eight classes with four clips each."""
    labels = np.repeat(np.arange(8), 4)
    images = np.zeros((32, 1, *shape), np.float32)
    made = SyntheticSet(
        images, labels, CLASSES, np.arange(32), np.eye(8, dtype=np.float32)[labels], np.ones(32, bool)
    )
    train = LabelledImages(images[:1], np.array([0]), CLASSES, ("real",), 1.0, Mel())
    facts = pd.DataFrame(
        {"label": made.label_names, "nearest_real_clip": "real", "nearest_real_distance": 1.0}
    )
    facts = facts.assign(
        confidence=0.5, latent_seed=made.latent_seeds, latent_spread=1.0, model_hash="0", recipe="toy"
    )
    real = clips_of(pd.DataFrame({"clip_id": ["real"]}), [np.zeros(RATE, np.float32)])
    clips = (
        SyntheticClips(facts, np.zeros((32, RATE), np.float32), RATE)
        if medium == "sounds"
        else SyntheticPictures(facts, np.zeros((32, *shape), np.uint8))
    )
    return beside_nearest(
        clips, made, real, train, near=0.5, per_class=per_class, most_bytes=room, medium=medium
    )


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (GALLERY_BYTES, "aaabbbcccdddeeefffggghhh"),
        (23 * SECOND, "aabbccddeeffgghh"),
        (15 * SECOND, "abcdefgh"),
        (5 * SECOND, "abcde"),
        (1, "a"),
    ],
)
def test_fewer_of_each_class_and_then_fewer_classes_are_shown_where_a_page_has_no_room(room, shown):
    assert "".join(item.label for item in gallery(room)) == shown


def test_what_is_shown_takes_no_more_room_than_there_is():
    items = gallery(5 * SECOND)
    in_base_64 = sum(len(item.synthetic_wav) + len(item.nearest_wav) for item in items) * 4 / 3
    assert 0.9 * 5 * (SECOND - PICTURE_PAIR_BYTES) < in_base_64 < 5 * SECOND


def test_pictures_without_sound_take_little():
    assert len(gallery(25 * PICTURE_PAIR_BYTES, medium="pictures")) == 24


def test_fewer_large_pictures_are_shown():
    assert len(gallery(25 * PICTURE_PAIR_BYTES, medium="pictures", shape=(256, 256))) == 1
