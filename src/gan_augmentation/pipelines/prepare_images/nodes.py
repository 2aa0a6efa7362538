"""Nodes of `prepare_images`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gan_augmentation.images.pictures import PictureSettings
from gan_augmentation.representations.features import Features


def read_pictures(
    picture_files: pd.DataFrame, picture: PictureSettings, workers: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every picture and bring it to one size; what cannot be used goes to the quarantine."""
    from gan_augmentation.images import pictures

    return pictures.read_pictures(picture_files, picture, workers)


def extract_features(clips: pd.DataFrame, representation: dict[str, Any]) -> Features:
    """Pixels; none if there is no picture, which `split_clips` will tell."""
    import numpy as np

    from gan_augmentation.representations.features import Features
    from gan_augmentation.representations.representation import parse_representation

    pair = parse_representation(representation)
    pictures = np.array(list(clips["image"]), dtype=np.uint8).reshape(len(clips), *pair.shape[1:])
    return Features(tuple(clips["clip_id"]), pair.encode(pictures), pair)
