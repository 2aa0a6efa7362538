"""How synthetic clips are best used: accuracy on real clips that are neither trained on nor the test part.

    python benchmarks/synthetic_use.py --env speech_commands --params source=PATH --sizes 20 50 --seeds 3 [--ways NAME ...]

For each size and seed a subset, teachers and a GAN trained on it alone, as in `kedro run --pipeline benchmark`, whose folder it
shares: what either has trained is not trained again. Then a classifier for each way below. Judged by the validation part and the
train clips that the subset leaves out: the project's defaults are chosen from this table, and the test part is never looked at.
Beside the ways stand classic augmentation alone and the control without a GAN: the same teachers' soft labels on other
classic copies of real clips.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from gan_augmentation.classifier.modules import Classifier
from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.training import train_classifier
from gan_augmentation.cli import cli, split_params
from gan_augmentation.compute import one_thread
from gan_augmentation.experiments.arms import ARMS
from gan_augmentation.experiments.bench import Bench
from gan_augmentation.experiments.cells import Cell, Cells
from gan_augmentation.experiments.running import side_by_side
from gan_augmentation.experiments.settings import ArmName, Conditions, Grid
from gan_augmentation.interruption import StopRequest
from gan_augmentation.seeding import derive_seed

ROOT = Path(__file__).parents[1]
FRESH = 1500
"""Synthetic clips of each class, five times as many as by default: in half of each of 500 batches one comes 1.5 times, not 8."""


@dataclass(frozen=True)
class Way:
    """An arm, with other settings of the synthesis and of the classifier's training."""

    arm: ArmName = "classic_gan"
    synthesis: tuple[tuple[str, Any], ...] = ()
    training: tuple[tuple[str, Any], ...] = ()


def way(share: float = 0.25, until: float = 1.0, arm: ArmName = "classic_gan", **synthesis: Any) -> Way:
    training = (("synthetic_share", share), ("synthetic_until", until))
    return Way(
        arm, tuple(({"spread": 1.0, "threshold": 0.0, "labels": "soft"} | synthesis).items()), training
    )


