"""New clips beside an earlier split: what was decided stays, and the new ones go where most is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from gan_augmentation.splitting.source_word import SourceWord


def add_to_sides(
    table: pd.DataFrame,
    known: pd.Series,
    source: SourceWord,
    shares: dict[str, float],
    seed: int,
) -> NDArray[np.object_]:
    """The side of each clip: what the source says, else what the earlier split says, else where most is missing.

    Args:
        table: clip_id, label.
        known: the side of each clip in the earlier split; NaN for a new one.
        source: what the source says of the clips.
        shares: the share that each side is to have of what the source sets not aside; it sets aside the sides that lack here.
        seed: decides the order in which new groups are dealt out.

    Raises:
        GanAugmentationError: a new clip ties two groups together that stand on two sides; a class is missing on a side.
    """
    decided = source.decides(source.said)
    earlier = source.corrected(known).where(~decided)
    _check_ties(table["clip_id"], source.groups, earlier, known)
    side = source.said.where(decided, earlier)
    side = side.fillna(side.groupby(source.groups).transform("first"))
    _deal(table, side, source, shares, seed)
    side = source.corrected(side)
    _check_classes(table["label"], side)
    return side.to_numpy(dtype=object)


def _check_ties(clip_ids: pd.Series, groups: NDArray[np.int64], earlier: pd.Series, known: pd.Series) -> None:
    tied = (earlier.groupby(groups).transform("nunique") > 1).to_numpy()
    if tied.any():
        group = groups == groups[tied][0]
        new = clip_ids[group & known.isna()]
        which = f"clip {new.iloc[0]}" if len(new) else "one of their clips"
        raise GanAugmentationError(
            f"split: {which} ties clips together that an earlier run put on two sides "
            f"({' and '.join(sorted(earlier[group].dropna().unique()))}): it is a copy of "
            "both, or names their speakers as one. Take it out of the source, or delete split.csv in data/03_primary to "
            "have all sides decided anew."
        )


def _deal(
    table: pd.DataFrame, side: pd.Series, source: SourceWord, shares: dict[str, float], seed: int
) -> None:
    """Put the groups that have no side yet on one, in place, in an order that depends on their clips alone."""
    new = side.isna().to_numpy()
    groups = source.groups[new]
    first: dict[Any, str] = table.loc[new, "clip_id"].groupby(groups).min().to_dict()
    members = _members(groups, table.loc[new, "label"])
    not_tested = set(source.groups[source.not_tested])
    ours = ~source.decides(side)
    wanted = Counter(table.loc[ours, "label"])
    there = Counter(zip(table.loc[ours & ~new, "label"], side[ours & ~new], strict=True))
    chosen: dict[int, str] = {}
    for group in sorted(first, key=lambda group: derive_seed(seed, "addition", first[group])):
        open_sides = [name for name in shares if name != "test" or group not in not_tested]
        chosen[group] = name = _neediest(members[group], open_sides, there, wanted, shares)
        there.update({(label, name): count for label, count in members[group].items()})
    side[new] = [chosen[group] for group in groups]


def _members(groups: NDArray[np.int64], labels: pd.Series) -> dict[int, Counter[str]]:
    """How many clips of each class a group has."""
    members: dict[int, Counter[str]] = defaultdict(Counter)
    for group, label in zip(groups, labels, strict=True):
        members[group][label] += 1
    return members


def _neediest(
    clips: Counter[str],
    open_sides: list[str],
    there: Counter[tuple[str, str]],
    wanted: Counter[str],
    shares: dict[str, float],
) -> str:
    """The side that lacks a class of the group, or else the one that is shortest of its share of them."""

    def need(name: str) -> tuple[bool, float]:
        missing = sum(
            count * (shares[name] * wanted[label] - there[label, name]) for label, count in clips.items()
        )
        return any(there[label, name] == 0 for label in clips), missing

    return max(open_sides, key=need)


def _check_classes(labels: pd.Series, side: pd.Series) -> None:
    for label, sides in side.groupby(labels):
        if lacking := sorted({"test", "validation", "train"} - set(sides)):
            raise GanAugmentationError(
                f"class '{label}': beside the split of an earlier run, no clip of it is left for the {lacking[0]} part. Add "
                "clips of this class by other speakers, or delete split.csv in data/03_primary to have all sides decided anew."
            )
