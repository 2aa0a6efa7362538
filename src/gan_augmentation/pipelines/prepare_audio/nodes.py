"""The node of `prepare_audio` that pictures do without."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from gan_augmentation.audio.clips import ClipSettings
from gan_augmentation.supply.clips import Clips


def cut_clips(
    audio_files: pd.DataFrame, clip: ClipSettings, workers: int, shard_folder: Path
) -> tuple[Clips, pd.DataFrame]:
    """Decode every file to a clip of fixed length; what cannot be used, or is there twice, goes to the quarantine."""
    from gan_augmentation.audio import clips, duplicates
    from gan_augmentation.supply import decisions

    files, excluded = decisions.leave_excluded(audio_files)
    cut, unusable = clips.cut_shards(files, clip, workers, shard_folder / "clips")
    kept, copies = duplicates.set_duplicates_apart(cut, clip.sample_rate)
    return kept, pd.concat([excluded, unusable, copies], ignore_index=True)
