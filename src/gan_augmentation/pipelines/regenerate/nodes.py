"""Nodes of `regenerate`."""

from __future__ import annotations

import pandas as pd

from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthetic_files import SyntheticFiles


def regenerate_clip(
    generator: TrainedGenerator, synthetic_rows: pd.DataFrame, clip_id: str | None
) -> SyntheticFiles:
    """The clip asked for, as it was made."""
    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.again import make_again

    return make_again(generator, synthetic_rows, clip_id, Compute.detect())
