"""What a training reports."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class Progress:
    """A report from the training.

    Attributes:
        images: real images shown so far.
        total: images to show.
        metrics: losses and logits (means since the last report), level of detail, images a second, and
            `health.<name>` where health was examined.
        snapshot: now and then, samples of the averaged generator from latents that stay the same: float32 (classes, columns,
            height, width) in [-1, 1], the size growing with the level of detail.
        model: which of the recipe's models it is.
        fingerprint: of the whole training.
        warnings: what is wrong with the training at this moment, each as `name: sentence`; the same words as long as it lasts.
        judged: whether enough was seen to warn.
    """

    images: int
    total: int
    metrics: dict[str, float]
    snapshot: NDArray[np.float32] | None = field(default=None, repr=False)
    model: str = "all"
    fingerprint: str = ""
    warnings: tuple[str, ...] = ()
    judged: bool = False


@dataclass(frozen=True)
class History:
    """All reports of a training.

    Attributes:
        log: a row per report: model, images, and the metrics.
        snapshots: samples by model and images seen.
    """

    log: pd.DataFrame
    snapshots: dict[tuple[str, int], NDArray[np.float32]]