WAYS = {
    "classic alone": way(arm="classic"),
    "control, share .25": way(arm="classic_distilled"),
    "control, share .50": way(0.5, arm="classic_distilled"),
    "control, share .75": way(0.75, arm="classic_distilled"),
    "soft, share .25": way(),
    "soft, share .10": way(0.1),
    "soft, share .50": way(0.5),
    "soft, share .25, spread 1.3": way(spread=1.3),
    "soft, share .50, spread 1.3": way(0.5, spread=1.3),
    "soft, share .25, threshold .5": way(threshold=0.5),
    "soft, share .50, threshold .5": way(0.5, threshold=0.5),
    "hard, share .10": way(0.1, labels="hard"),
    "hard, share .25": way(labels="hard"),
    "hard, share .50": way(0.5, labels="hard"),
    "hard, share .25, threshold .5": way(labels="hard", threshold=0.5),
    "soft, share .25, fresh samples": way(per_class=FRESH),
    "soft, share .50, fresh samples": way(0.5, per_class=FRESH),
    "soft, share .75, fresh samples": way(0.75, per_class=FRESH),
    "soft, share .50, fresh samples, spread 1.3": way(0.5, per_class=FRESH, spread=1.3),
    "soft, share .75, fresh samples, spread 1.3": way(0.75, per_class=FRESH, spread=1.3),
    "soft, alone until .20": way(1.0, 0.2),
    "soft, alone until .40": way(1.0, 0.4),
    "soft, alone until .60": way(1.0, 0.6),
    "soft, share .75 until .40": way(0.75, 0.4),
    "soft, share .50 until .40": way(0.5, 0.4),
    "soft, alone until .40, spread 1.3": way(1.0, 0.4, spread=1.3),
    "soft, alone until .40, spread 1.6": way(1.0, 0.4, spread=1.6),
    "soft, alone until .40, fresh samples": way(1.0, 0.4, per_class=FRESH),
    "soft, alone until .40, fresh samples, spread 1.3": way(1.0, 0.4, per_class=FRESH, spread=1.3),
    "hard, alone until .40": way(1.0, 0.4, labels="hard"),
    "control, alone until .20": way(1.0, 0.2, arm="classic_distilled"),
    "control, alone until .40": way(1.0, 0.4, arm="classic_distilled"),
    "control, alone until .60": way(1.0, 0.6, arm="classic_distilled"),
    "control, share .75 until .40": way(0.75, 0.4, arm="classic_distilled"),
    "copies, alone until .40": way(1.0, 0.4, arm="classic_copies"),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--env")
    parser.add_argument("--params", default="", help="as for kedro run")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    arguments = parser.parse_args()
    conditions, cells, folder, workers = prepare(arguments)
    tables = Parallel(side_by_side(len(cells), workers), max_nbytes=None)(
        delayed(partial(try_ways, arguments.ways))(cell, conditions, folder) for cell in cells
    )
    show(pd.concat(tables), arguments.ways)


def prepare(arguments: argparse.Namespace) -> tuple[Conditions, Cells, Path, int]:
    """The conditions and cells that the benchmark would have."""
    bootstrap_project(ROOT)
    context = click.Context(cli)
    switches = split_params(context, cli.commands["run"].params[0], arguments.params)
    wanted = {
        "conditions",
        "features",
        "clips",
        "split",
        "experiment_folder",
        "params:seed",
        "params:workers",
    }
    with KedroSession.create(ROOT, env=arguments.env, runtime_params=switches) as session:
        catalog = session.load_context().catalog
        needed = ["conditions", "features", "clips", "split", "benchmark_leak_check"]
        made = session.run(pipeline_name="benchmark", to_outputs=needed)
        given = {name: made[name].load() if name in made else catalog.load(name) for name in wanted}
    grid = Grid(arguments.sizes, arguments.seeds, ["classic_gan"], list(given["conditions"].families))
    cells = Cells(grid, given["features"], given["clips"], given["split"], given["params:seed"])
    return given["conditions"], cells, given["experiment_folder"], given["params:workers"]


def try_ways(names: list[str], cell: Cell, conditions: Conditions, folder: Path) -> pd.DataFrame:
    """A row per way and judging clip: whether it was named rightly; in one thread, as the benchmark whose folder this shares."""
    (family,) = conditions.families
    judged = [(part.images, part.labels) for part in (cell.validation, cell.held_back)]
    images, labels = (np.concatenate(arrays) for arrays in zip(*judged, strict=True))
    copies = Bench(cell, conditions, folder, StopRequest()).copies
    frames = []
    for name in names:
        chosen = WAYS[name]
        synthesis = conditions.synthesis.model_copy(update=dict(chosen.synthesis))
        bench = Bench(cell, replace(conditions, synthesis=synthesis), folder, StopRequest())
        bench.copies = copies  # the same in each way
        with one_thread():
            right = predict(_trained(chosen, bench, family), images).argmax(1) == labels
        print(f"{cell.size} clips a class, seed {cell.number}, {name}: {right.mean():.3f}", flush=True)
        facts = {"size": cell.size, "seed": cell.number, "way": name}
        frames.append(pd.DataFrame({**facts, "clip": np.arange(len(right)), "right": right}))
    return pd.concat(frames)


def _trained(chosen: Way, bench: Bench, family: str) -> Classifier:
    classifier = bench.conditions.classifier
    training = classifier.training.model_copy(update=dict(chosen.training))
    training_set = ARMS[chosen.arm].training_set(bench, family)
    return train_classifier(
        classifier.network, training_set, training, derive_seed(bench.cell.seed, "study")
    ).model


def show(table: pd.DataFrame, names: list[str]) -> None:
    """Means over the seeds, and the gains over the first way, in points, seed by seed."""
    for size, rows in table.groupby("size"):
        of_way = {name: own.groupby("seed")["right"].mean() for name, own in rows.groupby("way")}
        print(f"\n{size} clips a class, {rows['seed'].nunique()} seeds\n")
        print(f"| way | accuracy | over {names[0]} |\n| --- | --- | --- |")
        for name in names:
            gains = 100 * (of_way[name] - of_way[names[0]])
            each = " ".join(f"{gain:+.1f}" for gain in gains)
            print(f"| {name} | {of_way[name].mean():.3f} | {gains.mean():+.1f} ({each}) |")


if __name__ == "__main__":
    main()
