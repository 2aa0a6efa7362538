from dataclasses import replace

import pandas as pd
import pytest

from gan_augmentation.reporting.controls import check_controls
from tests.cells import Cell


def summary(arm, accuracy, *, n_seeds=5, half=0.02):
    """Accuracies of one arm at 20 and 50 clips a class, the second as given."""
    rows = [
        (arm, size, n_seeds, mean, mean - half, mean + half) for size, mean in ((20, 0.1), (50, accuracy))
    ]
    return pd.DataFrame(rows, columns=["arm", "clips_per_class", "n_seeds", "accuracy", "low", "high"])


def checked(*cells, rows=None, chance=0.1):
    rows = summary("classic", 0.9) if rows is None else rows
    (control,) = check_controls(cells, rows, chance={20: 0.1, 50: chance})
    return control


def copies(size, gain, **changes):
    return Cell(size, gain, arm="classic_copies", family="", **changes)


def held_back(size, gain, **changes):
    return Cell(size, gain, arm="classic_held_back", family="", **changes)


@pytest.mark.parametrize("accuracy", [0.1, 0.13, 0.07, 0.16])
def test_shuffled_labels_at_chance_or_near_it_are_as_they_should_be(accuracy):
    control = checked(rows=summary("shuffled", accuracy))
    assert control.as_expected is True
    assert control.found.endswith("%, chance 10.0 %.")


@pytest.mark.parametrize("accuracy", [0.3, 0.02])
def test_shuffled_labels_that_teach_something_take_the_trust_from_the_benchmark(accuracy):
    control = checked(rows=summary("shuffled", accuracy, half=0.01))
    assert control.as_expected is False
    assert f"accuracy is {100 * accuracy:.1f} % at 50 clips a class" in control.found
    assert "trust no gain of this benchmark" in control.found


def test_shuffled_labels_whose_interval_reaches_far_from_chance_tell_nothing():
    control = checked(rows=summary("shuffled", 0.2, half=0.15))
    assert control.as_expected is None
    assert control.found.startswith(
        "Not clear, more seeds would tell: accuracy is 20.0 % at 50 clips a class"
    )


@pytest.mark.parametrize("arm", [copies, held_back])
def test_a_control_whose_gain_may_be_large_or_none_tells_nothing(arm):
    sure = {copies: 0.0, held_back: 0.08}[arm]
    control = checked(arm(20, sure), replace(arm(50, 0.0), half=0.08))
    assert control.as_expected is None
    assert control.found.startswith("Not clear, more seeds would tell")
    assert "95 % interval -8.0 to +8.0" in control.found
    assert "at 20" not in control.found


def test_copies_without_a_gain_are_as_they_should_be():
    control = checked(copies(20, 0.01), copies(50, -0.04))
    assert control.as_expected is True
    assert control.found.startswith(
        "As it should be: exact copies of real clips showed no gain (+1.0 points at 20"
    )


def test_copies_that_gain_are_told_with_where_and_what_it_means():
    control = checked(copies(20, 0.05), copies(50, 0.0))
    assert control.as_expected is False
    assert "gained +5.0 points at 20 clips a class, 95 % interval +3.0 to +7.0." in control.found
    assert "50" not in control.found
    assert "a gain of the GAN is no proof" in control.found


def test_further_real_clips_that_gain_are_as_they_should_be():
    control = checked(held_back(20, 0.08), held_back(50, 0.04))
    assert control.as_expected is True
    assert "gained +8.0 points at 20" in control.found


def test_further_real_clips_without_a_gain_show_that_no_gain_says_little():
    control = checked(held_back(20, 0.08), held_back(50, 0.01))
    assert control.as_expected is False
    assert "no gain at 50 clips a class (+1.0 points" in control.found
    assert "that a GAN gained nothing says little" in control.found


@pytest.mark.parametrize("control", [copies, held_back])
def test_too_few_seeds_say_nothing_of_a_control(control):
    assert checked(control(20, 0.3, n_seeds=2)).as_expected is None


@pytest.mark.parametrize("accuracy", [0.1, 0.3])
def test_too_few_seeds_say_nothing_of_shuffled_labels(accuracy):
    assert checked(rows=summary("shuffled", accuracy, n_seeds=2)).as_expected is None


def test_answers_for_the_larger_class_alone_are_chance_where_classes_are_unequal():
    assert checked(rows=summary("shuffled", 0.75), chance=0.75).as_expected is True
    assert checked(rows=summary("shuffled", 0.75), chance=0.5).as_expected is False


def test_a_control_that_was_not_run_is_not_told_of():
    assert check_controls([Cell(20, 0.1)], summary("classic", 0.9), chance={}) == []
