"""The split into train, validation and test: decided once, by speaker where speakers are known.

Conventions: a group is what must stay on one side: the clips of a speaker, and those of a recording (copies of one sound,
and what was cut from one file); where neither is known, the clip alone. The test part is cut from the whole, the
validation part from what is left, both in the same way. Where the source sets a part aside, that one is taken, and what
it gives to train is not tested on. A source that gives all to train leaves nothing else to test on: there the word says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings
from gan_augmentation.splitting.additions import add_to_sides
from gan_augmentation.splitting.folds import hold_back
from gan_augmentation.splitting.groups import groups_of
from gan_augmentation.splitting.source_word import SourceWord

if TYPE_CHECKING:
    import pandas as pd


class SplitSettings(Settings):
    """How much is held back."""

    test: float = Field(0.2, gt=0, le=0.5, description="share of all clips")
    validation: float = Field(0.15, gt=0, le=0.5, description="share of what the test part leaves")


def split_clips(
    clips: pd.DataFrame, settings: SplitSettings, seed: int, earlier: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Put every clip on one side, stratified by label and disjoint by speaker.

    With few speakers the shares cannot be met exactly; the nearest fold is taken. The result does not depend
    on the order of the rows. Clips that an earlier split has put on a side keep it, and new ones fill up the sides that
    are short of their share.

    Args:
        clips: clip_id, label, speaker (None where unknown); with a column recording, clips that are equal in it stay on one
            side; with a column part, the clips whose part is "test" or "validation" are that
            part, whatever an earlier split says, and its share is not asked for.
        settings: the shares.
        seed: another seed gives another split.
        earlier: a split from here; it counts if it was decided with the same seed and shares, and knows one of the clips.

    Returns:
        clip_id, label, speaker, split ("train", "validation" or "test"), in the order of `clips`; decided_with, in words.

    Raises:
        GanAugmentationError: a class has too few clips or speakers to be on all three sides; new clips tie together what
            an earlier split has put on two sides.
    """
    split = clips[["clip_id", "label", "speaker"]].copy()
    decided_with = f"seed {seed}, test {settings.test}, validation {settings.validation}"
    table = clips.sort_values("clip_id", ignore_index=True)
    groups = groups_of(table)
    source = SourceWord.of(table, groups)
    source.check_classes(table["label"])
    cuts = {"test": settings.test, "validation": settings.validation}
    cuts = {name: share for name, share in cuts.items() if name not in source.set_aside}
    known = _known_sides(earlier, decided_with, table)
    side = (
        add_to_sides(table, known, source, _shares(cuts), seed)
        if known.notna().any()
        else _cut(table, source, cuts, seed)
    )
    _check_sides(table, groups, side)
    split["split"] = split["clip_id"].map(dict(zip(table["clip_id"], side, strict=True)))
    return split.assign(decided_with=decided_with)


def _known_sides(earlier: pd.DataFrame | None, decided_with: str, table: pd.DataFrame) -> pd.Series:
    """The side of each clip in an earlier split; NaN where there is none."""
    import pandas as pd

    if earlier is None or "decided_with" not in earlier:
        return pd.Series(np.nan, index=table.index, dtype=object)
    same = earlier[earlier["decided_with"] == decided_with]
    return table["clip_id"].map(same.set_index("clip_id")["split"].replace("unused", "train"))


def _shares(cuts: dict[str, float]) -> dict[str, float]:
    """The share that each side is to have of what the source sets not aside, from the cuts taken one after the other."""
    shares, left = {}, 1.0
    for name, share in cuts.items():
        shares[name] = left * share
        left -= shares[name]
    return shares | {"train": left}


def _cut(table: pd.DataFrame, source: SourceWord, cuts: dict[str, float], seed: int) -> np.ndarray:
    """The side of each clip: the parts are cut, one after the other, from what the source sets not aside."""
    groups, testable = source.groups, ~source.not_tested
    side = source.said.fillna("train").to_numpy(dtype=object, copy=True)
    rest = np.flatnonzero(side == "train")
    _check_groups(table["label"].iloc[rest], groups[rest], 1 + len(cuts))
    for number, (name, share) in enumerate(cuts.items()):
        labels, sides_left = table["label"].to_numpy()[rest], len(cuts) - number
        free = testable[rest] | (name != "test")
        held_back = hold_back(labels, groups[rest], free, share, sides_left, derive_seed(seed, "split", name))
        side[rest[held_back]] = name
        rest = np.delete(rest, held_back)
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


def _check_groups(labels: pd.Series, groups: np.ndarray, sides: int) -> None:
    for label in sorted(labels.unique()):
        count = len(np.unique(groups[labels == label]))
        if count < sides:
            raise GanAugmentationError(
                f"class '{label}': its clips come from {count} speaker(s), and {sides} are needed so that the "
                "parts that they are to fill (train, validation, test) have one each. Add clips of this class by other speakers, "
                "or take the class out of the source."
            )


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
