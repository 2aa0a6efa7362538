"""Asking trained classifiers, alone or several together.

Images are (N, channels, height, width) float32 in [-1, 1]. All is computed in float32 whatever the hardware, so
that a stored classifier answers alike on another machine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gan_augmentation.classifier.modules import Classifier

BATCH = 256

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Ensemble:
    """Several classifiers of the same classes, which answer with the mean of their probabilities."""

    members: Sequence[Classifier]


def predict(model: Classifier | Ensemble, images: Floats) -> Floats:
    """Class probabilities (N, classes)."""
    if isinstance(model, Ensemble):
        answers = [predict(member, images) for member in model.members]
        return np.asarray(np.mean(answers, axis=0), dtype=np.float32)
    return _in_batches(lambda batch: model(batch).softmax(dim=1), model, images)


def embed(model: Classifier, images: Floats) -> Floats:
    """The last hidden layer (N, D), in which Fréchet distances and nearest neighbours are measured."""
    return _in_batches(model.trunk, model, images)


def _in_batches(ask: Callable[[Tensor], Tensor], model: Classifier, images: Floats) -> Floats:
    device = next(model.parameters()).device
    model.eval()
    own = torch.tensor(images)  # a copy: a worker process is given memory that it must not write to
    with torch.inference_mode():
        answers = [ask(batch.to(device)).cpu() for batch in torch.split(own, BATCH)]
    return np.asarray(torch.cat(answers).numpy())
