"""The arms of the experiment: what each trains on, written down before anything is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import Field

from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.classifier.training import TrainingSet, train_several
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.features import LabelledImages


class ArmSettings(Settings):
    """What an arm adds to the real clips."""

    classic: bool = Field(description="classically augmented copies of them")
    synthetic: bool = Field(description="clips of the GAN")

    @property
    def name(self) -> str:
        """What the arm is called: real, classic, gan or classic_gan."""
        added = [name for name, wanted in (("classic", self.classic), ("gan", self.synthetic)) if wanted]
        return "_".join(added) or "real"


def write_manifest(
    arm: ArmSettings,
    real: LabelledImages,
    classic: LabelledImages,
    synthetic_ids: list[str],
    synthetic_labels: list[str],
) -> pd.DataFrame:
    """Every clip that the arm trains on: origin (real, classic, synthetic), clip_id, label."""
    parts = [("real", list(real.clip_ids), real.label_names)]
    if arm.classic:
        parts.append(("classic", list(classic.clip_ids), classic.label_names))
    if arm.synthetic:
        parts.append(("synthetic", synthetic_ids, synthetic_labels))
    frames = [
        pd.DataFrame({"origin": origin, "clip_id": ids, "label": names}) for origin, ids, names in parts
    ]
    return pd.concat(frames, ignore_index=True)


def build_training_set(
    manifest: pd.DataFrame,
    real: LabelledImages,
    classic: LabelledImages,
    synthetic_images: NDArray[np.float32],
    synthetic_targets: NDArray[np.float32],
) -> TrainingSet:
    """The images and targets that the manifest names.

    Classic copies count as real rows: they stand in the same part of a batch, and a batch draws from clips and copies alike.

    Raises:
        GanAugmentationError: the manifest names other clips than these, so that it is of another split.
    """
    for origin, part in (("real", real), ("classic", classic)):
        named = manifest.loc[manifest["origin"] == origin, "clip_id"]
        if len(named) and set(named) != set(part.clip_ids):
            raise GanAugmentationError(
                f"manifest: its {origin} clips are not those of the train part that is there, which another split has made. "
                "Run the whole pipeline (augment_audio or augment_images), which does what is missing."
            )
    origins = set(manifest["origin"])
    parts = [real, classic] if "classic" in origins else [real]
    beside = (synthetic_images, synthetic_targets) if "synthetic" in origins else None
    return TrainingSet.of(*parts, beside=beside)


def train_arm(
    arm: str,
    training_set: TrainingSet,
    real: LabelledImages,
    settings: ClassifierSettings,
    seed: int,
    workers: int,
) -> StoredClassifiers:
    """The classifiers of an arm, one for each seed.

    Seeds are paired: the n-th training of every arm starts from the same weights.
    """
    seeds = [derive_seed(seed, "classifier", number) for number in range(settings.seeds)]
    trained = train_several(settings.network, training_set, settings.training, seeds, workers, arm)
    return StoredClassifiers.collect(settings.network, real, trained)


def train_evaluator(
    real: LabelledImages, classic: LabelledImages, settings: EvaluatorSettings, seed: int, workers: int
) -> StoredClassifiers:
    """Classifiers on the train part and its classic copies, of other seeds than any arm's."""
    seeds = [derive_seed(seed, "evaluator", number) for number in range(settings.members)]
    both = TrainingSet.of(real, classic)
    trained = train_several(settings.network, both, settings.training, seeds, workers, "evaluator")
    return StoredClassifiers.collect(settings.network, real, trained)
