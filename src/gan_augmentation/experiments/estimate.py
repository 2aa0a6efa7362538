"""What a grid holds, what of it is done, and how long the rest will take on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from gan_augmentation.classifier.training import train_classifier
from gan_augmentation.compute import Compute, one_thread
from gan_augmentation.experiments.arms import ARMS
from gan_augmentation.experiments.bench import Bench
from gan_augmentation.experiments.cells import Cell
from gan_augmentation.experiments.outcomes import Experiment
from gan_augmentation.experiments.running import experiments_of, is_done
from gan_augmentation.experiments.settings import Conditions, Grid
from gan_augmentation.gan.pace import images_of_training, seconds_of_training
from gan_augmentation.interruption import StopRequest
from gan_augmentation.representations.classic import classic_copies, copies_of_each
from gan_augmentation.representations.features import in_representation

STEPS = 20


@dataclass(frozen=True)
class Rates:
    """How fast one thread of this machine is now.

    Attributes:
        steps: of a classifier, a second.
        copies: of classic augmentation, a second.
        images: of each family's training, a second, as the mean over all its stages.
    """

    steps: float
    copies: float
    images: dict[str, float]


def measure_rates(cell: Cell, conditions: Conditions) -> Rates:
    """Train each network for a moment."""
    with one_thread(), TemporaryDirectory() as folder:  # which stays empty
        bench = Bench(cell, conditions, Path(folder), StopRequest())
        images = {family: _images_per_second(bench, family) for family in conditions.families}
        return Rates(_steps_per_second(bench), _copies_per_second(bench), images)


def plan_grid(
    cells: Iterable[Cell], grid: Grid, conditions: Conditions, folder: Path, rates: Rates
) -> pd.DataFrame:
    """A row per experiment: clips_per_class, seed, arm, family, done, seconds (0 where it is done).

    What several experiments of a cell share (classic copies, teachers, a GAN) counts for the first of them, unless it is kept.
    """
    rows = []
    for cell in cells:
        bench = Bench(cell, conditions, folder, StopRequest())
        costs = _costs(bench, rates)
        paid: set[str] = set()
        for experiment in experiments_of(grid, cell):
            done = is_done(bench, experiment)
            seconds = 0.0
            if not done:
                seconds = conditions.classifier.training.steps / rates.steps
                needed = _needed(experiment)
                seconds += sum(costs[name] for name in needed - paid)
                paid |= needed
            rows.append({**asdict(experiment), "done": done, "seconds": round(seconds)})
    return pd.DataFrame(rows)


def _needed(experiment: Experiment) -> set[str]:
    """What must be made before the training."""
    return {experiment.family if need == "gan" else need for need in ARMS[experiment.arm].needs}


def in_words(plan: pd.DataFrame, at_a_time: int) -> str:
    """The plan as a text to be read: every experiment, in the order in which they are worked on, then sums.

    Args:
        plan: from `plan_grid`.
        at_a_time: cells that are worked on side by side.
    """
    of_cells = [
        f"{size:>6} clips a class, seed {seed}: {_what_of(rows)}"
        for (size, seed), rows in plan.groupby(["clips_per_class", "seed"], sort=False)
    ]
    of_sizes = [
        f"{size:>6} clips a class: {len(rows):>4} experiments, {int(rows['done'].sum()):>4} done, "
        f"{_in_words(rows['seconds'].sum()):>10} of one worker's time to go"
        for size, rows in plan.groupby("clips_per_class")
    ]
    arms = ", ".join(dict.fromkeys(plan["arm"]))
    head = f"{len(plan)} experiments ({arms}; {plan['seed'].nunique()} seeds):"
    return "\n".join([head, *of_cells, "Together:", *of_sizes, _what_is_left(plan, at_a_time)])


def _what_of(cell: pd.DataFrame) -> str:
    """The experiments of a cell, those to be done first."""
    names = cell["arm"] + cell["family"].map(lambda family: f" {family}" if family else "")
    to_do, done = ", ".join(names[~cell["done"]]), ", ".join(names[cell["done"]])
    parts = [to_do and f"{to_do} ({_in_words(cell['seconds'].sum())})", done and f"done: {done}"]
    return "; ".join(filter(None, parts))


def _what_is_left(plan: pd.DataFrame, at_a_time: int) -> str:
    cells = plan[~plan["done"]].groupby(["clips_per_class", "seed"]).ngroups
    if not cells:
        return "All of it is done."
    workers = min(at_a_time, cells)
    how_long = _in_words(plan["seconds"].sum() / workers)
    return f"About {how_long} with {workers} worker{'s' * (workers > 1)}, from rates measured just now."


def _costs(bench: Bench, rates: Rates) -> dict[str, float]:
    """Seconds of each thing that several experiments of a cell share; 0 where it is kept."""
    conditions, train = bench.conditions, bench.cell.train
    evaluator = conditions.evaluator
    copies = len(train) * copies_of_each(conditions.augmentation, len(train))
    others = len(train.classes) * conditions.synthesis.per_class
    teachers = 0 if bench.has_teachers else evaluator.members * evaluator.training.steps
    images = {
        family: 0 if bench.has_generator(family) else images_of_training(recipe, train)
        for family, recipe in conditions.families.items()
    }
    return {
        "copies": copies / rates.copies,
        "other copies": others / rates.copies,
        "teachers": teachers / rates.steps,
        **{family: count / rates.images[family] for family, count in images.items()},
    }


def _steps_per_second(bench: Bench) -> float:
    classifier = bench.conditions.classifier
    training_set = ARMS["real"].training_set(bench, "")
    few = classifier.training.model_copy(update={"steps": STEPS})
    began = time.monotonic()
    train_classifier(classifier.network, training_set, few, seed=0)
    return STEPS / (time.monotonic() - began)


def _copies_per_second(bench: Bench) -> float:
    """Of the second copies: the first are slowed by what is imported for them."""
    cell, once = bench.cell, bench.conditions.augmentation.model_copy(update={"copies": 1, "least": 0})
    for _ in range(2):
        began = time.monotonic()
        classic_copies(cell.originals, cell.train, once, seed=0, workers=1)
    return len(cell.train) / (time.monotonic() - began)


def _images_per_second(bench: Bench, family: str) -> float:
    recipe = bench.conditions.families[family]
    data = in_representation(bench.cell.train, bench.cell.originals, recipe.representation)
    return images_of_training(recipe, data) / seconds_of_training(recipe, data, Compute.detect())


def _in_words(seconds: float) -> str:
    if not seconds:
        return "nothing"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{max(minutes, 1)} min"
