import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from gan_augmentation.metrics.statistics import (
    accuracy_by_chance,
    compare_arms,
    compare_cells,
    interval,
    summarise_arms,
)


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


def test_chance_follows_how_often_each_class_is_answered_and_right():
    both = pd.concat([table("shuffled", np.array([[1, 1, 1, 0]]))] * 2).assign(seed=[0] * 4 + [1] * 4)
    both["label"] = ["a", "a", "a", "b"] * 2
    both["predicted"] = ["a"] * 4 + ["b", "b", "a", "a"]
    assert accuracy_by_chance(both) == pytest.approx((0.75 + 0.5) / 2)


def test_chance_is_that_of_cohens_kappa():
    chance = np.random.default_rng(0)
    part = table("shuffled", np.ones((1, 300)))
    part["label"] = chance.choice(["a", "b", "c"], 300, p=[0.6, 0.3, 0.1])
    part["predicted"] = np.where(chance.random(300) < 0.5, part["label"], chance.choice(["a", "b"], 300))
    accuracy, expected = (part["label"] == part["predicted"]).mean(), accuracy_by_chance(part)
    kappa = cohen_kappa_score(part["label"], part["predicted"])
    assert (accuracy - expected) / (1 - expected) == pytest.approx(kappa)


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


@pytest.mark.parametrize(
    ("right", "mean", "variance", "freedom"),
    [
        # The mean squares of seeds, clips and both are 1/3, 11/36 and 2/9.
        ([[1, 1, 0, 1], [0, 1, 0, 0], [1, 1, 1, 0]], 7 / 12, 5 / 144, 75 / 41),
        # 0, 5/9 and 2/9: seeds scatter less than chance explains, and count as not at all.
        ([[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0]], 1 / 2, 5 / 108, 25 / 9),
        # 11/48, 1/16 and 49/144: clips do, too.
        ([[1, 0, 0, 1], [0, 1, 1, 1], [0, 1, 0, 0], [1, 0, 1, 1]], 9 / 16, 49 / 2304, 21609 / 5911),
    ],
)
def test_the_interval_of_a_small_table_is_that_worked_out_by_hand(right, mean, variance, freedom):
    half = stats.t.ppf(0.975, freedom) * np.sqrt(variance)
    assert interval(np.array(right, float)) == pytest.approx((mean - half, mean + half))


def test_of_a_thousand_intervals_about_as_many_hold_the_truth_as_they_say():
    """95 %, where clips and seeds scatter; docs/statistics.md has more of them."""
    chance = np.random.default_rng(0)
    held = 0
    for _ in range(1000):
        table_of = (
            chance.normal(0, 0.3, (1, 40)) + chance.normal(0, 0.05, (5, 1)) + chance.normal(0, 0.3, (5, 40))
        )
        low, high = interval(table_of)
        held += low <= 0 <= high
    assert 930 <= held <= 985


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


@pytest.mark.parametrize("n_clips", [10, 100, 1000])
def test_clips_without_an_exception_leave_room_for_some(n_clips):
    low, high = interval(np.zeros((4, n_clips)))
    # So many clips show no exception once in twenty times, where exceptions are as frequent as the end of the interval says.
    assert stats.binom.pmf(0, n_clips, high) == pytest.approx(0.05)
    assert low == -high
    assert interval(np.zeros((4, n_clips)), 0.99)[1] > high


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


def test_an_arm_that_is_never_wrong_may_be_wrong_on_other_clips():
    row = summarise_arms(table("real", np.ones((3, 50), dtype=bool))).iloc[0]
    assert (row["accuracy"], row["low"], row["high"]) == (1, pytest.approx(0.05 ** (1 / 50)), 1)


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


def benchmark(*, sizes=(10, 20), families=("mel",)):
    """An arm without a GAN and one of each family, at each size."""
    parts = []
    for number, size in enumerate(sizes):
        for arm in ("real", "gan"):
            found = two_arms(number, gain=0.05)
            found = found[found["arm"] == arm].assign(clips_per_class=size)
            parts += [found.assign(family=family) for family in (families if arm == "gan" else [""])]
    return pd.concat(parts, ignore_index=True)


