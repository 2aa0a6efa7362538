"""What the whole pipeline makes of tiny sounds."""

import numpy as np
import pytest

from gan_augmentation.classifier.prediction import predict

ARMS = ("real", "classic", "gan", "classic_gan")


def test_every_clip_has_the_same_length(whole_run):
    clips = whole_run.load("clips")
    assert len(clips) == 60
    assert clips[:].shape == (60, 16000)


def test_no_speaker_stands_on_two_sides(whole_run):
    split = whole_run.load("split")
    assert (split.groupby("speaker")["split"].nunique() == 1).all()
    assert split.groupby("label")["split"].nunique().tolist() == [3, 3, 3]


def test_every_arm_is_tested_on_the_same_clips_for_each_seed(whole_run):
    predictions = whole_run.load("predictions")
    tested = predictions.groupby(["arm", "seed"])["clip_id"].agg(lambda ids: tuple(sorted(ids)))
    assert len(tested) == 4 * 3
    assert tested.nunique() == 1
    assert set(tested.iloc[0]) == set(whole_run.load("test_set").clip_ids)


def test_the_arms_differ_by_what_they_add(whole_run):
    origins = {arm: set(whole_run.load(f"{arm}.manifest")["origin"]) for arm in ARMS}
    assert origins == {
        "real": {"real"},
        "classic": {"real", "classic"},
        "gan": {"real", "synthetic"},
        "classic_gan": {"real", "classic", "synthetic"},
    }


def test_the_arms_table_has_a_row_per_arm_and_seed(whole_run):
    arms = whole_run.load("arms")
    assert list(arms.columns[:8]) == [
        "arm",
        "seed",
        "clips_per_class",
        "family",
        "accuracy",
        "macro_f1",
        "n_train_real",
        "n_train_synthetic",
    ]
    assert len(arms) == 12
    assert arms["accuracy"].between(0, 1).all()
    assert arms.set_index("arm").loc["gan", "n_train_synthetic"].tolist() == [18, 18, 18]
    classic = len(whole_run.load("classic_set"))
    assert arms.groupby("arm")["n_train_classic"].first().to_dict() == {
        "real": 0,
        "classic": classic,
        "gan": 0,
        "classic_gan": classic,
    }


def test_a_classifier_tells_three_tones_apart(whole_run):
    arms = whole_run.load("arms")
    assert arms.loc[arms["arm"] == "classic", "accuracy"].mean() > 0.6


def test_synthetic_sounds_are_finite_and_in_range(whole_run):
    made = whole_run.load("synthetic_clips")
    assert made.audio.shape == (18, 16000)
    assert np.isfinite(made.audio).all()
    assert 0 < np.abs(made.audio).max() <= 1


def test_every_synthetic_clip_names_its_nearest_train_clip(whole_run):
    table = whole_run.load("synthetic_clips").metadata
    assert set(table["nearest_real_clip"]) <= set(whole_run.load("train_set").clip_ids)
    assert (table["nearest_real_distance"] > 0).all()


def test_the_report_shows_the_verdict_and_plays_the_clips(whole_run):
    page = whole_run.load("report")
    assert whole_run.load("verdict")["headline"].split(" (")[0] in page
    assert page.count("<audio") == 2 * 3 * 3


def test_quality_stands_beside_its_floor(whole_run):
    recognised = whole_run.load("quality")["overall"]["recognised"]
    ensemble = whole_run.load("evaluator").ensemble
    for name, part in (("synthetic", "synthetic_set"), ("floor", "test_set")):
        clips = whole_run.load(part)
        right = (predict(ensemble, clips.images).argmax(1) == clips.labels).mean()
        assert recognised[name] == pytest.approx(right)


def test_gan_train_stands_beside_the_mean_of_the_arm_that_learns_from_augmented_real_clips(whole_run):
    gan_train = whole_run.load("quality")["overall"]["gan_train"]
    assert 0 <= gan_train["synthetic"] <= 1
    assert gan_train["floor"] == pytest.approx(whole_run.load("classic.scores")["accuracy"].mean())


def test_synthetic_clips_are_set_against_as_many_train_clips_as_there_are_of_each(whole_run):
    overall = whole_run.load("quality")["overall"]
    parts = ("synthetic_set", "train_set", "test_set")
    assert overall["clips"]["against_train"] == min(len(whole_run.load(part)) for part in parts)
    assert all(
        0 <= share <= 1 for name in ("precision", "recall", "coverage") for share in overall[name].values()
    )
