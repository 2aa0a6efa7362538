"""What is learnt from the train part alone does not change when the other parts do."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.leaks import check_copies, check_equal
from tests.clips import clips_of
from tests.pipeline.conftest import run_pipeline
from tests.sounds import RATE


@pytest.fixture(scope="module")
def other_run(whole_run, sounds, tmp_path_factory):
    """The same train clips; every other clip replaced by loud noise."""
    clips, split = whole_run.load("clips"), whole_run.load("split")
    train = set(split.loc[split["split"] == "train", "clip_id"])
    rng = np.random.default_rng(7)
    sounds_and_noise = [
        audio if clip_id in train else rng.uniform(-0.99, 0.99, len(audio)).astype(np.float32)
        for clip_id, audio in zip(clips.facts["clip_id"], clips[:], strict=True)
    ]
    given = {
        "clips": clips_of(clips.facts, sounds_and_noise),
        "quarantine": whole_run.load("quarantine"),
        "split": split,
    }
    return run_pipeline("augment_audio", sounds, tmp_path_factory.mktemp("other_run"), given)


def with_a_test_clip(run, name):
    """The train part with a test clip in the place of its first, under this name or its own."""
    train, test = run.load("train_set"), run.load("test_set")
    images = np.concatenate([test.images[:1], train.images[1:]])
    return replace(train, images=images, clip_ids=(name or test.clip_ids[0], *train.clip_ids[1:]))


def train_gan_on(planted, whole_run, sounds, folder):
    given = {
        name: whole_run.load(name) for name in ("clips", "quarantine", "split", "features", "classic_set")
    }
    parts = {name: whole_run.load(name) for name in ("validation_set", "test_set")}
    run_pipeline("augment_audio", sounds, folder, {**given, **parts, "train_set": planted})


def test_every_run_looks_for_leaks_and_says_at_what(whole_run):
    split = whole_run.load("split")
    on_train_side = split["split"] == "train"
    assert whole_run.load("leak_check") == {
        "clips": on_train_side.sum(),
        "held_out_clips": (~on_train_side).sum(),
        "speakers": split.loc[on_train_side, "speaker"].nunique(),
        "compared_for_copies": len(split),
    }


def test_a_test_clip_planted_in_what_the_gan_learns_from_fails_the_run(whole_run, sounds, tmp_path):
    planted = with_a_test_clip(whole_run, name=None)
    with pytest.raises(
        GanAugmentationError, match=f"{planted.clip_ids[0]} are in the training data, but not"
    ):
        train_gan_on(planted, whole_run, sounds, tmp_path)
    assert not list(tmp_path.rglob("*.safetensors")), "nothing was trained"


def test_a_test_clip_planted_under_the_name_of_a_train_clip_fails_the_run(whole_run, sounds, tmp_path):
    planted = with_a_test_clip(whole_run, name=whole_run.load("train_set").clip_ids[0])
    with pytest.raises(GanAugmentationError, match="stand for other clips in the training data"):
        train_gan_on(planted, whole_run, sounds, tmp_path)


def test_a_copy_of_a_test_clip_on_the_train_side_fails_the_benchmark_too(whole_run, sounds, tmp_path):
    clips, split = whole_run.load("clips"), whole_run.load("split")
    planted, of_test = (int(np.flatnonzero(split["split"] == side)[0]) for side in ("train", "test"))
    arrays = list(clips[:])
    arrays[planted] = 0.5 * arrays[of_test]
    given = {
        "clips": clips_of(clips.facts, arrays),
        "split": split,
        **{name: whole_run.load(name) for name in ("quarantine", "features")},
    }
    with pytest.raises(GanAugmentationError, match="are copies of one sound on two sides of the split"):
        run_pipeline("benchmark", sounds, tmp_path, given)
    assert not list(tmp_path.rglob("*.safetensors")), "nothing was trained"


def test_a_benchmark_says_at_what_it_looked_for_leaks(sounds, whole_run, tmp_path):
    given = {name: whole_run.load(name) for name in ("clips", "split", "quarantine", "features")}
    run = run_pipeline(
        "benchmark", sounds, tmp_path, given, sizes=[4], seeds=1, arms=["classic", "classic_gan"]
    )
    seen = run.load("benchmark_leak_check")
    assert seen["held_out_clips"] == (whole_run.load("split")["split"] != "train").sum()
    assert seen["compared_for_copies"] == len(whole_run.load("split"))
    assert f"are none of the {seen['held_out_clips']} held-out ones" in run.load("benchmark_report")


def test_a_copy_of_a_test_clip_on_the_train_side_is_named() -> None:
    rng = np.random.default_rng(0)
    sounds = [rng.normal(size=4000).astype(np.float32) for _ in range(4)]
    clips = clips_of(pd.DataFrame({"clip_id": list("abcde")}), [*sounds, np.roll(0.3 * sounds[1], 160)])
    split = pd.DataFrame(
        {"clip_id": list("abcde"), "split": ["train", "test", "validation", "train", "test"]}
    )
    assert check_copies(clips, split, RATE) == 5
    split.loc[4, "split"] = "unused"
    with pytest.raises(
        GanAugmentationError, match=r"b \(test\) and e \(train\) are copies of one sound on two sides"
    ):
        check_copies(clips, split, RATE)


def test_a_picture_that_equals_a_test_picture_on_the_train_side_is_named() -> None:
    facts = pd.DataFrame({"clip_id": list("abcd"), "sha256": ["one", "two", "two", "one"]})
    clips = clips_of(facts, [np.zeros((2, 2), np.uint8)] * 4)
    split = pd.DataFrame({"clip_id": list("abcd"), "split": ["train", "test", "test", "unused"]})
    assert check_equal(clips, split) == 4
    split.loc[0, "split"] = "validation"
    with pytest.raises(
        GanAugmentationError, match=r"a \(validation\) and d \(train\) are copies of one picture on two sides"
    ):
        check_equal(clips, split)


def test_the_held_out_clips_did_change(whole_run, other_run):
    for part in ("validation_set", "test_set"):
        assert np.abs(whole_run.load(part).images - other_run.load(part).images).max() > 0.5


def test_the_scaler_saw_the_train_part_alone(whole_run, other_run):
    assert whole_run.load("train_set").peak == other_run.load("train_set").peak


def test_the_generator_saw_the_train_part_alone(whole_run, other_run):
    assert whole_run.load("generator").digest == other_run.load("generator").digest


def test_the_evaluator_by_which_samples_are_filtered_saw_the_train_part_alone(whole_run, other_run):
    one, other = whole_run.load("synthetic_set"), other_run.load("synthetic_set")
    np.testing.assert_array_equal(one.probabilities, other.probabilities)


def test_the_classifiers_saw_no_test_clip(whole_run, other_run):
    images = whole_run.load("train_set").images[:4]
    from gan_augmentation.classifier.prediction import predict

    for arm in ("real", "classic", "gan", "classic_gan"):
        one, other = (run.load(f"{arm}.classifiers").models[0] for run in (whole_run, other_run))
        np.testing.assert_array_equal(predict(one, images), predict(other, images))
