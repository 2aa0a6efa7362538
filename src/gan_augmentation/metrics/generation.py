"""How good the synthetic clips are, seen through the evaluator: a classifier trained on the train part alone.

Conventions:

- `features`: float (N, D), the evaluator's last hidden layer, no unit.
- `probabilities`: float (N, C), its class probabilities; each row sums to 1.
- `targets`: int (N,), the class asked for (synthetic clips) or the true class (real clips), in [0, C).
- Each metric stands beside its floor: what real clips reach that the evaluator has never seen (the test
  part). The Fréchet distance is taken to the test part; its floor is the distance of the train part to it.
- The Fréchet distance falls with the number of clips. Synthetic and train clips are therefore thinned to
  equal numbers first, and these stand beside the result.
- A figure that too few clips leave undefined is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Pair: TypeAlias = dict[str, float | None]


@dataclass(frozen=True)
class Responses:
    """What the evaluator answers to a set of clips, laid out as the conventions say."""

    features: Floats
    probabilities: Floats
    targets: NDArray[np.integer[Any]]

    def __len__(self) -> int:
        """The number of clips."""
        return len(self.targets)

    def take(self, rows: NDArray[Any]) -> "Responses":
        """The clips at `rows` (indices or a mask)."""
        return Responses(self.features[rows], self.probabilities[rows], self.targets[rows])

    def of_class(self, index: int) -> "Responses":
        """The clips whose target is class `index`."""
        return self.take(self.targets == index)

    def thinned(self, count: int) -> "Responses":
        """At most `count` clips, evenly spaced, so that clips in the order of their classes stay balanced."""
        if count >= len(self):
            return self
        return self.take(np.linspace(0, len(self) - 1, count).round().astype(int))


def validate(responses: Responses, classes: Sequence[str]) -> None:
    """Raise ValueError where the arrays break the module's conventions."""
    count, width = len(responses.targets), len(classes)
    if responses.features.ndim != 2 or len(responses.features) != count:
        raise ValueError(f"features have shape {responses.features.shape}, ({count}, D) was expected")
    if responses.probabilities.shape != (count, width):
        raise ValueError(f"probabilities have shape {responses.probabilities.shape}, not ({count}, {width})")
    if not np.isfinite(responses.features).all():
        raise ValueError("features hold NaN or infinity; did the evaluator diverge?")
    if count and not np.allclose(responses.probabilities.sum(axis=1), 1, atol=1e-3):
        raise ValueError("rows of probabilities do not sum to 1; were logits passed?")
    if count and not 0 <= responses.targets.min() <= responses.targets.max() < width:
        raise ValueError(f"targets must lie in [0, {width})")


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


def recognised_share(responses: Responses) -> float | None:
    """The share of clips that the evaluator puts into the class asked for, in [0, 1]; None without clips."""
    if not len(responses):
        return None
    return float((responses.probabilities.argmax(axis=1) == responses.targets).mean())


def inception_score(probabilities: Floats) -> float | None:
    """Exponential of the mean divergence of a clip's classes from those of all (Salimans et al. 2016).

    Returns:
        From 1 (all clips look alike, or none is sure) to C (each is sure, all classes are equally frequent);
        None without clips.
    """
    from scipy.special import rel_entr

    if not len(probabilities):
        return None
    divergence = rel_entr(probabilities, probabilities.mean(axis=0, keepdims=True)).sum(axis=1)
    return float(np.exp(divergence.mean()))


def diversity(responses: Responses) -> float | None:
    """Mean Euclidean distance of two different clips of the same class, averaged over the classes.

    In units of the features. Near 0 the generator has collapsed. None when no class has two clips.
    """
    from scipy.spatial.distance import pdist

    members = [responses.of_class(index).features for index in np.unique(responses.targets)]
    spreads = [pdist(features).mean() for features in members if len(features) > 1]
    return float(np.mean(spreads)) if spreads else None


def evaluate(
    *, synthetic: Responses, real_train: Responses, real_test: Responses, classes: Sequence[str]
) -> dict[str, Any]:
    """All metrics beside their floors, overall and per class.

    Args:
        synthetic: the clips under test.
        real_train: the train part, from which evaluator and GAN learnt.
        real_test: the test part, which neither has seen.
        classes: the labels, in the order of the columns of `probabilities`.

    Returns:
        `{"overall": {metric: {"synthetic": x, "floor": y}, "clips": {...}}, "classes": {label: the same}}`,
        ready for JSON. The inception score compares classes, so it stands under "overall" alone.

    Raises:
        ValueError: arrays that break the conventions.
    """
    for responses in (synthetic, real_train, real_test):
        validate(responses, classes)
    overall = _metrics(synthetic, real_train, real_test)
    overall["inception_score"] = _beside(
        inception_score(synthetic.probabilities), inception_score(real_test.probabilities)
    )
    by_class = {
        label: _metrics(synthetic.of_class(i), real_train.of_class(i), real_test.of_class(i))
        for i, label in enumerate(classes)
    }
    return {"overall": overall, "classes": by_class}


def _metrics(synthetic: Responses, real_train: Responses, real_test: Responses) -> dict[str, Pair]:
    count = min(len(synthetic), len(real_train))
    some_synthetic, some_train = synthetic.thinned(count), real_train.thinned(count)
    return {
        "frechet_distance": _beside(
            frechet_distance(some_synthetic.features, real_test.features),
            frechet_distance(some_train.features, real_test.features),
        ),
        "recognised": _beside(recognised_share(synthetic), recognised_share(real_test)),
        "diversity": _beside(diversity(synthetic), diversity(real_test)),
        "clips": {
            "synthetic": len(synthetic),
            "train": len(real_train),
            "test": len(real_test),
            "frechet_distance": count,
        },
    }


def _beside(synthetic: float | None, floor: float | None) -> Pair:
    return {"synthetic": synthetic, "floor": floor}
