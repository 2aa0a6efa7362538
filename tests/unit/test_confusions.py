"""Confusion matrices of a run's arms, and of a benchmark's at its fewest and most clips."""

import pandas as pd
import pytest

from gan_augmentation.pipelines.confusions import confusion_at_ends, confusion_of_arms

CLASSES = ["low", "high"]


def answers(**columns):
    return pd.DataFrame({"label": CLASSES * 2, "predicted": ["low", "high", "high", "high"], **columns})


@pytest.fixture(scope="module")
def benchmark():
    cells = [
        answers(clips_per_class=size, arm=arm, family=family, seed=0)
        for size in (50, 10, 20)
        for arm, family in (("classic_gan", "one"), ("classic_gan", "two"), ("real", ""), ("shuffled", ""))
    ]
    return pd.concat(cells)


def test_each_arm_has_a_matrix_in_percent_of_the_true_class():
    table = pd.concat([answers(arm="real"), answers(arm="gan")])
    real, gan = confusion_of_arms(table, CLASSES)
    assert [">real<" in real, ">gan<" in gan] == [True, True]
    for svg in (real, gan):
        assert [f">{share}<" in svg for share in (0, 50, 100)] == [False, True, True]


def test_of_a_benchmark_the_fewest_clips_and_the_most_are_shown(benchmark):
    assert [each.clips_per_class for each in confusion_at_ends(benchmark, ["real"])] == [10, 50]


def test_one_size_is_shown_once(benchmark):
    one = benchmark[benchmark["clips_per_class"] == 20]
    assert [each.clips_per_class for each in confusion_at_ends(one, ["real"])] == [20]


def test_families_are_told_apart_and_other_arms_left_out(benchmark):
    few, _ = confusion_at_ends(benchmark, ["real", "classic_gan"])
    real, one, two = few.svgs
    assert [">real<" in real, ">classic_gan, one<" in one, ">classic_gan, two<" in two] == [True] * 3


def test_many_classes_make_no_large_page():
    names = [f"class {number}" for number in range(100)]
    table = pd.DataFrame({"label": names, "predicted": names[::-1], "arm": "real"})
    (svg,) = confusion_of_arms(table, names)
    assert len(svg) < 1e6
