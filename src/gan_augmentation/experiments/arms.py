"""The benchmark's arms: what each trains on.

Four ask the question (real, classic, gan, classic_gan); the others are controls, whose answer is known beforehand:

| arm | what stands in the place of synthetic clips | what must come out |
| --- | --- | --- |
| classic_distilled | fresh classic copies of real clips, with the teachers' soft labels | what soft labels bring without a GAN |
| classic_copies | the subset's own clips once more | no gain over classic |
| classic_held_back | real clips of the train side that the subset leaves out | a gain over classic: the ceiling |
| shuffled | (nothing; the labels of the real clips are shuffled) | chance |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.training import ClassifierTraining, TrainingSet
from gan_augmentation.experiments.settings import ArmName
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from gan_augmentation.experiments.bench import Bench

Rows = tuple[NDArray[np.float32], NDArray[np.float32]]

Need = Literal["copies", "other copies", "teachers", "gan"]
"""What a bench makes for several arms."""


def real(bench: Bench, family: str) -> TrainingSet:
    """The subset alone."""
    return TrainingSet.of(bench.cell.train)


def classic(bench: Bench, family: str) -> TrainingSet:
    """The subset and its classic copies."""
    return TrainingSet.of(bench.cell.train, bench.copies)


def gan(bench: Bench, family: str) -> TrainingSet:
    """The subset, and synthetic clips, which by default come before it (`ClassifierTraining.synthetic_until`)."""
    return TrainingSet.of(bench.cell.train, beside=_synthetic(bench, family))


def classic_gan(bench: Bench, family: str) -> TrainingSet:
    """The subset and its classic copies, and synthetic clips, which by default come before them."""
    return TrainingSet.of(bench.cell.train, bench.copies, beside=_synthetic(bench, family))


def classic_distilled(bench: Bench, family: str) -> TrainingSet:
    """The same distillation without a GAN: other classic copies take the place of synthetic clips."""
    images = bench.other_copies.images
    beside = images, predict(bench.teachers.ensemble, images)
    return TrainingSet.of(bench.cell.train, bench.copies, beside=beside)


def classic_copies(bench: Bench, family: str) -> TrainingSet:
    """The subset's own clips take the place of synthetic clips."""
    return TrainingSet.of(bench.cell.train, bench.copies, beside=_rows(bench.cell.train))


def classic_held_back(bench: Bench, family: str) -> TrainingSet:
    """Real clips that the subset leaves out take the place of synthetic clips."""
    return TrainingSet.of(bench.cell.train, bench.copies, beside=_rows(bench.cell.held_back))


def shuffled(bench: Bench, family: str) -> TrainingSet:
    """The subset with its labels shuffled among the clips."""
    train = bench.cell.train
    chance = np.random.default_rng(derive_seed(bench.cell.seed, "shuffled"))
    return TrainingSet.of(replace(train, labels=chance.permutation(train.labels)))


@dataclass(frozen=True)
class Arm:
    """An arm.

    Attributes:
        training_set: what it trains on, of a bench and, where there is a GAN, a family.
        needs: what must be made for it; keys and the plan follow from this.
        use: of `ClassifierTraining`, what is its own. Arms with nothing in the place of synthetic clips don't depend on how
            these are used. Nor does the ceiling: further real clips are as good in the last step as in the first.
    """

    training_set: Callable[[Bench, str], TrainingSet]
    needs: frozenset[Need] = frozenset()
    use: Mapping[str, float] = field(default_factory=dict)

    @property
    def has_gan(self) -> bool:
        """Whether it is another arm with each family."""
        return "gan" in self.needs

    def training_of(self, training: ClassifierTraining) -> ClassifierTraining:
        """How its classifier is trained."""
        return training.model_copy(update=self.use)


_NEVER = {"synthetic_share": 0.0, "synthetic_until": 1.0}
_HALF_TO_THE_END = {"synthetic_share": 0.5, "synthetic_until": 1.0}

_COPIES: frozenset[Need] = frozenset({"copies"})
# The teachers are trained on copies, and so need them.
_SYNTHETIC: frozenset[Need] = frozenset({"copies", "teachers", "gan"})
_DISTILLED: frozenset[Need] = frozenset({"copies", "teachers", "other copies"})

ARMS: dict[ArmName, Arm] = {
    "real": Arm(real, use=_NEVER),
    "classic": Arm(classic, _COPIES, _NEVER),
    "gan": Arm(gan, _SYNTHETIC),
    "classic_gan": Arm(classic_gan, _SYNTHETIC),
    "classic_distilled": Arm(classic_distilled, _DISTILLED),
    "classic_copies": Arm(classic_copies, _COPIES),
    "classic_held_back": Arm(classic_held_back, _COPIES, _HALF_TO_THE_END),
    "shuffled": Arm(shuffled, use=_NEVER),
}


def _rows(part: LabelledImages) -> Rows:
    return part.images, part.one_hot


def _synthetic(bench: Bench, family: str) -> Rows:
    made = bench.synthetic(family).only_kept()
    return made.images, made.targets(bench.conditions.synthesis.labels)
