"""Nodes of `synthesize`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gan_augmentation.classifier.settings import EvaluatorSettings
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthesis import SynthesisSettings, SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticFiles
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.supply.clips import Clips


def train_evaluator(
    train_set: LabelledImages,
    classic_set: LabelledImages,
    evaluator: EvaluatorSettings,
    seed: int,
    workers: int,
) -> StoredClassifiers:
    """Classifiers on the train part and its copies alone, which judge synthetic clips and label them."""
    from gan_augmentation.classifier.arms import train_evaluator

    return train_evaluator(train_set, classic_set, evaluator, seed, workers)


def synthesize(
    generator: TrainedGenerator,
    evaluator: StoredClassifiers,
    train_set: LabelledImages,
    synthesis: SynthesisSettings,
    seed: int,
) -> tuple[SyntheticSet, pd.DataFrame]:
    """Candidates of each class, judged, and how many of them were kept."""
    from gan_augmentation.classifier.prediction import predict
    from gan_augmentation.compute import Compute
    from gan_augmentation.gan import synthesis as domain

    made = domain.synthesize(
        generator,
        lambda images: predict(evaluator.ensemble, images),
        synthesis,
        train_set,
        seed=seed,
        compute=Compute.detect(),
    )
    return made, made.tally()


def audit_memorisation(
    synthetic_set: SyntheticSet, train_set: LabelledImages, test_set: LabelledImages, clips: Clips
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The nearest train clip of each synthetic clip kept, and whether the GAN repeats its training clips."""
    from gan_augmentation.metrics import memorisation

    kept = synthetic_set.only_kept()
    recordings = clips.recordings_of(train_set.clip_ids)
    nearest, audit = memorisation.audit(kept.images, train_set.images, test_set.images, recordings)
    names = [train_set.clip_ids[row] for row in nearest.index]
    table = {"clip_id": kept.clip_ids, "nearest_clip_id": names, "distance": nearest.distance}
    return pd.DataFrame(table), audit


def invert(
    synthetic_set: SyntheticSet,
    nearest: pd.DataFrame,
    generator: TrainedGenerator,
    synthesis: SynthesisSettings,
    family: str,
    seed: int,
) -> SyntheticFiles:
    """Sounds or pictures of the synthetic clips kept, with the provenance of each."""
    from gan_augmentation.gan.synthetic_files import with_provenance

    return with_provenance(
        synthetic_set.only_kept(),
        generator,
        seed=seed,
        spread=synthesis.spread,
        family=family,
        nearest_clips=list(nearest["nearest_clip_id"]),
        distances=nearest["distance"].to_numpy(),
    )
