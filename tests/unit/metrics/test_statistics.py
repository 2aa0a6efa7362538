import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gan_augmentation.metrics.statistics import compare_arms, summarise_arms


def table(arm, right, **cell):
    """Predictions of one arm from a (seeds, clips) table of right answers."""
    n_seeds, n_clips = right.shape
    return pd.DataFrame(
        {
            "arm": arm,
            "seed": np.repeat(np.arange(n_seeds), n_clips),
            "clips_per_class": cell.get("clips_per_class", 100),
            "family": cell.get("family", "toy"),
            "clip_id": np.tile([f"clip{number}" for number in range(n_clips)], n_seeds),
            "label": "yes",
            "predicted": np.where(right.ravel(), "yes", "no"),
        }
    )


def made(generator, n_seeds, n_clips, *, accuracy, difficulty, seed_scatter):
    """Right answers of a classifier: clips differ in difficulty, seeds in skill, all on a normal scale."""
    scale = np.sqrt(difficulty.var() + seed_scatter**2 + 0.25)
    skill = stats.norm.ppf(accuracy) * scale + generator.normal(0, seed_scatter, (n_seeds, 1))
    return skill + 0.5 * generator.normal(size=(n_seeds, n_clips)) > difficulty


def two_arms(seed, *, gain, n_seeds=5, n_clips=400, seed_scatter=0.05):
    generator = np.random.default_rng(seed)
    difficulty = generator.normal(size=n_clips)
    made_arms = {
        arm: made(
            generator, n_seeds, n_clips, accuracy=accuracy, difficulty=difficulty, seed_scatter=seed_scatter
        )
        for arm, accuracy in (("real", 0.85), ("gan", 0.85 + gain))
    }
    return pd.concat([table(arm, right) for arm, right in made_arms.items()], ignore_index=True)


def test_a_clear_gain_has_an_interval_above_zero():
    comparison = compare_arms(two_arms(0, gain=0.05), "gan", "real")
    assert 0 < comparison.low < comparison.gain < comparison.high < 0.12
    assert (comparison.arm, comparison.baseline) == ("gan", "real")
    assert (comparison.n_seeds, comparison.n_test) == (5, 400)


def test_a_loss_is_a_gain_with_the_arms_changed_over():
    predictions = two_arms(0, gain=0.05)
    gain, loss = compare_arms(predictions, "gan", "real"), compare_arms(predictions, "real", "gan")
    assert (loss.gain, loss.low, loss.high) == pytest.approx((-gain.gain, -gain.high, -gain.low))


def test_arms_of_equal_skill_have_an_interval_around_zero():
    comparison = compare_arms(two_arms(1, gain=0.0), "gan", "real")
    assert comparison.low < 0 < comparison.high


@pytest.mark.parametrize(("n_seeds", "seed_scatter"), [(1, 0.0), (3, 0.05), (3, 0.2), (5, 0.1)])
def test_the_interval_holds_the_true_gain_about_as_often_as_it_says(n_seeds, seed_scatter):
    held = 0
    for seed in range(40):
        predictions = two_arms(seed, gain=0.0, n_seeds=n_seeds, n_clips=200, seed_scatter=seed_scatter)
        comparison = compare_arms(predictions, "gan", "real")
        held += comparison.low <= 0 <= comparison.high
    assert 34 <= held <= 40


def test_with_one_seed_the_interval_is_the_students_of_the_clips():
    generator = np.random.default_rng(3)
    right = generator.random((1, 200)) < 0.8
    row = summarise_arms(table("real", right)).iloc[0]
    golden = stats.ttest_1samp(right[0].astype(float), 0).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((golden.low, golden.high))
    assert row["n_seeds"] == 1


def test_with_many_clips_alike_the_interval_is_the_students_of_the_seeds():
    skills = np.array([0.2, 0.4, 0.5, 0.9])
    generator = np.random.default_rng(4)
    right = generator.random((4, 20_000)) < skills[:, None]
    row = summarise_arms(table("real", right)).iloc[0]
    golden = stats.ttest_1samp(right.mean(axis=1), 0).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((max(golden.low, 0), min(golden.high, 1)), abs=0.005)


def test_a_paired_comparison_is_narrower_than_the_two_arms_apart():
    predictions = two_arms(5, gain=0.0)
    comparison = compare_arms(predictions, "gan", "real")
    arms = summarise_arms(predictions)
    apart = np.hypot(*(arms["high"] - arms["low"]))
    assert 0.2 * apart < comparison.high - comparison.low < 0.8 * apart


def test_more_seeds_make_the_interval_narrower():
    widths = [
        summarise_arms(two_arms(6, gain=0.0, n_seeds=n_seeds)).eval("high - low").mean()
        for n_seeds in (2, 20)
    ]
    assert widths[1] < widths[0]


def test_an_arm_that_is_never_wrong_has_an_interval_without_width():
    row = summarise_arms(table("real", np.ones((3, 50), dtype=bool))).iloc[0]
    assert (row["accuracy"], row["low"], row["high"]) == (1, 1, 1)


def test_arms_are_summarised_by_size_and_family_in_the_order_met():
    generator = np.random.default_rng(7)
    parts = [
        table(arm, generator.random((2, 40)) < 0.9, clips_per_class=size)
        for size in (10, 5)
        for arm in ("real", "classic")
    ]
    summary = summarise_arms(pd.concat(parts))
    assert summary[["arm", "clips_per_class"]].to_numpy().tolist() == [
        ["real", 10],
        ["classic", 10],
        ["real", 5],
        ["classic", 5],
    ]
    assert summary["accuracy"].to_numpy() == pytest.approx(
        [(part["label"] == part["predicted"]).mean() for part in parts]
    )


def test_only_the_seeds_that_both_arms_have_are_compared():
    predictions = two_arms(8, gain=0.0)
    lacking = predictions[(predictions["arm"] == "real") | (predictions["seed"] < 3)]
    assert compare_arms(lacking, "gan", "real").n_seeds == 3


def test_arms_without_a_common_seed_are_refused():
    predictions = two_arms(9, gain=0.0)
    predictions.loc[predictions["arm"] == "gan", "seed"] += 100
    with pytest.raises(ValueError, match="share no seed"):
        compare_arms(predictions, "gan", "real")


def test_a_frame_of_several_sizes_is_refused_for_a_comparison():
    predictions = two_arms(10, gain=0.0)
    with pytest.raises(ValueError, match="several sizes"):
        compare_arms(pd.concat([predictions, predictions.assign(clips_per_class=5)]), "gan", "real")


def test_a_frame_without_its_columns_is_refused_by_their_names():
    with pytest.raises(ValueError, match="clip_id"):
        summarise_arms(two_arms(11, gain=0.0).drop(columns="clip_id"))
