"""Clips, sounds or pictures, as Parquet shards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gan_augmentation.datasets.whole import SHARD_CLIPS, WholeFolder

if TYPE_CHECKING:
    import pandas as pd


class ClipShards(WholeFolder):
    """Clips of one form: a column `audio` of samples, or a column `image` of rows of pixels."""

    def write(self, data: pd.DataFrame, folder: Path) -> None:
        """A shard for each thousand clips; an empty one when there are none."""
        for number, start in enumerate(range(0, max(len(data), 1), SHARD_CLIPS)):
            shard = data.iloc[start : start + SHARD_CLIPS]
            if "image" in shard:
                shard = shard.assign(image=[list(picture) for picture in shard["image"]])
            shard.to_parquet(folder / f"{number:05d}.parquet", index=False)

    def read(self, folder: Path) -> pd.DataFrame:
        """All shards, in order."""
        import numpy as np
        import pandas as pd

        paths = sorted(folder.glob("*.parquet"))
        clips = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
        if "image" in clips:
            clips["image"] = [np.stack(list(rows)) for rows in clips["image"]]
        return clips
