"""The node of `prepare_images` that sounds do without."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from gan_augmentation.images.pictures import PictureSettings
from gan_augmentation.supply.clips import Clips


def read_pictures(
    picture_files: pd.DataFrame, picture: PictureSettings, workers: int, shard_folder: Path
) -> tuple[Clips, pd.DataFrame]:
    """Read every picture and bring it to one size; what cannot be used, or is there twice, goes to the quarantine."""
    from gan_augmentation.images import duplicates, pictures
    from gan_augmentation.supply import decisions

    files, excluded = decisions.leave_excluded(picture_files)
    read, unusable = pictures.read_pictures(files, picture, workers, shard_folder / "clips")
    kept, copies = duplicates.set_duplicates_apart(read)
    return kept, pd.concat([excluded, unusable, copies], ignore_index=True)