def test_a_question_is_asked_in_every_cell_of_size_and_family():
    found = compare_cells(benchmark(families=("mel", "wave")), [("gan", "real")])
    assert [(each.clips_per_class, each.family, each.n_cells) for each in found] == [
        (10, "mel", 4),
        (10, "wave", 4),
        (20, "mel", 4),
        (20, "wave", 4),
    ]


def test_a_single_cell_is_compared_as_in_a_run():
    predictions = benchmark(sizes=(10,))
    (found,) = compare_cells(predictions, [("gan", "real")])
    alone = compare_arms(predictions.assign(family="mel"), "gan", "real")
    assert (found.gain, found.low, found.high) == (alone.gain, alone.low, alone.high)


def test_the_intervals_of_a_question_widen_with_its_cells():
    one, two = (compare_cells(benchmark(sizes=sizes), [("gan", "real")])[0] for sizes in ((10,), (10, 20)))
    assert one.gain == two.gain
    ours, theirs = (
        (part["predicted"] == part["label"]).to_numpy(float).reshape(5, 400)
        for _, part in benchmark(sizes=(10,)).groupby("arm")
    )
    assert (one.low, one.high) == pytest.approx(interval(ours - theirs, 0.95))
    assert (two.low, two.high) == pytest.approx(interval(ours - theirs, 0.975))


def test_a_clip_that_one_seed_of_an_arm_did_not_answer_counts_for_neither_arm():
    predictions = two_arms(7, gain=0.05)
    unanswered = (
        (predictions["arm"] == "gan") & (predictions["seed"] == 2) & (predictions["clip_id"] == "clip7")
    )
    found = compare_arms(predictions[~unanswered], "gan", "real")
    without = compare_arms(predictions[predictions["clip_id"] != "clip7"], "gan", "real")
    assert found == without
    assert found.n_test == 399


def test_arms_without_a_clip_in_common_are_refused():
    predictions = two_arms(8, gain=0.05)
    apart = predictions.assign(clip_id=predictions["arm"] + predictions["clip_id"])
    with pytest.raises(ValueError, match="arms gan and real share no seed or no test clip"):
        compare_arms(apart, "gan", "real")


def test_arms_without_a_gan_are_compared_once_a_size():
    predictions = benchmark(families=("mel", "wave"))
    found = compare_cells(
        pd.concat([predictions, predictions[predictions["arm"] == "real"].assign(arm="classic")]),
        [("classic", "real")],
    )
    assert [(each.clips_per_class, each.family, each.gain) for each in found] == [(10, "", 0), (20, "", 0)]


def test_a_family_that_a_csv_file_lost_is_none():
    predictions = benchmark()
    lost = predictions.replace({"family": {"": np.nan}})
    assert compare_cells(lost, [("gan", "real")]) == compare_cells(predictions, [("gan", "real")])


def test_a_question_without_its_arms_in_a_cell_is_left_out_there():
    predictions = benchmark()
    lacking = predictions[(predictions["arm"] == "real") | (predictions["clips_per_class"] == 20)]
    found = compare_cells(lacking, [("gan", "real"), ("classic_gan", "classic")])
    assert [(each.arm, each.clips_per_class, each.n_cells) for each in found] == [("gan", 20, 1)]


def test_simultaneous_intervals_all_hold_the_truth_about_as_often_as_they_say():
    held = 0
    for seed in range(40):
        parts = [
            two_arms(100 * seed + size, gain=0.0, n_clips=150).assign(clips_per_class=size)
            for size in (5, 10, 20, 40)
        ]
        found = compare_cells(pd.concat(parts), [("gan", "real")])
        held += all(each.low <= 0 <= each.high for each in found)
    assert held >= 36
