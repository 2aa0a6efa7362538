"""Does the GAN repeat its training clips? Distances of synthetic clips to the nearest train clip.

Conventions:

- Clips are scaled spectrograms (or pictures), float (N, ..., columns) in [-1, 1], where -1 is silence.
- A distance is that of two clips of unit length, Euclidean over all values: in [0, 1.42], and 0 for a copy, also a quieter one.
  Before that, a clip is taken to the sixth power (a spectrogram's values are roots), which leaves of it what is loud, not the
  noise between, and is smoothed over neighbouring columns, so that it matters little where a column begins.
- Clips are compared twice, as they are and turned to one common begin (the circular centre of their loudness), and the
  smaller distance counts. So a copy that was shifted in time, by any part of a column, is one as well.
- Nothing is near or far by itself. The measure is the real data: how far a train clip lies from its nearest
  train clip of another recording (`within_train`), and how far a held-out clip, which the GAN never saw, lies from the
  train part.
- These two are measured on at most `MOST_CLIPS` clips, evenly spaced, but always against the whole train part: in
  a thinned one neighbours would lie farther apart, and more synthetic clips would pass for near copies.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from gan_augmentation.metrics.thinning import MOST_CLIPS, evenly_spaced

# A train clip has so close a neighbour in one case of a hundred; a synthetic clip that has is worth a listen.
NEAR_COPY_PERCENTILE = 1.0

# Chosen on tones in noise: with these, copies shifted by parts of a column, at 40 % of the level or with noise at 30 dB lie at
# 0.011 at most, 1 train clip in 100 has another within 0.04, and half of them none within 0.16 (tests/torture).
LOUDNESS_POWER, SMOOTHING = 6, 1.0

_EVERYWHERE = np.float32(1e-9)
_ROWS = 256
_PATIENCE = 3.0  # seconds before a bar appears


@dataclass(frozen=True)
class Nearest:
    """The nearest reference of each query: `index` int (N,) into the references, `distance` float32 (N,)."""

    index: NDArray[np.intp]
    distance: NDArray[np.float32]


def validate(queries: NDArray[np.float32], references: NDArray[np.float32]) -> None:
    """Raise ValueError where the arrays can't be compared."""
    if queries.shape[1:] != references.shape[1:]:
        raise ValueError(f"clips of shape {queries.shape[1:]} can't be compared with {references.shape[1:]}")
    if not len(references):
        raise ValueError("there is no clip to compare with")


def nearest(queries: NDArray[np.float32], references: NDArray[np.float32]) -> Nearest:
    """The nearest of the `references` (M, ...) to each of the `queries` (N, ...).

    Raises:
        ValueError: shapes that differ, or no references.
    """
    return _search(queries, references)


def nearest_other(
    clips: NDArray[np.float32], recordings: NDArray[np.integer[Any]], most: int = MOST_CLIPS
) -> Nearest:
    """The nearest clip of another recording in the same set, for at most `most` clips, evenly spaced.

    Args:
        clips: (N, ...).
        recordings: (N,) whole numbers, equal for clips that hold one recording: copies of each other say nothing of how near
            two recordings lie.
        most: clips to look from.

    Raises:
        ValueError: all clips are of one recording.
    """
    if len(np.unique(recordings)) < 2:
        raise ValueError("one recording has no other to compare with")
    rows = evenly_spaced(len(clips), most)
    return _search(clips[rows], clips, apart=(recordings[rows], recordings))


def near_copy_threshold(within_train: NDArray[np.float32]) -> float:
    """The distance up to which a clip counts as a near copy, from the distances of `nearest_other(train)`."""
    return float(np.percentile(within_train, NEAR_COPY_PERCENTILE))


def share_closer(synthetic: NDArray[np.float32], held_out: NDArray[np.float32]) -> float:
    """How often a synthetic clip lies closer to the train part than a held-out one; ties count half.

    Returns:
        In [0, 1], over all pairs (the Mann-Whitney statistic): near 0.5 where synthetic clips are as new as
        held-out ones, near 1 where they cling to the train part.
    """
    ordered = np.sort(held_out)
    closer = len(ordered) - np.searchsorted(ordered, synthetic, side="right")
    closer_or_tied = len(ordered) - np.searchsorted(ordered, synthetic, side="left")
    return float((closer + closer_or_tied).mean() / (2 * len(ordered)))


