"""Pictures that are equal, pixel by pixel, once they have been brought to one size and made grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_augmentation.supply.copies import Copies, set_copies_apart

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.supply.clips import Clips


def set_duplicates_apart(clips: Clips) -> tuple[Clips, pd.DataFrame]:
    """What `set_copies_apart` makes of the equal pictures, as `pictures.read_pictures` gives them."""
    return set_copies_apart(clips, _find_equal(clips.facts), "pictures")


def _find_equal(facts: pd.DataFrame) -> list[Copies]:
    """Each of equal pictures beside the one to keep, or beside one of another class if there is any.

    All pairs would be too many where thousands are equal.
    """
    equal = facts[facts["sha256"].duplicated(keep=False)]
    tested_first = equal.sort_values("part", key=lambda part: part != "test", kind="stable")
    copies: list[Copies] = []
    for _, labels in tested_first.groupby("sha256", sort=False)["label"]:
        strange = labels != labels.iloc[0]
        one, other = labels.index[0], labels.index[strange.argmax()]
        copies += [
            Copies(one if is_strange else other, row, exact=True)
            for row, is_strange in strange.items()
            if row != (one if is_strange else other)
        ]
    return copies
