"""Samples beside real images: how much there is in them, how far they differ, how far a discriminator tells them apart.

Samples are compared with the real images of the train part, at their own size, so that the same limits serve spectrograms
(-1 is silence), waveforms (0 is silence) and pictures. A silent image of any of these is flat: its standard deviation is next
to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

REAL_IMAGES = 300
NOTHING = 1e-6


@dataclass(frozen=True)
class Levels:
    """Real images of one size.

    Attributes:
        spread: (channels,) mean standard deviation within an image.
        diversity: (classes, channels) mean distance of two images of a class, as the root of the mean square difference.
    """

    spread: Array
    diversity: Array


@dataclass(frozen=True)
class RealLevels:
    """What the real images of the train part are like, at every size that a growing GAN shows them.

    Attributes:
        sizes: levels by height and width, the full size first.
    """

    sizes: Mapping[tuple[int, int], Levels]

    @classmethod
    def of(cls, images: NDArray[np.float32], labels: NDArray[np.int64]) -> RealLevels:
        """Measure some hundred of the images, a few of each class, evenly thinned.

        Args:
            images: (N, channels, height, width).
            labels: (N,), each an index into the classes.
        """
        by_class = np.argsort(labels, kind="stable")
        classes = int(labels.max()) + 1
        most = min(len(labels), max(REAL_IMAGES, 4 * classes))
        rows = by_class[np.linspace(0, len(labels) - 1, most).astype(np.intp)]
        return cls(
            {shown.shape[-2:]: _levels(shown, labels[rows], classes) for shown in _halved(images[rows])}
        )

    def at(self, size: tuple[int, int]) -> Levels:
        """The levels at a height and width; those of the full size if the images were never halved to it."""
        return self.sizes.get(size, next(iter(self.sizes.values())))


@dataclass(frozen=True)
class Symptoms:
    """Samples beside real images, where 1 is as the real ones are. Of several channels the worst counts.

    Attributes:
        spread: mean standard deviation within a sample.
        silent: (classes,) share of the samples that are silent.
        diversity: (classes,) mean distance of two samples of the class.
        variety: mean distance of any two samples, beside real images of one class.
        logit_gap: mean logit of the real images less that of the samples, NaN if unknown.
    """

    spread: float
    silent: Array
    diversity: Array
    variety: float
    logit_gap: float

    @classmethod
    def of(
        cls,
        samples: NDArray[np.float32],
        metrics: Mapping[str, float],
        real: RealLevels,
        silence: float,
    ) -> Symptoms:
        """Measure samples.

        Args:
            samples: (classes, columns, height, width) or (classes, columns, channels, height, width) in [-1, 1].
            metrics: means since the last report; `real_logit` and `fake_logit` are looked at.
            real: of the train part.
            silence: the share of the real images' standard deviation below which a sample is silent.
        """
        if samples.ndim == 4:
            samples = samples[:, :, None]
        levels = real.at(samples.shape[-2:])
        classes, columns, channels = samples.shape[:3]
        spread = _beside(samples.std(axis=(-2, -1), dtype=np.float64), levels.spread[:channels])
        distances = np.stack([_mean_distance(of_class) for of_class in samples])
        variety = _mean_distance(samples.reshape(classes * columns, *samples.shape[2:]))
        return cls(
            spread=float(spread.mean()),
            silent=(spread < silence).mean(axis=1),
            diversity=_beside(distances, levels.diversity[:classes, :channels]),
            variety=float(_beside(variety, levels.diversity.mean(axis=0)[:channels])),
            logit_gap=float(metrics.get("real_logit", math.nan) - metrics.get("fake_logit", math.nan)),
        )

    @classmethod
    def mildest(cls, several: Iterable[Symptoms]) -> Symptoms:
        """Each symptom as mild as it was in any of these: what is wrong here was wrong all the time."""
        seen = list(several)
        return cls(
            spread=float(np.max([each.spread for each in seen])),
            silent=np.min([each.silent for each in seen], axis=0),
            diversity=np.max([each.diversity for each in seen], axis=0),
            variety=float(np.max([each.variety for each in seen])),
            logit_gap=float(np.min([each.logit_gap for each in seen])),
        )

    @property
    def measures(self) -> dict[str, float]:
        """As plain numbers."""
        known = {
            "spread": self.spread,
            "silent": float(self.silent.mean()),
            "diversity": float(self.diversity.mean()),
            "least_diversity": float(self.diversity.min()),
            "variety": self.variety,
            "logit_gap": self.logit_gap,
        }
        return {name: value for name, value in known.items() if not math.isnan(value)}


def _halved(images: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """The images (N, C, H, W), and their means over blocks of 2x2, 4x4, ... while height and width are even."""
    yield images
    while not images.shape[2] % 2 and not images.shape[3] % 2:
        count, channels, height, width = images.shape
        images = images.reshape(count, channels, height // 2, 2, width // 2, 2).mean(axis=(3, 5))
        yield images


def _levels(images: NDArray[np.float32], labels: NDArray[np.int64], classes: int) -> Levels:
    """Levels of images (N, C, H, W); a class with fewer than two of them gets the mean of the others."""
    diversity = np.full((classes, images.shape[1]), np.nan)
    for number in range(classes):
        of_class = images[labels == number]
        if len(of_class) > 1:
            diversity[number] = _mean_distance(of_class)
    known = diversity[~np.isnan(diversity).any(axis=1)]
    typical = known.mean(axis=0) if len(known) else np.zeros(images.shape[1])
    return Levels(
        spread=images.std(axis=(-2, -1), dtype=np.float64).mean(axis=0),
        diversity=np.where(np.isnan(diversity), typical, diversity),
    )


def _mean_distance(images: NDArray[np.float32]) -> Array:
    """The mean distance (C,) of two of the images (N, C, H, W): the root of their mean square difference."""
    values = images.reshape(*images.shape[:2], -1).swapaxes(0, 1).astype(np.float64)
    values -= values.mean(axis=1, keepdims=True)  # so that little is lost where images are nearly equal
    products = values @ values.swapaxes(1, 2)
    squares = products.diagonal(axis1=1, axis2=2)
    first, second = np.triu_indices(len(images), 1)
    apart = squares[:, first] + squares[:, second] - 2 * products[:, first, second]
    distances: Array = np.sqrt(apart.clip(0) / values.shape[2]).mean(axis=1)
    return distances


def _beside(made: Array, real: Array) -> Array:
    """Made as a share of real, the least over the channels (the last axis); 1 where the real images show nothing either."""
    shares: Array = np.where(real > NOTHING, made / real.clip(NOTHING), 1.0).min(axis=-1)
    return shares
