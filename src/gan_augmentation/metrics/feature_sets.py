"""How alike two sets of features are, each a float array (N, D) of any unit: one of the reference, one under test.

A figure that too few clips leave undefined is None.
"""

from math import ceil
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]

# As Naeem et al. (2020) recommend; Kynkäänniemi et al. (2019) take 3.
NEIGHBOURS = 5

_KERNEL_ROWS = 1_000


def frechet_distance(first: Floats, second: Floats) -> float | None:
    """Fréchet distance of two sets of features, each taken as a Gaussian (Heusel et al. 2017).

    |m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^½). The trace of the root is the sum of the roots of the eigenvalues
    of S1^½ S2 S1^½: symmetric, so that it stays real where fewer clips than features leave S1 or S2 singular.

    Args:
        first: (N, D).
        second: (M, D).

    Returns:
        The distance, >= 0; None with fewer than two clips in either set.
    """
    from scipy.linalg import eigh, eigvalsh

    if min(len(first), len(second)) < 2:
        return None
    first, second = first.astype(np.float64), second.astype(np.float64)
    shift = first.mean(axis=0) - second.mean(axis=0)
    covariance, other = (
        np.atleast_2d(np.cov(first, rowvar=False)),
        np.atleast_2d(np.cov(second, rowvar=False)),
    )
    values, vectors = eigh(covariance)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    overlap = np.sqrt(eigvalsh(root @ other @ root).clip(min=0)).sum()
    return max(float(shift @ shift + np.trace(covariance) + np.trace(other) - 2 * overlap), 0.0)


def kernel_distance(reference: Floats, features: Floats) -> float | None:
    """Squared maximum mean discrepancy of two sets of features (Bińkowski et al. 2018, "KID").

    The kernel is (x·y / D + 1)³, the estimate unbiased: it does not fall with the number of clips, and sets that
    are alike scatter around 0. Large sets are cut at random into parts, whose estimates are averaged.

    Args:
        reference: (N, D).
        features: (M, D).

    Returns:
        0 on average where both come from one distribution, hence at times a little below; no upper bound. None
        with fewer than two clips in either set.
    """
    fewer = min(len(reference), len(features))
    if fewer < 2:
        return None
    # At random, not by stride: a stride would pick out single classes where these take turns.
    generator = np.random.default_rng(0)
    parts = [
        np.array_split(generator.permutation(each), ceil(fewer / _KERNEL_ROWS))
        for each in (reference, features)
    ]
    return float(np.mean([_discrepancy(first, second) for first, second in zip(*parts, strict=True)]))


def precision(reference: Floats, features: Floats) -> float | None:
    """The share of clips that lie where the reference does (Kynkäänniemi et al. 2019).

    That is within any ball around a reference clip that reaches to its k-th nearest other reference clip, with
    k = `NEIGHBOURS`, or less where there are fewer clips.

    Args:
        reference: (N, D).
        features: (M, D).

    Returns:
        In [0, 1]; low where clips are unlike the reference. None with fewer than two reference clips or no clip.
    """
    inside = _inside(features, reference)
    return None if inside is None else float(inside.any(axis=1).mean())


def recall(reference: Floats, features: Floats) -> float | None:
    """The share of the reference that lies where the clips do: precision the other way round.

    From Kynkäänniemi et al. (2019).

    Args:
        reference: (N, D).
        features: (M, D).

    Returns:
        In [0, 1]; low where the clips lack some of the reference's variety. None with fewer than two clips or no
        reference.
    """
    return precision(features, reference)


def density(reference: Floats, features: Floats) -> float | None:
    """In how many of the reference's balls a clip lies, over k (Naeem et al. 2020).

    Precision counts a clip in any ball, and so rewards clips near a lone outlier; this one does not.

    Args:
        reference: (N, D).
        features: (M, D).

    Returns:
        From 0; about 1 where clips lie as dense as the reference, above where they crowd into its dense parts. None
        as for `precision`.
    """
    inside = _inside(features, reference)
    if inside is None:
        return None
    return float(inside.sum() / (neighbours_of(len(reference)) * len(features)))


def coverage(reference: Floats, features: Floats) -> float | None:
    """The share of the reference's balls that hold a clip (Naeem et al. 2020).

    Unlike recall it draws no balls around the clips, so that a clip far out gains nothing.

    Args:
        reference: (N, D).
        features: (M, D).

    Returns:
        In [0, 1]; low where the clips lack some of the reference's variety. None as for `precision`.
    """
    inside = _inside(features, reference)
    return None if inside is None else float(inside.any(axis=0).mean())


def neighbours_of(count: int) -> int:
    """The k of a set of `count` clips: `NEIGHBOURS`, or all others where these are fewer."""
    return max(min(NEIGHBOURS, count - 1), 0)


def _discrepancy(first: Floats, second: Floats) -> float:
    """The unbiased estimate of `kernel_distance`: pairs of a clip with itself are left out."""
    from sklearn.metrics.pairwise import polynomial_kernel

    first, second = first.astype(np.float64), second.astype(np.float64)
    within = 0.0
    for each in (first, second):
        kernel = polynomial_kernel(each, degree=3, coef0=1)
        within += (kernel.sum() - np.trace(kernel)) / (len(each) * (len(each) - 1))
    return float(within - 2 * polynomial_kernel(first, second, degree=3, coef0=1).mean())


def _inside(points: Floats, centres: Floats) -> NDArray[np.bool_] | None:
    """Whether each point (rows) lies in the ball of each centre (columns), up to its k-th nearest other centre."""
    from scipy.spatial.distance import cdist
    from sklearn.neighbors import NearestNeighbors

    k = neighbours_of(len(centres))
    if k == 0 or not len(points):
        return None
    points, centres = points.astype(np.float64), centres.astype(np.float64)
    distances, _ = NearestNeighbors(n_neighbors=k).fit(centres).kneighbors()
    return np.asarray(cdist(points, centres) <= distances[:, -1])