def audit(
    synthetic: NDArray[np.float32],
    train: NDArray[np.float32],
    held_out: NDArray[np.float32],
    recordings: NDArray[np.integer[Any]],
) -> tuple[Nearest, dict[str, Any]]:
    """The nearest train clip of each synthetic clip, and the audit of all; `recordings` is of the train clips."""
    found = nearest(synthetic, train)
    some_held_out = held_out[evenly_spaced(len(held_out), MOST_CLIPS)]
    facts = evaluate(
        synthetic=found.distance,
        held_out=nearest(some_held_out, train).distance,
        within_train=nearest_other(train, recordings, MOST_CLIPS).distance,
    )
    return found, facts


def evaluate(
    *, synthetic: NDArray[np.float32], held_out: NDArray[np.float32], within_train: NDArray[np.float32]
) -> dict[str, Any]:
    """The audit, from distances alone.

    Args:
        synthetic: distances of the synthetic clips to the train part, (N,).
        held_out: distances of the held-out clips to the train part, (M,).
        within_train: distances of the train clips to their nearest other train clip, (K,).

    Returns:
        Ready for JSON: the threshold, the number and share of near copies, the share of held-out clips under
        the same threshold, the share closer to train (beside that of train clips, which is what further clips of the same
        voices would have), median distances, and the numbers of clips measured.
    """
    threshold = near_copy_threshold(within_train)
    copies = synthetic <= threshold
    return {
        "near_copy_threshold": threshold,
        "near_copies": int(copies.sum()),
        "near_copy_share": float(copies.mean()),
        "near_copy_share_of_held_out": float((held_out <= threshold).mean()),
        "closer_to_train_than_held_out": share_closer(synthetic, held_out),
        "train_closer_than_held_out": share_closer(within_train, held_out),
        "median_distance": {
            "synthetic": float(np.median(synthetic)),
            "held_out": float(np.median(held_out)),
            "within_train": float(np.median(within_train)),
        },
        "clips": {"synthetic": len(synthetic), "held_out": len(held_out), "train": len(within_train)},
    }


def _search(
    queries: NDArray[np.float32],
    references: NDArray[np.float32],
    apart: tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]]] | None = None,
) -> Nearest:
    """The nearest reference of each query; `apart` has a number for each query and reference, and equal ones don't count."""
    validate(queries, references)
    ours, others = _loud(queries), _loud(references)
    pairs = [(_unit(ours), _unit(others)), (_unit(_turned(ours)), _unit(_turned(others)))]
    index = np.empty(len(queries), dtype=np.intp)
    distance = np.empty(len(queries), dtype=np.float32)
    starts = range(0, len(queries), _ROWS)
    for start in tqdm(starts, desc="nearest clips", unit="block", delay=_PATIENCE, leave=False):
        rows = slice(start, min(start + _ROWS, len(queries)))
        # Of unit length, the nearer are those with the greater product.
        likeness = np.maximum(*(one[rows] @ other.T for one, other in pairs))
        if apart is not None:
            likeness[apart[0][rows, None] == apart[1]] = -np.inf
        index[rows] = likeness.argmax(axis=1)
        # The product rounds; the distance to the one found is taken exactly, so that a copy lies at 0.
        distance[rows] = np.minimum(
            *(np.linalg.norm(one[rows] - other[index[rows]], axis=1) for one, other in pairs)
        )
    return Nearest(index, distance)


def _loud(clips: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is loud in clips, smoothed over their columns."""
    from scipy.ndimage import gaussian_filter1d

    loud = np.asarray(((clips + 1) / 2) ** LOUDNESS_POWER, np.float32)
    smooth: NDArray[np.float32] = gaussian_filter1d(loud, SMOOTHING, axis=-1, mode="constant")
    return smooth


def _turned(clips: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each clip turned cyclically along its columns, by a fraction too, until the centre of its loudness is at the begin."""
    spectrum = np.fft.rfft(clips, axis=-1)
    columns = spectrum.reshape(len(clips), -1, spectrum.shape[-1]).sum(axis=1)
    turn = np.exp(-1j * np.angle(columns[:, 1:2]) * np.arange(spectrum.shape[-1]))
    turn = turn.reshape(len(clips), *[1] * (clips.ndim - 2), -1)
    return np.fft.irfft(spectrum * turn, n=clips.shape[-1], axis=-1).astype(np.float32)


def _unit(clips: NDArray[np.float32]) -> NDArray[np.float32]:
    """Flat (N, values), each of length 1; a little everywhere, so that silence has a direction too."""
    flat = clips.reshape(len(clips), -1) + _EVERYWHERE
    unit: NDArray[np.float32] = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    return unit
