"""What an experiment comes to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gan_augmentation.experiments.settings import ArmName
from gan_augmentation.representations.features import LabelledImages

NAMES = {"label": "str", "predicted": "str", "clip_id": "str"}
ANSWERS, FACTS = "answers.csv", "experiment.json"


@dataclass(frozen=True)
class Experiment:
    """An arm at a size and a seed; `family` is empty where no GAN is needed."""

    clips_per_class: int
    seed: int
    arm: ArmName
    family: str


@dataclass(frozen=True)
class Outcome:
    """An experiment that was done.

    Attributes:
        experiment: which.
        answers: clip_id, label, predicted for each test clip.
        facts: accuracy, macro_f1, n_train_real, n_train_synthetic, seconds (of the classifier's training).
        samples: where there is a GAN: images_seen and, of its samples, the shares that `Bench.describe_samples` gives.
    """

    experiment: Experiment
    answers: pd.DataFrame
    facts: dict[str, float]
    samples: dict[str, float]

    def save(self, folder: Path) -> None:
        """Write a table and a JSON file."""
        self.answers.to_csv(folder / ANSWERS, index=False)
        facts = {"experiment": asdict(self.experiment), "facts": self.facts, "samples": self.samples}
        (folder / FACTS).write_text(json.dumps(facts, indent=1))

    @classmethod
    def load(cls, folder: Path) -> Outcome:
        """Read them."""
        stored = json.loads((folder / FACTS).read_text())
        answers = pd.read_csv(folder / ANSWERS, dtype=NAMES, keep_default_na=False)
        return cls(Experiment(**stored["experiment"]), answers, stored["facts"], stored["samples"])


@dataclass(frozen=True)
class Failure:
    """An experiment that could not be done.

    Attributes:
        experiment: which.
        reason: what its user can mend.
    """

    experiment: Experiment
    reason: str


Result = Outcome | Failure
"""What came of an experiment."""


def answers_of(probabilities: NDArray[np.float32], test: LabelledImages) -> pd.DataFrame:
    """The likeliest class of each test clip: clip_id, label, predicted."""
    best = [test.classes[number] for number in probabilities.argmax(1)]
    return pd.DataFrame({"clip_id": test.clip_ids, "label": test.label_names, "predicted": best})


def experiments_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A row per experiment, in the order of the grid: clips_per_class, seed, arm, family and its facts."""
    return pd.DataFrame([{**asdict(each.experiment), **each.facts} for each in _in_order(outcomes)])


def failures_table(failures: Sequence[Failure]) -> pd.DataFrame:
    """A row per experiment that could not be done: clips_per_class, seed, arm, family, reason."""
    names = ["clips_per_class", "seed", "arm", "family", "reason"]
    return pd.DataFrame(
        [{**asdict(each.experiment), "reason": each.reason} for each in failures], columns=names
    )


def samples_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A row per GAN: clips_per_class, seed, family and what is known of its samples."""
    rows = [
        {name: value for name, value in asdict(each.experiment).items() if name != "arm"} | each.samples
        for each in _in_order(outcomes)
        if each.samples
    ]
    return pd.DataFrame(rows).drop_duplicates(["clips_per_class", "seed", "family"], ignore_index=True)


def predictions_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A row per experiment and test clip, as `metrics.statistics` takes it."""
    frames = [each.answers.assign(**asdict(each.experiment)) for each in _in_order(outcomes)]
    return pd.concat(frames, ignore_index=True)


def _in_order(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """By size and seed; arms stay in the order in which they were done."""
    return sorted(outcomes, key=lambda each: (each.experiment.clips_per_class, each.experiment.seed))
