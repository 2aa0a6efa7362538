"""What the experiments of a cell work with, made when first asked for and, where it is costly, kept on the disk."""

from __future__ import annotations

import math
import shutil
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tqdm import tqdm

from gan_augmentation.classifier.arms import train_evaluator
from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.code_version import code_version
from gan_augmentation.compute import Compute
from gan_augmentation.experiments.cells import Cell
from gan_augmentation.experiments.kept import is_kept, kept
from gan_augmentation.experiments.settings import Conditions
from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.pace import images_of_training
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthesis import SyntheticSet, synthesize
from gan_augmentation.gan.training import train_family
from gan_augmentation.interruption import StopRequest
from gan_augmentation.keys import key_of
from gan_augmentation.representations.classic import classic_copies
from gan_augmentation.representations.features import in_representation
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.experiments.arms import Need
    from gan_augmentation.representations.classic import ClassicAugmentation
    from gan_augmentation.representations.features import LabelledImages


class Bench:
    """The means of one cell.

    Args:
        cell: its clips.
        conditions: what all experiments have in common.
        folder: where generators, teachers and results are kept.
        stop: looked at while a GAN is trained.
    """

    def __init__(self, cell: Cell, conditions: Conditions, folder: Path, stop: StopRequest) -> None:
        self.cell, self.conditions, self.stop = cell, conditions, stop
        self.folder = folder / f"{cell.size}" / f"{cell.number}-{cell.subset_key[:8]}"
        self._synthetic: dict[str, SyntheticSet] = {}
        self._described: dict[str, dict[str, float]] = {}

    def key_of_need(self, need: Need, family: str) -> str:
        """Of one of the things that an arm needs."""
        conditions = self.conditions
        match need:
            case "copies":
                return key_of(conditions.augmentation)
            case "other copies":
                return key_of(conditions.augmentation, conditions.synthesis.per_class)
            case "teachers":
                return self.teachers_key
            case "gan":
                health = conditions.families[family].health  # says which samples are told as collapsed
                return key_of(self.generator_key(family), conditions.synthesis, health)

    @cached_property
    def copies(self) -> LabelledImages:
        """Classic copies of the subset."""
        cell = self.cell
        return self._copies("copies", cell.originals, cell.train, self.conditions.augmentation)

    @cached_property
    def other_copies(self) -> LabelledImages:
        """Classic copies of the subset that no arm trains on otherwise, as many of each class as there are synthetic clips."""
        cell, per_class = self.cell, self.conditions.synthesis.per_class
        labels = range(len(cell.train.classes))
        rows = np.concatenate(
            [np.resize(np.flatnonzero(cell.train.labels == label), per_class) for label in labels]
        )
        once = self.conditions.augmentation.model_copy(update={"copies": 1, "least": 0})
        return self._copies("other copies", cell.originals[rows], cell.train.take(rows), once)

    def _copies(
        self, name: str, originals: NDArray[Any], train: LabelledImages, augmentation: ClassicAugmentation
    ) -> LabelledImages:
        return classic_copies(originals, train, augmentation, derive_seed(self.cell.seed, name), workers=1)

    @property
    def teachers_key(self) -> str:
        """Of the teachers."""
        code = code_version(classic_copies), code_version(train_evaluator)
        return key_of(code, self.cell.subset_key, self.conditions.augmentation, self.conditions.evaluator)

    @cached_property
    def teachers(self) -> StoredClassifiers:
        """Classifiers trained on the subset and its copies, which label synthetic clips."""
        return kept(
            self._teachers_folder,
            self.teachers_key,
            StoredClassifiers,
            lambda: train_evaluator(
                self.cell.train, self.copies, self.conditions.evaluator, self.cell.seed, workers=1
            ),
        )

    @property
    def has_teachers(self) -> bool:
        """Whether they are kept."""
        return is_kept(self._teachers_folder, self.teachers_key)

    @property
    def _teachers_folder(self) -> Path:
        return self.folder / "teachers"

    def generator_key(self, family: str) -> str:
        """Of a family's generator."""
        recipe = self.conditions.families[family]
        return key_of(code_version(train_family), self.cell.subset_key, recipe.training_settings())

    def generator(self, family: str) -> TrainedGenerator:
        """A GAN of this family, trained on the subset alone; a training that was stopped goes on."""
        generator = kept(
            self._generator_folder(family),
            self.generator_key(family),
            TrainedGenerator,
            lambda: self._train_gan(family),
        )
        shutil.rmtree(self._checkpoints(family), ignore_errors=True)
        return generator

    def has_generator(self, family: str) -> bool:
        """Whether that of this family is kept."""
        return is_kept(self._generator_folder(family), self.generator_key(family))

    def _generator_folder(self, family: str) -> Path:
        return self.folder / family / "generator"

    def _checkpoints(self, family: str) -> Path:
        return self.folder / family / "checkpoints"

    def _train_gan(self, family: str) -> TrainedGenerator:
        recipe = self.conditions.families[family]
        data = in_representation(self.cell.train, self.cell.originals, recipe.representation)
        store = CheckpointStore(self._checkpoints(family), keep=1)
        for progress in train_family(
            recipe, data, store, seed=self.cell.seed, compute=Compute.detect(), stop=self.stop
        ):
            if progress.snapshot is not None:
                tqdm.write(
                    f"{self.cell.size} clips a class, seed {self.cell.number}: {family} has seen "
                    f"{progress.images:,} of {progress.total:,} images {' '.join(progress.warnings)}"
                )
        return TrainedGenerator.from_checkpoints(recipe, data, store)

    def synthetic(self, family: str) -> SyntheticSet:
        """Candidates of this family, labelled by the teachers."""
        if family not in self._synthetic:
            self._synthetic[family] = synthesize(
                self.generator(family),
                lambda images: predict(self.teachers.ensemble, images),
                self.conditions.synthesis,
                self.cell.train,
                seed=self.cell.seed,
                compute=Compute.detect(),
            )
        return self._synthetic[family]

    def describe_samples(self, family: str) -> dict[str, float]:
        """What is worth knowing of the candidates: shares recognised and refused, and how varied and new the others are."""
        if family not in self._described:
            self._described[family] = self._describe(self.synthetic(family), family)
        return self._described[family]

    def _describe(self, made: SyntheticSet, family: str) -> dict[str, float]:
        from gan_augmentation.metrics import memorisation

        kept, train = made.only_kept(), self.cell.train
        _, audit = memorisation.audit(kept.images, train.images, self.cell.test.images, self.cell.recordings)
        recipe, least = self.conditions.families[family], _least_diversity(kept, train)
        return {
            "images_seen": images_of_training(recipe, train),
            "recognised": float(np.mean(made.probabilities.argmax(1) == made.labels))
            if made.asked
            else np.nan,
            "refused": float(made.rejected(self.conditions.synthesis.threshold).mean()),
            "least_diversity": least,
            "collapsed": float(least < recipe.health.diversity),
            "near_copies": float(audit["near_copy_share"]),
            "near_copies_of_held_out": float(audit["near_copy_share_of_held_out"]),
            "closer_to_train_than_held_out": float(audit["closer_to_train_than_held_out"]),
            "train_closer_than_held_out": float(audit["train_closer_than_held_out"]),
        }


def _least_diversity(made: SyntheticSet, train: LabelledImages) -> float:
    """The mean distance of two synthetic images of a class, as a share of that of two real ones, where it is least.

    NaN if no class has two of both.
    """
    from gan_augmentation.metrics.generation import diversity

    def of_class(part: SyntheticSet | LabelledImages, label: int) -> float | None:
        images = part.images[part.labels == label]
        # There may be none: a family that knows no class perhaps made none that passes for this one.
        flat = images.reshape(len(images), math.prod(images.shape[1:]))
        return diversity(flat, np.full(len(flat), label))

    pairs = [(of_class(made, label), of_class(train, label)) for label in range(len(train.classes))]
    return min((one / other for one, other in pairs if one is not None and other), default=np.nan)
