"""Nodes of `prepare_audio`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gan_augmentation.audio.classic import ClassicAugmentation
from gan_augmentation.audio.clips import ClipSettings
from gan_augmentation.representations.features import Features, LabelledImages
from gan_augmentation.splitting import SplitSettings


def cut_clips(
    audio_files: pd.DataFrame, clip: ClipSettings, workers: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decode every file to a clip of fixed length; what cannot be used goes to the quarantine."""
    from gan_augmentation.audio import clips

    return clips.cut_clips(audio_files, clip, workers)


def split_clips(
    audio_files: pd.DataFrame,
    clips: pd.DataFrame,
    split: SplitSettings,
    clips_per_class: int | None,
    seed: int,
) -> pd.DataFrame:
    """Decide the side of each clip, once, if there are enough."""
    from gan_augmentation import splitting
    from gan_augmentation.audio.clips import check_enough

    check_enough(audio_files, clips)
    return splitting.limit_train(splitting.split_clips(clips, split, seed), clips_per_class, seed)


def extract_features(clips: pd.DataFrame, representation: dict[str, Any]) -> Features:
    """Mel spectrograms, in batches; none if there is no clip, which `split_clips` will tell."""
    import numpy as np

    from gan_augmentation.representations.features import Features
    from gan_augmentation.representations.representation import parse_representation

    pair = parse_representation(representation)
    audio = np.array(list(clips["audio"]), dtype=np.float32).reshape(len(clips), pair.clip_samples)
    return Features(tuple(clips["clip_id"]), pair.encode(audio), pair)


def scale_parts(
    features: Features, split: pd.DataFrame
) -> tuple[LabelledImages, LabelledImages, LabelledImages]:
    """The parts by themselves, scaled as the train part asks for."""
    from gan_augmentation.representations import features as domain

    parts = domain.scale_parts(features, split)
    return parts["train"], parts["validation"], parts["test"]


def augment_classic(
    clips: pd.DataFrame,
    train_set: LabelledImages,
    classic: ClassicAugmentation,
    seed: int,
    workers: int,
) -> LabelledImages:
    """Classically augmented copies of the train part."""
    from gan_augmentation.representations.classic import classic_copies

    return classic_copies(clips, train_set, classic, seed, workers)
