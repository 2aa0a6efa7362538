"""The arms of the experiment: what each trains on, written down before anything is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import Field

from gan_augmentation.classifier.training import TrainingSet
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.features import LabelledImages


class ArmSettings(Settings):
    """What an arm adds to the real clips."""

    classic: bool = Field(description="classically augmented copies of them")
    synthetic: bool = Field(description="clips of the GAN")


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
    """
    origins = set(manifest["origin"])
    sources = [real, classic] if "classic" in origins else [real]
    some = slice(None) if "synthetic" in origins else slice(0)
    return TrainingSet(
        images=np.concatenate([source.images for source in sources]),
        targets=np.concatenate([source.one_hot for source in sources]),
        synthetic_images=synthetic_images[some],
        synthetic_targets=synthetic_targets[some],
    )
