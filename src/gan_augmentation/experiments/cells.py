"""A cell of the grid: the clips that all arms of one size and seed share."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.experiments.kept import code_key
from gan_augmentation.experiments.settings import Grid, Size
from gan_augmentation.keys import key_of
from gan_augmentation.leaks import check_leaks
from gan_augmentation.representations.features import Features, LabelledImages, scale_parts
from gan_augmentation.seeding import derive_seed
from gan_augmentation.splitting import limit_train
from gan_augmentation.supply.clips import Clips

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LOGGER = logging.getLogger(__name__)

MOST_HELD_BACK = 300
"""Real clips of each class that stand in for synthetic ones in the control `classic_held_back`."""


@dataclass(frozen=True)
class Cell:
    """What is handed to the experiments of one size and seed.

    Attributes:
        size: training clips of each class (of the largest class, where there are fewer).
        number: of the seed, from 0.
        seed: all random numbers of the cell derive from it; the same for every size.
        originals: the sounds or pictures of the train part, in its order.
        recordings: (train clips,) whole numbers, equal for those that hold one recording.
        train: the subset; the GAN and the teachers see nothing else.
        validation: real clips for choosing settings by.
        test: real clips for the result.
        held_back: real clips of the train side that the subset leaves out, for a control.
    """

    size: int
    number: int
    seed: int
    originals: NDArray[Any]
    recordings: NDArray[np.intp]
    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages
    held_back: LabelledImages

    @cached_property
    def key(self) -> str:
        """Of all clips and their names, the seed and the code."""
        others = (_things_of(part) for part in (self.test, self.held_back))
        return key_of(code_key(), self.subset_key, self.recordings, *chain.from_iterable(others))

    @cached_property
    def subset_key(self) -> str:
        """Of what a GAN and teachers are trained on: the subset alone, and the seed."""
        return key_of(self.seed, self.train.classes, self.originals, *_things_of(self.train))

    @property
    def holds_back_enough(self) -> bool:
        """Whether of every class as many clips are held back as the subset has of it."""
        had, held = (
            np.bincount(each.labels, minlength=len(each.classes)) for each in (self.train, self.held_back)
        )
        return bool((held >= np.minimum(had, MOST_HELD_BACK)).all())


def _things_of(part: LabelledImages) -> list[Any]:
    return [part.images, part.labels, part.clip_ids]


def sizes_of(split: pd.DataFrame, sizes: Sequence[Size]) -> list[int]:
    """The sizes as numbers, ascending; "all" is as many as the largest class has.

    Sizes that no class reaches are left out, with a warning: the default ones are meant for larger sets too.

    Raises:
        GanAugmentationError: no class reaches any of them.
    """
    largest = int(split.loc[split["split"] == "train", "label"].value_counts().max())
    numbers = {largest if size == "all" else size for size in sizes}
    too_large = sorted(size for size in numbers if size > largest)
    if reached := sorted(numbers.difference(too_large)):
        if too_large:
            LOGGER.warning(
                "sizes: %s left out; the largest class has %d clips in its train part ('all').",
                ", ".join(map(str, too_large)),
                largest,
            )
        return reached
    raise GanAugmentationError(
        f"sizes: {too_large[0]} clips a class were asked for, and the largest class has {largest} in its train part. "
        "Name smaller ones, or 'all'."
    )


@dataclass(frozen=True)
class Cells:
    """All cells of a grid, cut one by one when they are asked for.

    They come seed by seed, the largest subset first, so that a benchmark stopped half-way has whole seeds.

    Attributes:
        grid: its sizes and seeds.
        features: of all clips.
        clips: their sounds or pictures.
        split: from `split_clips`, not limited.
        seed: of the run.
    """

    grid: Grid
    features: Features
    clips: Clips
    split: pd.DataFrame
    seed: int

    def __len__(self) -> int:
        """How many there are."""
        return len(self._sizes) * self.grid.seeds

    def __iter__(self) -> Iterator[Cell]:
        """Each in turn."""
        for number in range(self.grid.seeds):
            for size in reversed(self._sizes):
                yield cut_cell(self.features, self.split, self.clips, size, number, self.seed)

    @cached_property
    def _sizes(self) -> list[int]:
        return sizes_of(self.split, self.grid.sizes)


def cut_cell(
    features: Features, split: pd.DataFrame, clips: Clips, size: int, number: int, seed: int
) -> Cell:
    """The cell of this size and seed.

    The subset of a size contains that of a smaller one. Images are scaled by the subset alone.

    Args:
        features: of all clips.
        split: from `split_clips`, not limited.
        clips: sounds or pictures of all clips.
        size: training clips of each class.
        number: of the seed.
        seed: of the run.
    """
    own_seed = derive_seed(seed, "benchmark", number)
    limited = limit_train(split, size, own_seed)
    parts = scale_parts(features, limited)
    check_leaks(parts["train"], features, limited)
    unused = limited[limited["split"] == "unused"].groupby("label").head(MOST_HELD_BACK)
    return Cell(
        size=size,
        number=number,
        seed=own_seed,
        originals=clips.of(parts["train"].clip_ids),
        recordings=clips.recordings_of(parts["train"].clip_ids),
        train=parts["train"],
        validation=parts["validation"],
        test=parts["test"],
        held_back=parts["train"].with_others(features, unused),
    )
