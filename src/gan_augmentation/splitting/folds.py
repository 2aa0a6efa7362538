"""A share of groups to hold back, stratified by class."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np

from gan_augmentation.errors import GanAugmentationError


def hold_back(
    labels: np.ndarray, groups: np.ndarray, free: np.ndarray, share: float, sides_left: int, seed: int
) -> np.ndarray:
    """Rows of the fold that is nearest to `share` in every class, among those that are `free` to be held back.

    `sides_left` is the number of sides that the remaining rows must still be able to serve in every class.
    """
    rows = np.flatnonzero(free)
    folds = _folds(labels[rows], groups[rows], share * len(labels) / len(rows), seed)
    best: np.ndarray = min(
        (rows[held] for held in folds),
        key=lambda held: _fold_cost(labels, groups, held, share, sides_left),
        default=rows[:0],
    )
    missing, _ = _fold_cost(labels, groups, best, share, sides_left)
    if missing:
        raise GanAugmentationError(
            f"split: no way was found to put every class in the train, validation and test parts ({missing} "
            "class(es) left out), since speakers stay on one side and what the source gives to train is not tested on. "
            "Add clips by more speakers, try another seed, or take the classes with the fewest speakers out of the source."
        )
    return best


def _folds(labels: np.ndarray, groups: np.ndarray, share: float, seed: int) -> Iterator[np.ndarray]:
    """Candidate parts to hold back.

    They are the folds of two divisions: into the ideal number, and into as many as the class with the fewest
    groups has, so that a class with few speakers finds its way into every fold.
    """
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    fewest = min(len(np.unique(groups[labels == label])) for label in np.unique(labels))
    ideal = max(2, round(1 / share))
    alone = len(np.unique(groups)) == len(groups)
    kind = (
        StratifiedKFold if alone else StratifiedGroupKFold
    )  # The same when all are alone, but linear in time.
    for count in sorted({min(ideal, max(2, fewest)), min(ideal, max(2, len(np.unique(groups))))}):
        folds = kind(n_splits=count, shuffle=True, random_state=seed % 2**32)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # A class smaller than the folds: judged by _fold_cost.
            try:
                yield from (held for _, held in folds.split(labels, labels, groups))
            except ValueError:  # More folds than the largest class has members.
                continue


def _fold_cost(
    labels: np.ndarray, groups: np.ndarray, held: np.ndarray, share: float, sides_left: int
) -> tuple[int, float]:
    """Classes that one of the sides would miss, then the mean distance of their shares from `share`."""
    inside = np.zeros(len(labels), dtype=bool)
    inside[held] = True
    missing, distances = 0, []
    for label in np.unique(labels):
        of_class = labels == label
        distances.append(abs(inside[of_class].mean() - share))
        groups_left = len(np.unique(groups[of_class & ~inside]))
        missing += bool(not inside[of_class].any() or groups_left < sides_left)
    return missing, float(np.mean(distances))
