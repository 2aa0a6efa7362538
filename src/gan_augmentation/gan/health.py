"""Whether a training is worth going on with: silence, constant output, collapse, a discriminator that wins outright.

Samples are compared with the real images of the train part, at their own size, so that the same limits serve spectrograms
(-1 is silence), waveforms (0 is silence) and pictures. A silent image of any of these is flat: its standard deviation is next
to nothing.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gan_augmentation.settings_model import Settings

Array = NDArray[np.float64]
Share = Annotated[float, Field(ge=0, le=1)]

REAL_IMAGES = 300
NOTHING = 1e-6


class HealthLimits(Settings):
    """Where health ends.

    The defaults were set beside two trainings on 1,353 spoken words. In the one that went well the least diverse class stood at
    0.37 or more: with the training generator in the first 6 % (not followed further), with the averaged one from 20 % on. In
    the one that first paled and then drew much the same image for every latent, it fell to between 0.04 and 0.28 (averaged).
    """

    silence: Share = Field(
        0.1,
        description="a sample is silent when its standard deviation is below this share of the real images'",
    )
    silent_share: Share = Field(
        0.5, description="a class is silent when at least this share of its samples is silent"
    )
    constant: Share = Field(
        0.05,
        description="output is constant when samples of any class and latent differ by less than this share of "
        "the distance between real images of one class",
    )
    diversity: Share = Field(
        0.3,
        description="a class has collapsed when its samples differ by less than this share of the distance "
        "between its real images",
    )
    lasting: int = Field(3, ge=1, description="reports in a row that must agree before anything is said")
    grace: int = Field(5, ge=0, description="reports at the start that are not judged")


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
        """Measure some hundred of the images, evenly thinned.

        Args:
            images: (N, channels, height, width).
            labels: (N,), each an index into the classes.
        """
        by_class = np.argsort(labels, kind="stable")
        rows = by_class[np.linspace(0, len(labels) - 1, min(len(labels), REAL_IMAGES)).astype(np.intp)]
        classes = int(labels.max()) + 1
        return cls(
            {shown.shape[-2:]: _levels(shown, labels[rows], classes) for shown in _halved(images[rows])}
        )

    def at(self, size: tuple[int, int]) -> Levels:
        """The levels at a height and width; those of the full size if the images were never halved to it."""
        return self.sizes.get(size, next(iter(self.sizes.values())))


@dataclass(frozen=True)
class Finding:
    """Something is wrong.

    Attributes:
        name: silence, constant output, collapse, or discriminator wins.
        message: what it is, and what usually mends it.
        classes: numbers of the classes it was found in; none when it is not a matter of classes.
    """

    name: str
    message: str
    classes: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True)
class Health:
    """How a training does.

    Attributes:
        measures: the numbers looked at: spread, silent, diversity, least_diversity, variety (shares, see `Symptoms`), logit_gap.
        findings: what is wrong with them.
        judged: whether enough was seen to say so; before that there are no findings.
    """

    measures: dict[str, float]
    findings: tuple[Finding, ...]
    judged: bool

    @property
    def metrics(self) -> dict[str, float]:
        """The measures under the names they have in a report."""
        return {f"health.{name}": value for name, value in self.measures.items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """The findings as `name: sentence`."""
        return tuple(map(str, self.findings))


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
        limits: HealthLimits,
    ) -> Symptoms:
        """Measure samples; arguments are those of `Monitor.observe`."""
        if samples.ndim == 4:
            samples = samples[:, :, None]
        levels = real.at(samples.shape[-2:])
        classes, columns, channels = samples.shape[:3]
        spread = _beside(samples.std(axis=(-2, -1), dtype=np.float64), levels.spread[:channels])
        distances = np.stack([_mean_distance(of_class) for of_class in samples])
        variety = _mean_distance(samples.reshape(classes * columns, *samples.shape[2:]))
        return cls(
            spread=float(spread.mean()),
            silent=(spread < limits.silence).mean(axis=1),
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


@dataclass
class Monitor:
    """Looks at each report of one model's training and speaks up about what lasts.

    Attributes:
        classes: names of the model's classes.
        real: of its train part.
        limits: where health ends.
        logit_gap: from which gap between real and fake logits on the discriminator wins; None where the loss sets no scale.
            10 suits the softplus losses: there the relativistic loss is softplus(-10), nearly nothing, while a healthy
            training stays below 2. The hinge loss has no more to gain beyond 2, so 4 is outright. A Wasserstein critic's
            gap measures a distance and means nothing by itself: None.
        observed: reports so far; those before a stop count for a training that goes on.
    """

    classes: tuple[str, ...]
    real: RealLevels
    limits: HealthLimits
    logit_gap: float | None = None
    observed: int = 0
    _recent: deque[Symptoms] = field(init=False)
    _standing: tuple[Finding, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        self._recent = deque(maxlen=self.limits.lasting)

    def observe(self, samples: NDArray[np.float32], metrics: Mapping[str, float]) -> Health:
        """The measures of this report, and what was wrong in it and in each of the last few.

        The samples should be the training generator's own, in evaluation mode: the averaged one is near its first weights, and so
        near silence, for hundreds of steps of a training that is quite well.

        One report without it drops a finding. While one stands its message stays the same, so that it can be shown once.

        Args:
            samples: (classes, columns, height, width) or (classes, columns, channels, height, width) in [-1, 1]: two or more
                samples of each of the first classes.
            metrics: means since the last report; `real_logit` and `fake_logit` are looked at.
        """
        symptoms = Symptoms.of(samples, metrics, self.real, self.limits)
        self.observed += 1
        if self.observed > self.limits.grace:
            self._recent.append(symptoms)
        judged = len(self._recent) == self.limits.lasting
        if judged:
            mildest = Symptoms.mildest(self._recent)
            self._standing = tuple(
                self._as_before(finding)
                for finding in _findings(mildest, self.limits, self.classes, self.logit_gap)
            )
        return Health(symptoms.measures, self._standing, judged)

    def _as_before(self, finding: Finding) -> Finding:
        for known in self._standing:
            if (known.name, known.classes) == (finding.name, finding.classes):
                return known
        return finding


def _findings(
    symptoms: Symptoms, limits: HealthLimits, classes: tuple[str, ...], logit_gap: float | None
) -> Iterator[Finding]:
    """What is wrong; where one thing implies another (silent samples are constant too), only the plainest is named."""
    silent = symptoms.silent >= limits.silent_share
    constant = symptoms.variety < limits.constant
    collapsed = (symptoms.diversity < limits.diversity) & ~silent
    if silent.any():
        yield Finding(
            "silence",
            f"Samples of {_named(silent, classes)} are silent or flat ({symptoms.silent[silent].mean():.0%} of them): lower "
            "gan.optimizer.learning_rate or strengthen gan.penalty.",
            _numbers(silent),
        )
    if constant and not silent.all():
        yield Finding(
            "constant output",
            f"All samples are nearly the same, whatever the class and the latent (variety {symptoms.variety:.0%} of the real "
            "clips'): lower gan.optimizer.learning_rate or strengthen gan.penalty.",
        )
    elif collapsed.any():
        yield Finding(
            "collapse",
            f"Samples of {_named(collapsed, classes)} hardly differ (diversity {symptoms.diversity[collapsed].min():.0%} of the "
            "real clips'): strengthen gan.penalty, lower gan.optimizer.learning_rate, or use more data or gan.augmentation.",
            _numbers(collapsed),
        )
    if logit_gap is not None and symptoms.logit_gap > logit_gap:
        yield Finding(
            "discriminator wins",
            f"The discriminator tells real from generated outright (logits {symptoms.logit_gap:.1f} apart), which teaches the "
            "generator little: strengthen gan.penalty, use gan.augmentation, or lower gan.optimizer.learning_rate.",
        )


def _numbers(affected: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(number) for number in np.flatnonzero(affected))


def _named(affected: NDArray[np.bool_], classes: tuple[str, ...]) -> str:
    if affected.all() and len(affected) > 1:
        return "every class"
    if classes:
        return ", ".join(classes[number] for number in _numbers(affected))
    return f"{affected.sum()} of {len(affected)} classes"


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
