"""Whether a training is worth going on with: silence, constant output, collapse, a discriminator that wins outright."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gan_augmentation.gan.symptoms import RealLevels, Symptoms
from gan_augmentation.settings_model import Settings

Share = Annotated[float, Field(ge=0, le=1)]


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
        symptoms = Symptoms.of(samples, metrics, self.real, self.limits.silence)
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
        return "every class" if len(affected) >= len(classes) else f"all {len(affected)} classes looked at"
    if classes:
        return ", ".join(classes[number] for number in _numbers(affected))
    return f"{affected.sum()} of {len(affected)} classes"
