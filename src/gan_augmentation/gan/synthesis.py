"""Synthetic clips by class: more candidates than needed are made, and those are kept that a classifier recognises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.synthetic_files import clip_id_of
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.sampling import TrainedGenerator
    from gan_augmentation.representations.features import LabelledImages, View
    from gan_augmentation.seeding import Seeds

Recognise = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Images (N, C, H, W) to class probabilities (N, classes)."""


class SynthesisSettings(Settings):
    """How many synthetic clips, how varied, and which are kept."""

    per_class: int = Field(300, ge=1, description="synthetic clips wanted of each class")
    over: float = Field(2.0, ge=1, description="candidates made for each clip wanted, at most")
    threshold: float = Field(
        0.0, ge=0, lt=1, description="least probability of the class asked for; 0 keeps every candidate"
    )
    spread: float = Field(1.0, gt=0, description="standard deviation of the latents; 1 is the training's")
    labels: Literal["soft", "hard"] = Field(
        "soft", description="train on the evaluator's probabilities, or on the class asked for"
    )


@dataclass(frozen=True)
class SyntheticSet:
    """Candidates of a generator, class by class.

    Attributes:
        images: float32 (N, C, H, W), in [-1, 1], as classifiers see them.
        labels: int64 (N,), the class asked for, or what the evaluator took each for; an index into `classes`.
        classes: names of the classes.
        latent_seeds: int64 (N,), from which each can be made again.
        probabilities: float32 (N, classes), by the evaluator.
        kept: bool (N,), whether the candidate passed the filter within the quota.
        asked: whether the generator was asked for a class. If not, the labels are the evaluator's own.
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    latent_seeds: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    kept: NDArray[np.bool_]
    asked: bool = True

    def __len__(self) -> int:
        """How many clips there are."""
        return len(self.images)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """The evaluator's probability of the class asked for, (N,)."""
        return self.probabilities[np.arange(len(self)), self.labels]

    @property
    def label_names(self) -> list[str]:
        """The class asked for, by name."""
        return [self.classes[label] for label in self.labels]

    @property
    def clip_ids(self) -> list[str]:
        """A name for each clip, from its latent seed, which no two share."""
        return [clip_id_of(seed) for seed in self.latent_seeds]

    def rejected(self, threshold: float) -> NDArray[np.bool_]:
        """Which candidates (N,) the filter refuses at a threshold; others may be left over once the quota is full."""
        return self.confidence < threshold

    def only_kept(self) -> SyntheticSet:
        """Those that passed the filter."""
        return self._of(np.flatnonzero(self.kept))

    def first_of_each_class(self) -> SyntheticSet:
        """Of those that passed the filter the first of each class that has one."""
        _, rows = np.unique(np.where(self.kept, self.labels, -1), return_index=True)
        return self._of(rows[self.kept[rows]])

    def _of(self, rows: NDArray[np.intp]) -> SyntheticSet:
        return replace(
            self,
            images=self.images[rows],
            labels=self.labels[rows],
            latent_seeds=self.latent_seeds[rows],
            probabilities=self.probabilities[rows],
            kept=self.kept[rows],
        )

    def as_part_like(self, real: LabelledImages) -> LabelledImages:
        """The clips as a part of the data, labelled by the class asked for, in the representation of real ones."""
        from gan_augmentation.representations.features import LabelledImages

        return LabelledImages(
            self.images, self.labels, self.classes, tuple(self.clip_ids), real.peak, real.representation
        )

    def targets(self, kind: Literal["soft", "hard"]) -> NDArray[np.float32]:
        """What a classifier is to learn of them: probabilities (N, classes)."""
        if kind == "soft":
            return self.probabilities
        return np.eye(len(self.classes), dtype=np.float32)[self.labels]

    def tally(self) -> pd.DataFrame:
        """For each class: label, made, recognised (by the likeliest class), kept.

        Where no class was asked for, none can be missed, and recognised is NaN.
        """
        import pandas as pd

        right = self.probabilities.argmax(1) == self.labels
        rows = []
        for number, name in enumerate(self.classes):
            here = self.labels == number
            recognised = int((right & here).sum()) if self.asked else np.nan
            rows.append((name, int(here.sum()), recognised, int((self.kept & here).sum())))
        return pd.DataFrame(rows, columns=["label", "made", "recognised", "kept"])


def synthesize(
    generator: TrainedGenerator,
    recognise: Recognise,
    settings: SynthesisSettings,
    real: LabelledImages,
    *,
    seed: int,
    compute: Compute,
) -> SyntheticSet:
    """Make `per_class * over` candidates of each class and keep the first `per_class` above the threshold.

    Where the threshold is 0 nothing can be refused, so `per_class` are made. A generator that is not asked for a class makes as
    many, and the evaluator says which class each is.

    Args:
        generator: of the candidates.
        recognise: the evaluator.
        settings: how many, how varied, which are kept.
        real: real images, as classifiers see them.
        seed: of every latent.
        compute: device and precision.

    Raises:
        GanAugmentationError: a class that was asked for keeps none, or none is kept at all.
    """
    import torch

    count = round(settings.per_class * (settings.over if settings.threshold > 0 else 1))
    classes = generator.classes
    labels = np.repeat(np.arange(len(classes), dtype=np.int64), count)
    latent_seeds = np.array(
        [derive_seed(seed, "latent", name, number) for name in classes for number in range(count)],
        dtype=np.int64,
    )
    made_images = generator.sample(torch.from_numpy(labels), latent_seeds.tolist(), settings.spread, compute)
    images = as_classifiers_see(generator, made_images.numpy(), real.view, latent_seeds.tolist())
    probabilities = recognise(images)
    asked = generator.recipe.conditioning.asks_for_class
    if not asked:
        labels = probabilities.argmax(1).astype(np.int64)
    passed = probabilities[np.arange(len(labels)), labels] >= settings.threshold
    kept = np.zeros(len(labels), dtype=bool)
    for number in range(len(classes)):
        kept[np.flatnonzero(passed & (labels == number))[: settings.per_class]] = True
    made = SyntheticSet(images, labels, classes, latent_seeds, probabilities, kept, asked)
    _check_kept(made, count if asked else len(made), settings.threshold)
    return made


def _check_kept(made: SyntheticSet, tried: int, threshold: float) -> None:
    """Stop where a class keeps none. A generator that is not asked for a class may leave some out, but not all."""
    tally = made.tally()
    empty = tally.loc[tally["kept"] == 0, "label"]
    if len(empty) and (made.asked or not made.kept.any()):
        raise GanAugmentationError(
            f"synthesis.threshold={threshold}: none of the {tried} candidates reached it for {', '.join(empty)}. "
            "Lower it, or train the GAN for longer (gan.budget)."
        )


def regenerate(
    generator: TrainedGenerator, clips: SyntheticSet, *, spread: float, compute: Compute
) -> NDArray[np.float32]:
    """The generator's own images (N, C, H, W) of clips that it made, from their latent seeds."""
    import torch

    images = generator.sample(torch.from_numpy(clips.labels), clips.latent_seeds.tolist(), spread, compute)
    return images.numpy()


def as_classifiers_see(
    generator: TrainedGenerator, made: NDArray[np.float32], view: View, seed: Seeds
) -> NDArray[np.float32]:
    """Images (N, C, H, W) of the generator as classifiers see clips, by way of sound where the two differ."""
    if generator.representation == view.representation:
        return made
    return view.see(generator.decode(made, seed))
