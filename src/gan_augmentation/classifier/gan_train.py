"""GAN-train: what a classifier learns that sees synthetic clips alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.training import TrainingSet, train_several
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from gan_augmentation.representations.features import LabelledImages


def gan_train_accuracy(
    synthetic: LabelledImages,
    copies: LabelledImages,
    test: LabelledImages,
    settings: ClassifierSettings,
    seed: int,
) -> float:
    """Accuracy on real test clips of one classifier trained on synthetic clips alone, in [0, 1].

    From Shmelkov et al. (2018); Ravuri & Vinyals (2019) call it the classification accuracy score. It falls where
    clips are unlike real ones, where they carry the wrong class, and where variety is missing. The classifier is the
    arms', trained as arm `classic` is, from the same weights as its first.

    A class-conditional generator leaves a faint mark of the class all over an image, by which a classifier tells the classes
    more easily than by what is said. Augmented copies take it from there.

    Args:
        synthetic: clips labelled by the class asked for.
        copies: classically augmented ones of them.
        test: real clips that the GAN has not seen.
        settings: of the arms' classifier.
        seed: of the run.
    """
    from gan_augmentation.classifier.prediction import predict

    # They take the place of the real rows: a batch is then made of nothing else.
    training_set = TrainingSet.of(synthetic, copies)
    seeds = [derive_seed(seed, "classifier", 0)]
    (trained,) = train_several(
        settings.network, training_set, settings.training, seeds, 1, "on synthetic clips alone"
    ).values()
    return float((predict(trained.model, test.images).argmax(axis=1) == test.labels).mean())
