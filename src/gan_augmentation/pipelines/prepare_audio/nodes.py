"""Nodes of `prepare_audio`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gan_augmentation.audio.clips import ClipSettings
from gan_augmentation.representations.features import Features


def cut_clips(
    audio_files: pd.DataFrame, clip: ClipSettings, workers: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decode every file to a clip of fixed length; what cannot be used, or is there twice, goes to the quarantine."""
    from gan_augmentation.audio import clips, duplicates
    from gan_augmentation.supply import decisions

    files, excluded = decisions.leave_excluded(audio_files)
    cut, unusable = clips.cut_clips(files, clip, workers)
    kept, copies = duplicates.set_duplicates_apart(cut, clip.sample_rate)
    return kept, pd.concat([excluded, unusable, copies], ignore_index=True)


def extract_features(clips: pd.DataFrame, representation: dict[str, Any]) -> Features:
    """Mel spectrograms, in batches; none if there is no clip, which `split_clips` will tell."""
    import numpy as np

    from gan_augmentation.representations.features import Features
    from gan_augmentation.representations.representation import parse_representation

    pair = parse_representation(representation)
    audio = np.array(list(clips["audio"]), dtype=np.float32).reshape(len(clips), pair.clip_samples)
    return Features(tuple(clips["clip_id"]), pair.encode(audio), pair)
