"""Test accuracy against the number of synthetic pictures pooled with all real ones: the table of the project's first ancestor.

    python benchmarks/synthetic_counts.py --env fashion_mnist --family progressive_image [--counts 0 250 ... 1500] [--runs 3]

Takes the parts and the generator of a finished run (`kedro run --env ... --params family=...`). As in that table, synthetic
pictures have hard labels and are pooled with the real ones, so that a batch holds them in proportion to their number. Every
training takes the same number of steps; a run has its own weights and its own latents, and a smaller number is part of a larger.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from joblib import Parallel, delayed
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.training import TrainingSet, train_classifier
from gan_augmentation.compute import Compute
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.metrics.statistics import compare_arms, summarise_arms
from gan_augmentation.parameters import check_parameters
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.seeding import derive_seed

ROOT = Path(__file__).parents[1]
COUNTS = (0, 250, 500, 750, 1000, 1250, 1500)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--env", default="fashion_mnist")
    parser.add_argument("--family", default="progressive_image")
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="synthetic pictures a class")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    parameters, parts = load(arguments.env, arguments.family)
    begun = time.perf_counter()
    experiment = partial(answers, *parts, parameters.classifier)
    work = [(run, count) for run in range(arguments.runs) for count in arguments.counts]
    tables = []
    for table in Parallel(arguments.workers, return_as="generator")(
        delayed(experiment)(parameters.seed, run, count) for run, count in work
    ):
        tables.append(table)
        right = (table["label"] == table["predicted"]).mean()
        print(f"run {table['seed'][0]}, {table['arm'][0]:>5} a class: {right:.4f}", flush=True)
    show(pd.concat(tables), arguments.counts)
    print(f"{len(work)} trainings in {(time.perf_counter() - begun) / 60:.0f} minutes")


def load(env: str, family: str) -> tuple[Any, tuple[TrainedGenerator, LabelledImages, LabelledImages]]:
    """The parameters, and the generator with its train and test part."""
    bootstrap_project(ROOT)
    with KedroSession.create(ROOT, env=env, runtime_params={"family": family}) as session:
        context = session.load_context()
        raw = {k: v for k, v in context.config_loader["parameters"].items() if not k.startswith("_")}
        parts = tuple(context.catalog.load(name) for name in ("generator", "train_set", "test_set"))
    return check_parameters(raw), parts


def answers(
    generator: TrainedGenerator,
    train: LabelledImages,
    test: LabelledImages,
    classifier: ClassifierSettings,
    seed: int,
    run: int,
    count: int,
) -> pd.DataFrame:
    """What a classifier trained with `count` synthetic pictures of each class answers to the test part."""
    labels = np.repeat(np.arange(len(train.classes)), count)
    own = (range(count), range(len(train.classes)))
    latents = [derive_seed(seed, "count", run, label, number) for label in own[1] for number in own[0]]
    made = (
        generator.sample(torch.from_numpy(labels), latents, 1.0, Compute.detect()).numpy()
        if count
        else train.images[:0]
    )
    ids = tuple(f"synthetic{number}" for number in range(len(labels)))
    pooled = TrainingSet.of(train, replace(train, images=made, labels=labels, clip_ids=ids))
    trained = train_classifier(
        classifier.network, pooled, classifier.training, derive_seed(seed, "count", run)
    )
    best = predict(trained.model, test.images).argmax(1)
    return pd.DataFrame(
        {
            "arm": str(count),
            "seed": run,
            "clips_per_class": len(train) // len(train.classes),
            "family": "",
            "clip_id": test.clip_ids,
            "label": test.label_names,
            "predicted": [train.classes[number] for number in best],
        }
    )


def show(predictions: pd.DataFrame, counts: list[int]) -> None:
    """The table, in points."""
    print(
        "\n| synthetic a class | accuracy, % (95 % interval) | against none (95 % interval) |\n| --- | --- | --- |"
    )
    for row in summarise_arms(predictions).sort_values("arm", key=lambda arm: arm.astype(int)).itertuples():
        against = ""
        if row.arm != str(counts[0]):
            gain = compare_arms(predictions, row.arm, str(counts[0]))
            against = f"{100 * gain.gain:+.2f} ({100 * gain.low:+.2f} to {100 * gain.high:+.2f})"
        print(
            f"| {int(row.arm):,} | {100 * row.accuracy:.2f} ({100 * row.low:.2f} to {100 * row.high:.2f}) | {against} |"
        )


if __name__ == "__main__":
    main()
