"""What the GANs of a benchmark sound or look like: a clip of each class, of each size's first seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gan_augmentation.compute import one_thread
from gan_augmentation.experiments.bench import Bench
from gan_augmentation.experiments.cells import Cell
from gan_augmentation.experiments.settings import Conditions
from gan_augmentation.gan.synthesis import SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticFiles, with_provenance
from gan_augmentation.interruption import StopRequest
from gan_augmentation.metrics.memorisation import near_copy_threshold, nearest, nearest_other
from gan_augmentation.representations.features import LabelledImages


@dataclass(frozen=True)
class Specimens:
    """Of one GAN.

    Attributes:
        size: training clips of each class that it saw.
        family: its recipe.
        synthetic_set: as classifiers see them.
        synthetic_clips: the same as sounds or pictures, with their nearest train clips.
        train: the subset.
        near: the distance up to which a clip is a near copy.
    """

    size: int
    family: str
    synthetic_set: SyntheticSet
    synthetic_clips: SyntheticFiles
    train: LabelledImages
    near: float


def pick_specimens(
    cells: Iterable[Cell], gans: Mapping[int, Sequence[str]], conditions: Conditions, folder: Path
) -> Iterator[Specimens]:
    """Of each GAN of the first seed that is still kept in the folder, the largest size first; none is trained for it.

    They are the first of those that the arms were trained on. A generator that is asked for no class may have made none of
    some of them.

    Args:
        cells: seed by seed.
        gans: the families that the first seed has at each size.
        conditions: what all experiments have in common.
        folder: where generators and teachers are kept.
    """
    for cell in cells:
        if cell.number:
            return
        bench = Bench(cell, conditions, folder, StopRequest())
        for family in gans.get(cell.size, ()):
            if bench.has_teachers and bench.has_generator(family):
                with one_thread():  # as the arms' own: more of them give other bytes
                    specimens = _of(bench, family)
                yield specimens


def _of(bench: Bench, family: str) -> Specimens:
    cell, synthetic_set = bench.cell, bench.synthetic(family).first_of_each_class()
    found = nearest(synthetic_set.images, cell.train.images)
    synthetic_clips = with_provenance(
        synthetic_set,
        bench.generator(family),
        seed=cell.seed,
        spread=bench.conditions.synthesis.spread,
        family=family,
        nearest_clips=[cell.train.clip_ids[row] for row in found.index],
        distances=found.distance,
    )
    near = near_copy_threshold(nearest_other(cell.train.images, cell.recordings).distance)
    return Specimens(cell.size, family, synthetic_set, synthetic_clips, cell.train, near)
