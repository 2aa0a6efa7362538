"""Clips that hold one recording: the same bytes, or louder, shifted by a little, noisier, or encoded anew.

The measure of two clips is the highest value of their normalised cross-correlation, over all shifts (cyclic) and without
what lies below 100 Hz, where the hum of the mains is. It is 1 for copies that differ in level and place. Among 2,002
clips of Speech Commands no two takes come above 0.89, among 3,000 of FSDD two pairs above 0.93, each of one speaker
and word. No pair is missed by what makes the search fast: by the inequality of Cauchy and Schwarz the correlation is at
most the product of the energies in narrow bands, and at most that in single bins. Only the bands of all clips are in memory, at
most 1 KiB each; sounds are read when they are looked at, a block at a time.

The bands of every pair are compared, so that the time grows with the square of the number: 6 s of one core for 40,000 clips of a
quarter of a second. Where most clips are one steady tone, most pairs pass both tests and each is correlated,
which takes minutes for thousands; noise passes the first alone (600 clips in half a second).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.supply.clips import Clips, Rows
from gan_augmentation.supply.copies import Copies, set_copies_apart

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ALIKE = 0.93
"""Least correlation of copies; tests/unit/audio/test_duplicates.py has what passes, and what does not."""
LOWEST = 100.0  # Hz
BINS = 8  # of the spectrum in a band, or more for longer clips: fewer let less pass that is no copy
MOST_BANDS = 512  # of a clip: more let less pass, and take more memory
SLACK = 0.002  # more than rounding the bands to half precision takes off a product of two
ROWS = 512  # clips of a block
BLOCK_BYTES = 2**25  # of the sounds of a block: longer clips make blocks of fewer


def find_copies(sounds: Rows, sample_rate: int) -> list[Copies]:
    """Every pair of clips, float32 (N, samples), that holds one recording, in their order."""
    if not len(sounds):
        return []
    rows = max(1, min(ROWS, BLOCK_BYTES // sounds[:1].nbytes))
    blocks = [slice(start, start + rows) for start in range(0, len(sounds), rows)]
    bands = np.concatenate([_bands(sounds[block], sample_rate) for block in blocks])
    found: list[Copies] = []
    for number, block in enumerate(blocks):
        mine = None
        for other in blocks[number:]:
            candidates = _candidates(bands, block, other)
            if len(candidates):
                mine = sounds[block] if mine is None else mine
                found += _compare(mine, block.start, sounds, candidates, sample_rate)
    return sorted(found)


def set_duplicates_apart(clips: Clips, sample_rate: int) -> tuple[Clips, pd.DataFrame]:
    """What `set_copies_apart` makes of the copies among these clips; of clips of one file none is a copy of another.

    Args:
        clips: from `clips.cut_shards`.
        sample_rate: of their sounds, Hz.
    """
    sources = clips.facts["source"].to_list()
    copies = [pair for pair in find_copies(clips, sample_rate) if sources[pair.first] != sources[pair.second]]
    return set_copies_apart(clips, copies, "sounds")


def _spectra(audio: NDArray[np.float32], sample_rate: int) -> NDArray[np.complex64]:
    """Spectra (N, bins), without what is too low, of energy 1."""
    from scipy.fft import rfft

    spectra: NDArray[np.complex64] = rfft(audio, axis=1)
    spectra[:, : int(LOWEST * audio.shape[1] / sample_rate) + 1] = 0
    spectra /= np.maximum(np.linalg.norm(spectra, axis=1, keepdims=True), 1e-9)
    return spectra


def _bands(audio: NDArray[np.float32], sample_rate: int) -> NDArray[np.float16]:
    """Root of the energy in each band (N, bands); of a sum of squares of 1."""
    energy = np.square(np.abs(_spectra(audio, sample_rate)))
    bins = max(BINS, -(-energy.shape[1] // MOST_BANDS))
    energy = np.pad(energy, ((0, 0), (0, -energy.shape[1] % bins)))
    roots: NDArray[np.float16] = np.sqrt(energy.reshape(len(audio), -1, bins).sum(axis=2)).astype(np.float16)
    return roots


def _candidates(bands: NDArray[np.float16], block: slice, other: slice) -> NDArray[np.intp]:
    """Rows (pairs, 2) of a block and of the same or a later one, the earlier first, that could be copies."""
    mine, theirs = bands[block].astype(np.float32), bands[other].astype(np.float32)
    rows, others = np.nonzero(mine @ theirs.T >= ALIKE - SLACK)
    pairs = np.stack([rows + block.start, others + other.start], axis=1)
    return np.asarray(pairs[pairs[:, 0] < pairs[:, 1]])


def _compare(
    mine: NDArray[np.float32], start: int, sounds: Rows, candidates: NDArray[np.intp], sample_rate: int
) -> Iterator[Copies]:
    """Those of the candidates that are copies; `mine` are the sounds from row `start` on, among them the earlier ones."""
    firsts, one = np.unique(candidates[:, 0], return_inverse=True)
    seconds, other = np.unique(candidates[:, 1], return_inverse=True)
    ones, others = mine[firsts - start], sounds[seconds]
    spectra, other_spectra = _spectra(ones, sample_rate), _spectra(others, sample_rate)
    close = (np.abs(spectra) @ np.abs(other_spectra).T)[one, other] >= ALIKE - SLACK
    one, other = one[close], other[close]
    for begin in range(0, len(one), len(mine)):
        some = slice(begin, begin + len(mine))
        found = _correlations(spectra[one[some]], other_spectra[other[some]], mine.shape[1])
        for pair in begin + np.flatnonzero(found >= ALIKE):
            exact = np.array_equal(ones[one[pair]], others[other[pair]])
            yield Copies(int(firsts[one[pair]]), int(seconds[other[pair]]), exact)


def _correlations(
    ones: NDArray[np.complex64], others: NDArray[np.complex64], samples: int
) -> NDArray[np.float32]:
    """The highest correlation of each clip with its other, over all shifts, from their spectra (N, bins)."""
    from scipy.fft import irfft

    shifted = irfft(ones.conj() * others, n=samples, axis=1)
    highest: NDArray[np.float32] = shifted.max(axis=1) * samples / 2  # half: each bin stands for two
    return highest
