"""What the GANs of a benchmark sound or look like: a clip of each class, of each size's first seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.experiments.bench import Bench
from gan_augmentation.experiments.cells import Cell
from gan_augmentation.experiments.settings import Conditions
from gan_augmentation.gan.synthesis import SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticClips, SyntheticPictures, share
from gan_augmentation.interruption import StopRequest
from gan_augmentation.metrics.memorisation import near_copy_threshold, nearest, nearest_other
from gan_augmentation.representations.features import LabelledImages


@dataclass(frozen=True)
class Specimens:
    """Of one GAN.

    Attributes:
        size: training clips of each class that it saw.
        family: its recipe.
        synthetic: as classifiers see them.
        shared: the same as sounds or pictures, with their nearest train clips.
        train: the subset.
        near: the distance up to which a clip is a near copy.
    """

    size: int
    family: str
    synthetic: SyntheticSet
    shared: SyntheticClips | SyntheticPictures
    train: LabelledImages
    near: float


def pick_specimens(cells: Iterable[Cell], conditions: Conditions, folder: Path) -> Iterator[Specimens]:
    """Of each GAN of the first seed that is kept in the folder, the largest size first; none is trained for it."""
    one = conditions.synthesis.model_copy(update={"per_class": 1})
    for cell in cells:
        if cell.number:
            return
        bench = Bench(cell, replace(conditions, synthesis=one), folder, StopRequest())
        for family in conditions.families:
            if bench.has_teachers and bench.has_generator(family):
                try:
                    yield _of(bench, family)
                except GanAugmentationError:  # the filter keeps nothing of a class, as the benchmark has told
                    continue


def _of(bench: Bench, family: str) -> Specimens:
    cell, synthetic = bench.cell, bench.synthetic(family).only_kept()
    found = nearest(synthetic.images, cell.train.images)
    shared = share(
        synthetic,
        bench.generator(family),
        seed=cell.seed,
        spread=bench.conditions.synthesis.spread,
        family=family,
        nearest_clips=[cell.train.clip_ids[row] for row in found.index],
        distances=found.distance,
    )
    near = near_copy_threshold(nearest_other(cell.train.images).distance)
    return Specimens(cell.size, family, synthetic, shared, cell.train, near)
