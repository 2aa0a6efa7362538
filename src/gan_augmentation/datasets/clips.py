"""Clips, sounds or pictures, as Parquet shards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gan_augmentation.datasets.whole import SHARD_CLIPS, WholeFolder

if TYPE_CHECKING:
    import pandas as pd


class ClipShards(WholeFolder):
    """Clips of one form: a column `audio` of samples, or a column `image` of pixels.

    Parquet takes flat arrays alone, and fast; a column `height` beside them keeps the form of pictures.
    """

    def write(self, data: pd.DataFrame, folder: Path) -> None:
        """A shard for each thousand clips; an empty one when there are none."""
        for number, start in enumerate(range(0, max(len(data), 1), SHARD_CLIPS)):
            shard = data.iloc[start : start + SHARD_CLIPS]
            if "image" in shard:
                pictures = list(shard["image"])
                flat, heights = [each.ravel() for each in pictures], [len(each) for each in pictures]
                shard = shard.assign(image=flat, height=heights)
            shard.to_parquet(folder / f"{number:05d}.parquet", index=False)

    def read(self, folder: Path) -> pd.DataFrame:
        """All shards, in order."""
        import pandas as pd

        paths = sorted(folder.glob("*.parquet"))
        clips = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
        if "image" in clips:
            heights = clips.pop("height")
            clips["image"] = [
                flat.reshape(height, -1) for flat, height in zip(clips["image"], heights, strict=True)
            ]
        return clips
