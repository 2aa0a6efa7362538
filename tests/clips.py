"""Clips in memory, for tests that need no shards."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gan_augmentation.keys import key_of
from gan_augmentation.supply.clips import Clips


def clips_of(facts: pd.DataFrame, arrays: Sequence[np.ndarray]) -> Clips:
    """These facts with these sounds or pictures."""
    store = np.stack(arrays)
    return Clips(facts, store, np.arange(len(store)), key_of(store))
