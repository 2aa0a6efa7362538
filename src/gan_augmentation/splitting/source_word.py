"""What the source says of its clips: a part that it names is not ours to cut, and what it gives to train is not tested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class SourceWord:
    """The parts that a source gives its clips.

    Attributes:
        said: the part of each clip: train, validation or test; NaN where the source says none.
        groups: a number per clip, equal for those that must stay on one side.
    """

    said: pd.Series
    groups: NDArray[np.int64]

    @classmethod
    def of(cls, table: pd.DataFrame, groups: NDArray[np.int64]) -> SourceWord:
        """By the column part; where it gives all to train, nothing else is left to test on, and it says nothing."""
        import pandas as pd

        part = table.get("part", pd.Series(np.nan, index=table.index, dtype=object))
        said = part.where(part.isin(["train", "validation", "test"]), np.nan)
        word = cls(said, groups)
        nothing_to_test = (word.not_tested | (said == "validation")).all() and "test" not in word.set_aside
        return cls(said.mask(said == "train"), groups) if nothing_to_test else word

    @property
    def set_aside(self) -> set[str]:
        """The parts, of validation and test, that the source itself has cut."""
        return {"validation", "test"} & set(self.said)

    @property
    def not_tested(self) -> NDArray[np.bool_]:
        """The clips that are not to be tested on: those that it gives to train, and what is tied to them."""
        return np.isin(self.groups, self.groups[self.said == "train"])

    def decides(self, side: pd.Series) -> pd.Series:
        """Which clips stand on a side that the source has cut."""
        return side.isin(self.set_aside)

    def corrected(self, side: pd.Series) -> pd.Series:
        """The sides, but train for what it gives to train and stands on the test side, or on one that it has cut."""
        return side.mask((self.said == "train") & (self.decides(side) | (side == "test")), "train")

    def check_classes(self, labels: pd.Series) -> None:
        """A class that is not in both train and a part that is set aside is named.

        Raises:
            GanAugmentationError: with the mend.
        """
        side = self.said.fillna("train")
        for name in sorted(self.set_aside):
            if lonely := sorted(set(labels[side == name]) ^ set(labels[side == "train"])):
                raise GanAugmentationError(
                    f"class '{lonely[0]}': it is not in both the train and the {name} part of the source. Add files of this "
                    "class to the part that lacks them, or take it out of the source."
                )
