"""Classically augmented clips as features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.audio.classic import ClassicAugmentation, augment
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.image import Image
from gan_augmentation.representations.representation import SoundRepresentation
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def classic_features(
    audio: NDArray[np.float32],
    augmentation: ClassicAugmentation,
    representation: SoundRepresentation,
    seed: int,
    workers: int,
) -> NDArray[np.float32]:
    """Features (N x copies, 1, n_mels, frames) of augmented copies of clips (N, samples).

    The copies of clip i are rows i * copies .. (i + 1) * copies; the result is the same for any number of workers.
    """
    features = np.empty((len(audio) * augmentation.copies, *representation.shape), dtype=np.float32)
    filled = 0
    for block in augment(audio, augmentation, representation.sample_rate, seed, workers):
        features[filled : filled + len(block)] = representation.encode(block)
        filled += len(block)
    return features


def classic_copies(
    clips: pd.DataFrame,
    train: LabelledImages,
    augmentation: ClassicAugmentation,
    seed: int,
    workers: int,
) -> LabelledImages:
    """Augmented copies of the train part, scaled as it is.

    Args:
        clips: clip_id and audio of (at least) the train part.
        train: the train part.
        augmentation: what is done to a copy.
        seed: of every random number.
        workers: processes.
    """
    if isinstance(train.representation, Image):
        raise TypeError("classic copies of sounds were asked of pictures")
    audio = np.stack(list(clips.set_index("clip_id").loc[list(train.clip_ids), "audio"]))
    features = classic_features(
        audio, augmentation, train.representation, derive_seed(seed, "classic"), workers
    )
    copies = augmentation.copies
    ids = tuple(f"{clip_id}_copy{number}" for clip_id in train.clip_ids for number in range(copies))
    images = train.scaling.scale(features)
    return LabelledImages(
        images, np.repeat(train.labels, copies), train.classes, ids, train.peak, train.representation
    )
