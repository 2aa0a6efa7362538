"""A spectrum's bins on a mel scale, as many bands as bins, and back (the "IF-Mel" of GANSynth, Engel 2019)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WEAKEST = (
    0.1  # share of the largest singular value; no weaker one is inverted, lest errors grow on the way back
)


@lru_cache(maxsize=4)
def to_bands(sample_rate: int, bins: int) -> NDArray[np.float32]:
    """Weights (bands, bins), a row adding up to 1, from bins that reach from 0 Hz to just below half the sample rate.

    A band is a triangle that reaches to its neighbours, or to the next bins where these lie further apart: so no band
    is empty, and no bin is left out.
    """
    import librosa

    width = sample_rate / (2 * bins)
    centres = librosa.mel_frequencies(bins, fmin=0, fmax=sample_rate / 2 - width, htk=True) / width
    reach = np.maximum(1, np.gradient(centres))
    weights = np.maximum(0, 1 - np.abs(centres[:, None] - np.arange(bins)) / reach[:, None])
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=4)
def to_bins(sample_rate: int, bins: int) -> NDArray[np.float32]:
    """The way back (bins, bands), by the pseudo-inverse: exact where bands lie denser than bins, smooth above."""
    inverse = np.linalg.pinv(to_bands(sample_rate, bins).astype(np.float64), rcond=_WEAKEST)
    return inverse.astype(np.float32)
