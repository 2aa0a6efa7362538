"""Whether the controls of a benchmark came out as they should; where not, the verdict is not to be trusted.

The controls take the place of the arms in question, with an outcome that is known beforehand: shuffled labels teach
nothing, copies of real clips bring nothing new, and further real clips must help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gan_augmentation.reporting.benchmark_verdict import CellComparison, places
from gan_augmentation.reporting.verdict import MIN_SEEDS, interval_words, judge, points

NEAR_CHANCE = 0.05
"""So far from chance an accuracy may lie: few shuffled labels are right more often than chance, now and then."""

FAR_FROM_CHANCE = 0.15
"""An interval that reaches so far from chance can't tell that there is nothing."""

_EXPECTED = {
    "shuffled": "chance",
    "classic_copies": "no gain over classic",
    "classic_held_back": "a gain over classic",
}


@dataclass(frozen=True)
class Control:
    """One control over all sizes.

    Attributes:
        arm: its name.
        expected: what a sound experiment gives.
        found: a sentence on what came out.
        as_expected: whether that is so; None where the seeds are too few to tell.
    """

    arm: str
    expected: str
    found: str
    as_expected: bool | None


def check_controls(
    comparisons: Sequence[CellComparison], summary: pd.DataFrame, *, chance: Mapping[int, float]
) -> list[Control]:
    """The controls that were run.

    Args:
        comparisons: among others of `classic_copies` and `classic_held_back` with `classic`.
        summary: a row per arm and size, with the columns arm, clips_per_class, n_seeds, accuracy, low and high.
        chance: the accuracy of `shuffled` at each size if its answers know nothing of the clips.
    """
    found = []
    if len(of_shuffled := summary[summary["arm"] == "shuffled"]):
        found.append(_shuffled(of_shuffled.assign(chance=of_shuffled["clips_per_class"].map(chance))))
    for arm, check in (("classic_copies", _copies), ("classic_held_back", _held_back)):
        if cells := [each for each in comparisons if (each.arm, each.baseline) == (arm, "classic")]:
            found.append(check(cells))
    return found


def _shuffled(rows: pd.DataFrame) -> Control:
    if rows["n_seeds"].min() < MIN_SEEDS:
        return _control("shuffled", None, f"Too few seeds to tell: accuracy is {_accuracies(rows)}.")
    off = rows[(rows["low"] > rows["chance"] + NEAR_CHANCE) | (rows["high"] < rows["chance"] - NEAR_CHANCE)]
    if len(off):
        return _control(
            "shuffled",
            False,
            f"Not as it should be: with shuffled labels accuracy is {_accuracies(off)}. Labels of the test part "
            "reach the training, the shuffling failed, or answers are set against other clips' labels; trust no gain of "
            "this benchmark.",
        )
    wide = rows[
        (rows["high"] > rows["chance"] + FAR_FROM_CHANCE) | (rows["low"] < rows["chance"] - FAR_FROM_CHANCE)
    ]
    if len(wide):
        return _control(
            "shuffled", None, f"Not clear, more seeds would tell: accuracy is {_accuracies(wide)}."
        )
    return _control(
        "shuffled", True, f"As it should be: with shuffled labels accuracy is {_accuracies(rows)}."
    )


def _copies(cells: Sequence[CellComparison]) -> Control:
    if gains := [each for each in cells if judge(each) == "gain"]:
        return _control(
            "classic_copies",
            False,
            f"Not as it should be: exact copies of real clips gained {_gains(gains)}. Then the way in which synthetic clips are "
            "used gains by itself, and a gain of the GAN is no proof of new variety.",
        )
    if undecided := _undecided("classic_copies", cells):
        return undecided
    return _control(
        "classic_copies",
        True,
        f"As it should be: exact copies of real clips showed no gain ({_gains(cells)}).",
    )


def _held_back(cells: Sequence[CellComparison]) -> Control:
    if lacking := [each for each in cells if judge(each) in ("no gain", "loss")]:
        sizes = places([each.clips_per_class for each in lacking])
        return _control(
            "classic_held_back",
            False,
            f"Not as it should be: even further real clips showed no gain at {sizes} clips a class ({_gains(lacking)}). "
            "There this benchmark can't see what more data is worth, and that a GAN gained nothing says little.",
        )
    if undecided := _undecided("classic_held_back", cells):
        return undecided
    return _control(
        "classic_held_back",
        True,
        f"As it should be: further real clips gained {_gains(cells)}. A GAN that makes as many is not likely to do better.",
    )


def _undecided(arm: str, cells: Sequence[CellComparison]) -> Control | None:
    """The control, where it can't be told at each size what came out."""
    for outcome, words in (
        ("too few seeds", "Too few seeds to tell"),
        ("not clear", "Not clear, more seeds would tell"),
    ):
        if seen := [each for each in cells if judge(each) == outcome]:
            return _control(arm, None, f"{words}: {_gains(seen)} were seen.")
    return None


def _control(arm: str, as_expected: bool | None, found: str) -> Control:
    return Control(arm, _EXPECTED[arm], found, as_expected)


def _gains(cells: Sequence[CellComparison]) -> str:
    return "; ".join(
        f"{points(each.gain)} points at {each.clips_per_class} clips a class, {interval_words(each)}"
        for each in cells
    )


def _accuracies(rows: pd.DataFrame) -> str:
    return "; ".join(
        f"{100 * row['accuracy']:.1f} % at {row['clips_per_class']} clips a class, 95 % interval "
        f"{100 * row['low']:.1f} to {100 * row['high']:.1f} %, chance {100 * row['chance']:.1f} %"
        for row in rows.to_dict("records")
    )
