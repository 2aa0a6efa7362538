"""The split into train, validation and test: decided once, by speaker where speakers are known.

Conventions: a group is what must stay on one side: the clips of a speaker, and those of a recording (copies of one sound,
and what was cut from one file); where neither is known, the clip alone. The test part is cut from the whole, the
validation part from what is left, both in the same way. Where the source sets a part aside, that one is taken.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    import pandas as pd


class SplitSettings(Settings):
    """How much is held back."""

    test: float = Field(0.2, gt=0, le=0.5, description="share of all clips")
    validation: float = Field(0.15, gt=0, le=0.5, description="share of what the test part leaves")


def split_clips(clips: pd.DataFrame, settings: SplitSettings, seed: int) -> pd.DataFrame:
    """Put every clip on one side, stratified by label and disjoint by speaker.

    With few speakers the shares cannot be met exactly; the nearest fold is taken. The result does not depend
    on the order of the rows.

    Args:
        clips: clip_id, label, speaker (None where unknown); with a column recording, clips that are equal in it stay on one
            side; with a column part, the clips whose part is "test" or "validation" are that
            part, and its share is not asked for.
        settings: the shares.
        seed: another seed gives another split.

    Returns:
        clip_id, label, speaker, split ("train", "validation" or "test"), in the order of `clips`.

    Raises:
        GanAugmentationError: a class has too few clips or speakers to be on all three sides.
    """
    split = clips[["clip_id", "label", "speaker"]].copy()
    table = clips.sort_values("clip_id", ignore_index=True)
    groups = _groups(table)
    side = _set_aside(table)
    cuts = {"test": settings.test, "validation": settings.validation}
    cuts = {name: share for name, share in cuts.items() if name not in side}
    rest = np.flatnonzero(side == "train")
    _check_groups(table["label"].iloc[rest], groups[rest], 1 + len(cuts))
    for number, (name, share) in enumerate(cuts.items()):
        labels, sides_left = table["label"].to_numpy()[rest], len(cuts) - number
        held_back = _hold_back(labels, groups[rest], share, sides_left, derive_seed(seed, "split", name))
        side[rest[held_back]] = name
        rest = np.delete(rest, held_back)
    _check_sides(table, groups, side)
    split["split"] = split["clip_id"].map(dict(zip(table["clip_id"], side, strict=True)))
    return split


def _set_aside(table: pd.DataFrame) -> np.ndarray:
    """The side of the clips that the source itself sets aside for test or validation; "train" for all others."""
    side = np.full(len(table), "train", dtype=object)
    for name in ("test", "validation"):
        if "part" in table:
            side[table["part"] == name] = name
    labels = table["label"].to_numpy()
    for name in sorted(set(side) - {"train"}):
        if lonely := sorted(set(labels[side == name]) ^ set(labels[side == "train"])):
            raise GanAugmentationError(
                f"class '{lonely[0]}': it is not in both the train and the {name} part of the source. Add files of this "
                "class to the part that lacks them, or take it out of the source."
            )
    return side


def _check_sides(table: pd.DataFrame, groups: np.ndarray, side: np.ndarray) -> None:
    """Only the parts that a source sets aside can put a group on two sides."""
    import pandas as pd

    torn = pd.Series(side).groupby(groups).transform("nunique").to_numpy() > 1
    if torn.any():
        clip = table.loc[torn].iloc[0]
        whose = "a recording" if pd.isna(clip["speaker"]) else f"speaker {clip['speaker']}"
        raise GanAugmentationError(
            f"split: the source puts {whose} on two sides. Give all of its clips the same part in the column split."
        )


def _groups(table: pd.DataFrame) -> np.ndarray:
    """A whole number per row, equal for the clips that a speaker or a recording ties together."""
    import pandas as pd
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    known = table["speaker"].notna()
    # The two kinds of name carry a prefix so that a speaker called like a clip does not join it.
    names = ("clip/" + table["clip_id"]).where(~known, "speaker/" + table["speaker"].astype("str"))
    groups: np.ndarray = pd.factorize(names)[0]
    if "recording" not in table:
        return groups
    recordings = pd.factorize(table["recording"])[0]
    size = (groups.max(initial=-1) + 1, recordings.max(initial=-1) + 1)
    ties = coo_array((np.ones(len(table)), (groups, size[0] + recordings)), (sum(size), sum(size)))
    _, tied = connected_components(ties, directed=False)
    return np.asarray(tied[groups])


def _check_groups(labels: pd.Series, groups: np.ndarray, sides: int) -> None:
    for label in sorted(labels.unique()):
        count = len(np.unique(groups[labels == label]))
        if count < sides:
            raise GanAugmentationError(
                f"class '{label}': its clips come from {count} speaker(s), and {sides} are needed so that the "
                "parts that they are to fill (train, validation, test) have one each. Add clips of this class by other speakers, "
                "or take the class out of the source."
            )


def _hold_back(
    labels: np.ndarray, groups: np.ndarray, share: float, sides_left: int, seed: int
) -> np.ndarray:
    """Rows of the fold that is nearest to `share` in every class.

    `sides_left` is the number of sides that the remaining rows must still be able to serve in every class.
    """
    best = min(
        _folds(labels, groups, share, seed),
        key=lambda held: _fold_cost(labels, groups, held, share, sides_left),
    )
    missing, _ = _fold_cost(labels, groups, best, share, sides_left)
    if missing:
        raise GanAugmentationError(
            f"split: no way was found to put every class in the train, validation and test parts ({missing} "
            "class(es) left out), since speakers stay on one side. Add clips by more speakers, try another "
            "seed, or take the classes with the fewest speakers out of the source."
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
    for count in sorted({min(ideal, fewest), min(ideal, len(np.unique(groups)))}):
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


def limit_train(split: pd.DataFrame, clips_per_class: int | None, seed: int) -> pd.DataFrame:
    """The same split with at most so many train clips of each class; the others become "unused".

    The choice is nested: the clips of a smaller number are among those of a larger one.

    Args:
        split: from `split_clips`.
        clips_per_class: None keeps all.
        seed: another seed chooses other clips.
    """
    if clips_per_class is None:
        return split
    train = split[split["split"] == "train"]
    order = train["clip_id"].map(lambda clip_id: derive_seed(seed, "subset", clip_id))
    rank = order.groupby(train["label"]).rank(method="first")
    return split.assign(split=split["split"].mask(rank.reindex(split.index) > clips_per_class, "unused"))
