"""Parts of the data, each by itself."""

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.representations.features import Features, LabelledImages, extract_features, scale_parts
from gan_augmentation.representations.mel import Mel
from tests.clips import clips_of


@pytest.fixture
def features():
    """Six clips; the loudest is not in the train part."""
    values = np.arange(1, 7, dtype=np.float32).reshape(6, 1, 1, 1)
    return Features(tuple("abcdef"), values, Mel())


@pytest.fixture
def split():
    return pd.DataFrame(
        {
            "clip_id": list("fedcba"),
            "label": ["yes", "no", "yes", "no", "yes", "no"],
            "split": ["test", "validation", "train", "train", "train", "unused"],
        }
    )


def test_the_scale_is_that_of_the_train_part(features, split):
    parts = scale_parts(features, split)
    assert {part.peak for part in parts.values()} == {4.0}
    assert parts["train"].images.max() == 1


def test_a_louder_clip_outside_the_train_part_is_cut(features, split):
    assert scale_parts(features, split)["test"].images.max() == 1


def test_every_part_holds_its_own_clips_and_no_other(features, split):
    parts = scale_parts(features, split)
    assert {name: part.clip_ids for name, part in parts.items()} == {
        "train": ("d", "c", "b"),
        "validation": ("e",),
        "test": ("f",),
    }
    assert parts["train"].label_names == ["yes", "no", "yes"]
    assert parts["train"].classes == ("no", "yes")


def test_labels_as_probabilities(features, split):
    np.testing.assert_array_equal(scale_parts(features, split)["train"].one_hot, [[0, 1], [1, 0], [0, 1]])


def test_only_some_classes_are_labelled_anew(features, split):
    only = scale_parts(features, split)["train"].only(("yes",))
    assert (only.clip_ids, only.labels.tolist(), only.classes) == (("d", "b"), [0, 0], ("yes",))


def test_the_view_of_a_part_makes_the_same_images_of_its_clips():
    clips = np.random.default_rng(0).uniform(-1, 1, (4, 4096)).astype(np.float32)
    mel = Mel(clip_samples=4096, n_fft=512, hop_length=256, n_mels=20)
    scaling = mel.fit_scaling(mel.encode(clips))
    images = scaling.scale(mel.encode(clips))
    part = LabelledImages(images, np.zeros(4, np.int64), ("a",), tuple("wxyz"), scaling.peak, mel)
    np.testing.assert_array_equal(part.view.see(clips), images)


def test_features_are_made_shard_by_shard_and_only_those_that_are_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("gan_augmentation.supply.shards.SHARD_ROWS", 2)
    sounds = np.random.default_rng(0).uniform(-1, 1, (5, 4096)).astype(np.float32)
    clips = clips_of(pd.DataFrame({"clip_id": list("vwxyz")}), list(sounds))
    mel = Mel(clip_samples=4096, n_fft=512, hop_length=256, n_mels=20)
    made = extract_features(clips, mel, tmp_path)
    assert made.clip_ids == tuple("vwxyz")
    np.testing.assert_allclose(made.values[:], mel.encode(sounds), rtol=1e-5, atol=1e-6)
    bytes_of = {path: path.read_bytes() for path in made.values.paths}
    untouched, *others = bytes_of
    state = untouched.stat()
    for path in others:
        path.unlink()
    again = extract_features(clips, mel, tmp_path)
    assert {path: path.read_bytes() for path in again.values.paths} == bytes_of
    assert (untouched.stat().st_ino, untouched.stat().st_mtime_ns) == (state.st_ino, state.st_mtime_ns)


def test_other_clips_or_settings_give_features_of_their_own(tmp_path):
    clips = clips_of(pd.DataFrame({"clip_id": list("yz")}), list(np.eye(2, 4096, dtype=np.float32)))
    mel = Mel(clip_samples=4096, n_fft=512, hop_length=256, n_mels=20)
    keys = [
        extract_features(some, pair, tmp_path).values.key
        for some in (clips, clips.only(np.array([False, True])))
        for pair in (mel, mel.model_copy(update={"power": 1.0}))
    ]
    assert len(set(keys)) == 4
