"""How good the synthetic clips are, seen through the evaluator: a classifier trained on the train part alone.

Conventions:

- `features`: float (N, D), the evaluator's last hidden layer, no unit.
- `probabilities`: float (N, C), its class probabilities; each row sums to 1.
- `targets`: int (N,), the class asked for (synthetic clips) or the true class (real clips), in [0, C).
- `asked`: False for clips of a generator that knows of no class. Their targets are the evaluator's own answers, which it
  can't but recognise: the shares recognised and wanted are then None.
- Each metric stands beside its floor: what real clips reach that the evaluator has never seen (the test
  part). The Fréchet distance is taken to the test part; its floor is the distance of the train part to it.
- The Fréchet distance falls with the number of clips. Synthetic and train clips are therefore thinned to
  equal numbers first, and these stand beside the result.
- Kernel distance, precision, recall, density and coverage compare with the train part, which the GAN is to
  imitate; their floor is the test part against the train part. All three are thinned to equal numbers first, for
  recall and coverage rise with the number of clips; `clips` says to how many. Copies of train clips would surpass
  that floor: `memorisation` looks for these.
- What compares each clip with each takes at most `MOST_CLIPS` of a set, evenly spaced; diversity, of a class.
- A figure that too few clips leave undefined is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gan_augmentation.metrics.feature_sets import (
    Floats,
    coverage,
    density,
    frechet_distance,
    kernel_distance,
    neighbours_of,
    precision,
    recall,
)
from gan_augmentation.metrics.thinning import MOST_CLIPS, evenly_spaced

Pair: TypeAlias = dict[str, float | None]


@dataclass(frozen=True)
class Responses:
    """What the evaluator answers to a set of clips, laid out as the conventions say."""

    features: Floats
    probabilities: Floats
    targets: NDArray[np.integer[Any]]
    asked: bool = True

    def __len__(self) -> int:
        """The number of clips."""
        return len(self.targets)

    def take(self, rows: NDArray[Any]) -> "Responses":
        """The clips at `rows` (indices or a mask)."""
        return Responses(self.features[rows], self.probabilities[rows], self.targets[rows], self.asked)

    def of_class(self, index: int) -> "Responses":
        """The clips whose target is class `index`."""
        return self.take(self.targets == index)

    def thinned(self, count: int) -> "Responses":
        """At most `count` clips, evenly spaced, so that clips in the order of their classes stay balanced."""
        return self.take(evenly_spaced(len(self), count))


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


def recognised_share(responses: Responses) -> float | None:
    """The share of clips that the evaluator puts into the class asked for; None without clips, or if none was asked for.

    In [0, 1]. Shmelkov et al. (2018) call it GAN-test: the accuracy, on synthetic clips, of a classifier trained on
    real ones. Its counterpart, GAN-train, trains a classifier: `gan_augmentation.classifier.gan_train`.
    """
    if not len(responses) or not responses.asked:
        return None
    return float((responses.probabilities.argmax(axis=1) == responses.targets).mean())


def answered_shares(responses: Responses) -> list[float | None]:
    """The share of all clips that the evaluator puts into each class, in [0, 1]; None without clips.

    Beside the shares asked for it shows classes that the generator prefers or neglects.
    """
    return _shares(responses.probabilities.argmax(axis=1), responses.probabilities.shape[1])


def wanted_shares(responses: Responses) -> list[float | None]:
    """The share of all clips that was asked for of each class, in [0, 1]; None without clips, or if none was asked for."""
    if not responses.asked:
        return [None] * responses.probabilities.shape[1]
    return _shares(responses.targets, responses.probabilities.shape[1])


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


def diversity(features: Floats, targets: NDArray[np.integer[Any]]) -> float | None:
    """Mean Euclidean distance of two different clips of the same class, averaged over the classes.

    In units of the features (N, D). Near 0 the generator has collapsed. None when no class has two clips.
    """
    from scipy.spatial.distance import pdist

    members = [features[targets == index] for index in np.unique(targets)]
    spreads = [pdist(each[evenly_spaced(len(each), MOST_CLIPS)]).mean() for each in members if len(each) > 1]
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
        ready for JSON. The inception score compares classes, so it stands under "overall" alone, as do the
        comparisons with the train part, which a class has too few clips for. Each class has `answered`, the share
        of all synthetic clips put into it, beside the share `wanted`.

    Raises:
        ValueError: arrays that break the conventions.
    """
    for responses in (synthetic, real_train, real_test):
        validate(responses, classes)
    overall = _metrics(synthetic, real_train, real_test)
    overall["inception_score"] = _beside(
        inception_score(synthetic.probabilities), inception_score(real_test.probabilities)
    )
    count = min(len(synthetic), len(real_train), len(real_test), MOST_CLIPS)
    overall |= _against_train(*(part.thinned(count).features for part in (synthetic, real_train, real_test)))
    overall["clips"] |= {"against_train": count, "neighbours": neighbours_of(count)}
    shares = zip(answered_shares(synthetic), wanted_shares(synthetic), strict=True)
    by_class = {
        label: {
            **_metrics(synthetic.of_class(i), real_train.of_class(i), real_test.of_class(i)),
            "answered": {"synthetic": answered, "wanted": wanted},
        }
        for i, (label, (answered, wanted)) in enumerate(zip(classes, shares, strict=True))
    }
    return {"overall": overall, "classes": by_class}


def _against_train(synthetic: Floats, train: Floats, test: Floats) -> dict[str, Pair]:
    measures = {
        "kernel_distance": kernel_distance,
        "precision": precision,
        "recall": recall,
        "density": density,
        "coverage": coverage,
    }
    return {
        name: _beside(measure(train, synthetic), measure(train, test)) for name, measure in measures.items()
    }


def _shares(classes: NDArray[np.integer[Any]], count: int) -> list[float | None]:
    if not len(classes):
        return [None] * count
    return [float(share) for share in np.bincount(classes, minlength=count) / len(classes)]


def _metrics(synthetic: Responses, real_train: Responses, real_test: Responses) -> dict[str, Pair]:
    count = min(len(synthetic), len(real_train))
    some_synthetic, some_train = synthetic.thinned(count), real_train.thinned(count)
    return {
        "frechet_distance": _beside(
            frechet_distance(some_synthetic.features, real_test.features),
            frechet_distance(some_train.features, real_test.features),
        ),
        "recognised": _beside(recognised_share(synthetic), recognised_share(real_test)),
        "diversity": _beside(
            diversity(synthetic.features, synthetic.targets), diversity(real_test.features, real_test.targets)
        ),
        "clips": {
            "synthetic": len(synthetic),
            "train": len(real_train),
            "test": len(real_test),
            "frechet_distance": count,
        },
    }


def _beside(synthetic: float | None, floor: float | None) -> Pair:
    return {"synthetic": synthetic, "floor": floor}
