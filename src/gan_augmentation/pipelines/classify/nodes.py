"""Nodes of `classify`."""

from __future__ import annotations

import pandas as pd

from gan_augmentation.classifier.arms import ArmSettings
from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.gan.synthesis import SynthesisSettings, SyntheticSet
from gan_augmentation.representations.features import LabelledImages

ARMS_COLUMNS = (
    "arm",
    "seed",
    "clips_per_class",
    "family",
    "accuracy",
    "macro_f1",
    "n_train_real",
    "n_train_synthetic",
    "validation_accuracy",
    "n_train_classic",
)


def train_classifiers(
    arm: ArmSettings,
    manifest: pd.DataFrame,
    train_set: LabelledImages,
    classic_set: LabelledImages,
    synthetic_set: SyntheticSet,
    synthesis: SynthesisSettings,
    classifier: ClassifierSettings,
    seed: int,
    workers: int,
) -> StoredClassifiers:
    """The arm's classifiers, one for each seed."""
    from gan_augmentation.classifier import arms

    kept = synthetic_set.only_kept()
    training_set = arms.build_training_set(
        manifest, train_set, classic_set, kept.images, kept.targets(synthesis.labels)
    )
    return arms.train_arm(arm.name, training_set, train_set, classifier, seed, workers)


def test_classifiers(
    arm: ArmSettings,
    manifest: pd.DataFrame,
    classifiers: StoredClassifiers,
    validation_set: LabelledImages,
    test_set: LabelledImages,
    family: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each classifier answers to the test part, and its scores."""
    from gan_augmentation.metrics.classification import score_seeds

    origins = ("real", "classic", "synthetic")
    counts = manifest["origin"].value_counts().reindex(origins, fill_value=0).add_prefix("n_train_").to_dict()
    per_class = round(counts["n_train_real"] / len(test_set.classes))
    facts = {"arm": arm.name, "clips_per_class": per_class, "family": family}
    predictions = classifiers.predictions(test_set).assign(**facts)
    validation = classifiers.predictions(validation_set)
    scores = score_seeds(predictions, test_set.classes)
    scores["validation_accuracy"] = score_seeds(validation, test_set.classes)["accuracy"]
    scores = scores.assign(**facts, **counts)
    return predictions, scores[list(ARMS_COLUMNS)]
