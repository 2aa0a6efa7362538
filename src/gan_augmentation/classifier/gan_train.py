"""GAN-train: what a classifier learns that sees synthetic clips alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.training import TrainingSet, train_several
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.features import LabelledImages


def gan_train_accuracy(
    images: NDArray[np.float32],
    targets: NDArray[np.float32],
    test: LabelledImages,
    settings: ClassifierSettings,
    seed: int,
) -> float:
    """Accuracy on real test clips of one classifier trained on synthetic clips alone, in [0, 1].

    From Shmelkov et al. (2018); Ravuri & Vinyals (2019) call it the classification accuracy score. It falls where
    clips are unlike real ones, where they carry the wrong class, and where variety is missing. The classifier is the
    arms', trained as they are, from the same weights as the first of each.

    Args:
        images: synthetic ones, (N, C, H, W) in [-1, 1].
        targets: the classes asked for, one-hot (N, classes).
        test: real clips that the GAN has not seen.
        settings: of the arms' classifier.
        seed: of the run.
    """
    from gan_augmentation.classifier.prediction import predict

    # They take the place of the real rows: a batch is then made of nothing else.
    training_set = TrainingSet(images, targets, images[:0], targets[:0])
    seeds = [derive_seed(seed, "classifier", 0)]
    (trained,) = train_several(
        settings.network, training_set, settings.training, seeds, 1, "on synthetic clips alone"
    ).values()
    return float((predict(trained.model, test.images).argmax(axis=1) == test.labels).mean())
