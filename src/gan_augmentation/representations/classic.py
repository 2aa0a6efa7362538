"""Classically augmented clips as features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.audio.classic import ClassicAugmentation, augment
from gan_augmentation.representations.mel import Mel

if TYPE_CHECKING:
    from numpy.typing import NDArray


def classic_features(
    audio: NDArray[np.float32],
    augmentation: ClassicAugmentation,
    representation: Mel,
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
