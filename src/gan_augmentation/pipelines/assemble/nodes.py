"""Nodes of `assemble`."""

from __future__ import annotations

import pandas as pd

from gan_augmentation.classifier.arms import ArmSettings
from gan_augmentation.gan.synthesis import SyntheticSet
from gan_augmentation.representations.features import LabelledImages


def write_manifest(
    arm: ArmSettings, train_set: LabelledImages, classic_set: LabelledImages, synthetic_set: SyntheticSet
) -> pd.DataFrame:
    """What the arm trains on, clip by clip."""
    from gan_augmentation.classifier import arms

    kept = synthetic_set.only_kept()
    return arms.write_manifest(arm, train_set, classic_set, kept.clip_ids, kept.label_names)
