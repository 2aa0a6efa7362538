"""Clips that hold one recording: the same bytes, or louder, shifted by a little, noisier, or encoded anew.

The measure of two clips is the highest value of their normalised cross-correlation, over all shifts (cyclic) and without
what lies below 100 Hz, where the hum of the mains is. It is 1 for copies that differ in level and place. Among 2,002
clips of Speech Commands no two takes come above 0.89, among 3,000 of FSDD two pairs above 0.93, each of one speaker
and word. No pair is missed by what makes the search fast: by the inequality of Cauchy and Schwarz the correlation is at
most the product of the energies in narrow bands. Where most clips are one steady tone, most pairs pass that and each is
correlated, which takes minutes for thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ALIKE = 0.93
"""Least correlation of copies; tests/unit/audio/test_duplicates.py has what passes, and what does not."""
LOWEST = 100.0  # Hz
BINS = 8  # of the spectrum in a band: fewer let less pass that is no copy, more compare faster
ROWS = 512  # clips of a block: some 30 MB


class Copies(NamedTuple):
    """Two rows of clips, the earlier first, that hold one recording; `exact` if to the sample."""

    first: int
    second: int
    exact: bool


def find_copies(clips: pd.DataFrame, sample_rate: int) -> list[Copies]:
    """Every pair of clips (a table with the column `audio`) that holds one recording, in their order."""
    if clips.empty:
        return []
    audio = np.stack(clips["audio"].to_list())
    blocks = [audio[start : start + ROWS] for start in range(0, len(audio), ROWS)]
    bands = np.concatenate([_bands(block, sample_rate) for block in blocks])
    found = []
    for row, candidates in _candidates(bands):
        alike = _correlations(audio[row], audio[candidates], sample_rate) >= ALIKE
        found += [
            Copies(row, int(other), np.array_equal(audio[row], audio[other])) for other in candidates[alike]
        ]
    return found


def set_duplicates_apart(clips: pd.DataFrame, sample_rate: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep one of equal clips, none of a sound with two labels, and say which of the others hold one recording.

    A copy under the name of another speaker is refused like an equal one: to join two speakers for it could leave too few
    for a split. So is one in another part of the source, where the one in its test part is kept. Clips of one file are
    of one recording and are not compared. Of those that the user accepts (column decision), none is refused.

    Args:
        clips: from `clips.cut_clips`.
        sample_rate: of their audio, Hz.

    Returns:
        clips: those that stay, with `recording`, equal for the clips of one recording.
        quarantine: source, reason ("duplicate" or "label-conflict"), detail; names the other file.
    """
    import pandas as pd

    copies = [
        pair
        for pair in find_copies(clips, sample_rate)
        if clips["source"].iloc[pair.first] != clips["source"].iloc[pair.second]
    ]
    refused = _refuse(clips, copies)
    rows = [(clips["source"].iloc[row], *why) for row, why in sorted(refused.items())]
    quarantine = pd.DataFrame(rows, columns=["source", "reason", "detail"], dtype="str").drop_duplicates()
    staying = [pair for pair in copies if pair.first not in refused and pair.second not in refused]
    kept = clips.assign(recording=_recordings(clips, staying)).drop(index=clips.index[list(refused)])
    return kept.reset_index(drop=True), quarantine.reset_index(drop=True)


def _refuse(clips: pd.DataFrame, copies: list[Copies]) -> dict[int, tuple[str, str]]:
    """Reason and detail of each row that does not stay."""
    labels, sources = clips["label"].to_list(), clips["source"].to_list()
    refused: dict[int, tuple[str, str]] = {}
    for first, second, _ in copies:
        if labels[first] != labels[second]:
            for row, other in ((first, second), (second, first)):
                detail = f"the same sound as {sources[other]}, which is in another class ('{labels[other]}')"
                refused.setdefault(row, ("label-conflict", detail))
    speakers = clips["speaker"].to_list()
    parts = clips["part"].to_list() if "part" in clips else [None] * len(clips)
    for first, second, exact in copies:
        apart = _differ(speakers[first], speakers[second]) or _differ(parts[first], parts[second])
        kept, other = (second, first) if apart and parts[second] == "test" else (first, second)
        if (exact or apart) and kept not in refused:
            whose = f", of speaker {speakers[kept]}" if _differ(speakers[first], speakers[second]) else ""
            refused.setdefault(
                other, ("duplicate", f"the same sound as {sources[kept]}{whose}, which is kept")
            )
    decisions = clips["decision"].to_list() if "decision" in clips else [None] * len(clips)
    return {row: why for row, why in refused.items() if decisions[row] != "accept"}


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two names are known and not the same."""
    return isinstance(one, str) and isinstance(other, str) and one != other


def _recordings(clips: pd.DataFrame, copies: list[Copies]) -> NDArray[np.object_]:
    """The first clip_id among the clips that copies, or one file, tie together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    of_file = clips.groupby("source").ngroup().to_numpy()
    ties = [(of_file[first], of_file[second]) for first, second, _ in copies]
    ends = np.array(ties, dtype=np.int64).reshape(-1, 2).T
    count = of_file.max(initial=-1) + 1
    _, tied = connected_components(coo_array((np.ones(ends.shape[1]), tuple(ends)), (count, count)))
    names = clips["clip_id"].groupby(tied[of_file]).transform("min")
    return names.to_numpy(dtype=object)


def _spectra(audio: NDArray[np.float32], sample_rate: int) -> NDArray[np.complex64]:
    """Spectra (N, bins), without what is too low, of energy 1."""
    from scipy.fft import rfft

    spectra: NDArray[np.complex64] = rfft(audio, axis=1)
    spectra[:, : int(LOWEST * audio.shape[1] / sample_rate) + 1] = 0
    spectra /= np.maximum(np.linalg.norm(spectra, axis=1, keepdims=True), 1e-9)
    return spectra


def _bands(audio: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Root of the energy in each band (N, bands); of a sum of squares of 1."""
    energy = np.square(np.abs(_spectra(audio, sample_rate)))
    energy = np.pad(energy, ((0, 0), (0, -energy.shape[1] % BINS)))
    roots: NDArray[np.float32] = np.sqrt(energy.reshape(len(audio), -1, BINS).sum(axis=2))
    return roots


def _candidates(bands: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Each row that could have copies, and the later rows that they could be."""
    for start in range(0, len(bands), ROWS):
        possible = np.triu(bands[start : start + ROWS] @ bands[start:].T >= ALIKE, 1)
        for row in np.flatnonzero(possible.any(axis=1)):
            yield start + int(row), start + np.flatnonzero(possible[row])


def _correlations(
    clip: NDArray[np.float32], others: NDArray[np.float32], sample_rate: int
) -> NDArray[np.float32]:
    """The highest correlation of a clip with each of the others, over all shifts."""
    from scipy.fft import irfft

    mine, theirs = _spectra(clip[None], sample_rate), _spectra(others, sample_rate)
    shifted = irfft(mine.conj() * theirs, n=len(clip), axis=1)
    highest: NDArray[np.float32] = shifted.max(axis=1) * len(clip) / 2  # half: each bin stands for two
    return highest
