"""Nodes of `prepare_images`."""

from __future__ import annotations

import pandas as pd

from gan_augmentation.images.pictures import PictureSettings
from gan_augmentation.representations.features import Features
from gan_augmentation.representations.image import Image


def read_pictures(
    picture_files: pd.DataFrame, picture: PictureSettings, workers: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every picture and bring it to one size; what cannot be used goes to the quarantine."""
    from gan_augmentation.images import pictures

    return pictures.read_pictures(picture_files, picture, workers)


def extract_features(clips: pd.DataFrame, representation: Image) -> Features:
    """Pixels; none if there is no picture, which `split_clips` will tell."""
    import numpy as np

    from gan_augmentation.representations.features import Features

    pictures = np.array(list(clips["image"]), dtype=np.uint8).reshape(len(clips), *representation.shape[1:])
    return Features(tuple(clips["clip_id"]), representation.encode(pictures), representation)
