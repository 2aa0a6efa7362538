"""The evaluator's answers to what a generator makes, where an evaluator was trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.gan.sampling import TrainedGenerator


def recogniser(
    generator: TrainedGenerator, evaluator: StoredClassifiers | None, seed: int
) -> Callable[[Any], Any] | None:
    """The generator's images (N, C, H, W) to class probabilities (N, classes); None without an evaluator."""
    from gan_augmentation.classifier.prediction import predict
    from gan_augmentation.gan.synthesis import as_classifiers_see

    if evaluator is None:
        return None
    return lambda images: predict(
        evaluator.ensemble, as_classifiers_see(generator, images, evaluator.view, seed)
    )
