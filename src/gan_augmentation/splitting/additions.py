"""New clips beside an earlier split: what was decided stays, and the new ones go where most is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    import pandas as pd


def add_to_sides(
    table: pd.DataFrame, groups: np.ndarray, known: pd.Series, shares: dict[str, float], seed: int
) -> np.ndarray:
    """The side of each clip.

    Args:
        table: clip_id, label, perhaps part.
        groups: a number per clip, equal for those that must stay on one side.
        known: the side of each clip in the earlier split; NaN for a new one.
        shares: the share of all clips of a class that each side is to have.
        seed: decides the order in which new groups are dealt out.

    Raises:
        GanAugmentationError: a new clip ties two groups together that stand on two sides; a class is missing on a side.
    """
    side = known.where(known.notna(), _set_aside(table)).to_numpy(dtype=object)
    for group in np.unique(groups[known.notna()]):
        inside = groups == group
        side[inside] = _one_side(table[inside], known[inside])
    labels = table["label"].to_numpy()
    wanted = {label: sum(labels == label) for label in np.unique(labels)}
    for group in _dealt(table, groups, np.isin(groups, groups[_placed(side)]), seed):
        inside = groups == group
        side[inside] = _neediest(labels, side, labels[inside], wanted, shares)
    _check_classes(labels, side, shares)
    return side


def _set_aside(table: pd.DataFrame) -> pd.Series:
    """The side that the source itself gives."""
    import pandas as pd

    part = table.get("part", pd.Series(None, index=table.index, dtype=object))
    return part.where(part.isin(["test", "validation"]), np.nan)


def _placed(side: np.ndarray) -> np.ndarray:
    return np.array([isinstance(each, str) for each in side], dtype=bool)


def _one_side(clips: pd.DataFrame, known: pd.Series) -> str:
    sides = sorted(set(known.dropna()))
    if len(sides) > 1:
        new = clips.loc[known.isna(), "clip_id"]
        which = f"clip {new.iloc[0]}" if len(new) else "one of their clips"
        raise GanAugmentationError(
            f"split: {which} ties clips together that an earlier run put on two sides ({' and '.join(sides)}): it is a copy of "
            "both, or names their speakers as one. Take it out of the source, or delete split.csv in data/03_primary to "
            "have all sides decided anew."
        )
    return str(sides[0])


def _dealt(table: pd.DataFrame, groups: np.ndarray, placed: np.ndarray, seed: int) -> list[int]:
    """The groups that have no side yet, in an order that depends on their clips alone."""
    first = table.loc[~placed, "clip_id"].groupby(groups[~placed]).min()
    return sorted(first.index, key=lambda group: derive_seed(seed, "addition", first[group]))


def _neediest(
    labels: np.ndarray, side: np.ndarray, new: np.ndarray, wanted: dict[str, int], shares: dict[str, float]
) -> str:
    """The side that lacks a class of the group, or else the one that is shortest of its share of them."""

    def need(name: str) -> tuple[bool, float]:
        there = {label: int(np.sum((labels == label) & (side == name))) for label in np.unique(new)}
        missing = sum(shares[name] * wanted[label] - there[label] for label in new) / len(new)
        return min(there.values()) == 0, missing

    return max(shares, key=need)


def _check_classes(labels: np.ndarray, side: np.ndarray, shares: dict[str, float]) -> None:
    for label in np.unique(labels):
        lacking = sorted(set(shares) - set(side[labels == label]))
        if lacking:
            raise GanAugmentationError(
                f"class '{label}': beside the split of an earlier run, no clip of it is left for the {lacking[0]} part. Add "
                "clips of this class by other speakers, or delete split.csv in data/03_primary to have all sides decided anew."
            )
