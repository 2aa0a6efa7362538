"""What preparing sounds and preparing pictures have in common: from clips and features to the parts of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from kedro.pipeline import Node

from gan_augmentation.representations.features import Features, LabelledImages
from gan_augmentation.splitting import SplitSettings
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.tables import Medium


def extract_features(clips: Clips, representation: dict[str, Any], shard_folder: Path) -> Features:
    """Mel spectrograms or pixels, a shard at a time; none if there is no clip, which `split_clips` will tell."""
    from gan_augmentation.representations import features
    from gan_augmentation.representations.representation import parse_representation

    return features.extract_features(clips, parse_representation(representation), shard_folder / "features")


def split_clips(
    files: pd.DataFrame,
    clips: Clips,
    medium: Medium,
    split: SplitSettings,
    clips_per_class: int | None,
    earlier_split: pd.DataFrame | None,
    seed: int,
) -> pd.DataFrame:
    """Decide the side of each clip, once, if there are enough; what an earlier run decided stays."""
    from gan_augmentation import splitting
    from gan_augmentation.supply.tables import check_enough

    check_enough(files, clips.facts, medium)
    whole = splitting.split_clips(clips.facts, split, seed, earlier_split)
    return splitting.limit_train(whole, clips_per_class, seed)


def scale_parts(
    features: Features, split: pd.DataFrame
) -> tuple[LabelledImages, LabelledImages, LabelledImages]:
    """The parts by themselves, scaled as the train part asks for."""
    from gan_augmentation.representations import features as domain

    parts = domain.scale_parts(features, split)
    return parts["train"], parts["validation"], parts["test"]


def augment_classic(
    clips: Clips,
    train_set: LabelledImages,
    classic: dict[str, Any],
    seed: int,
    workers: int,
) -> LabelledImages:
    """Classically augmented copies of the train part."""
    from gan_augmentation.representations.classic import classic_copies, parse_augmentation

    originals = clips.of(train_set.clip_ids)
    return classic_copies(originals, train_set, parse_augmentation(classic), seed, workers)


def parts_of(files: str) -> list[Node]:
    """The nodes, for the file table of this name.

    clips -> features
    files, clips, earlier_split -> split
    features, split -> train_set, validation_set, test_set -> classic_set
    """
    return [
        Node(
            extract_features,
            ["clips", "params:representation", "shard_folder"],
            "features",
            name="extract_features",
        ),
        Node(
            split_clips,
            [
                files,
                "clips",
                "params:medium",
                "params:split",
                "params:clips_per_class",
                "earlier_split",
                "params:seed",
            ],
            "split",
            name="split_clips",
        ),
        Node(
            scale_parts,
            ["features", "split"],
            ["train_set", "validation_set", "test_set"],
            name="scale_parts",
        ),
        Node(
            augment_classic,
            ["clips", "train_set", "params:classic", "params:seed", "params:workers"],
            "classic_set",
            name="augment_classic",
        ),
    ]
