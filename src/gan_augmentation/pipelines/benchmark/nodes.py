"""Nodes of `benchmark`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.experiments.outcomes import Result
from gan_augmentation.experiments.settings import Conditions, Grid
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.reporting.benchmark_page import SizeConfusions, SizeGallery
from gan_augmentation.representations.features import Features
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.tables import Medium

OTHER_QUESTIONS = (
    ("classic", "real"),
    ("classic_gan", "real"),
    ("gan", "classic"),
    ("classic_gan", "classic_distilled"),
    ("classic_distilled", "classic"),
    ("classic_copies", "classic"),
    ("classic_held_back", "classic"),
)


def lay_out_grid(
    sizes: list[Any], seeds: int, arms: list[Any], families: list[str], clips_per_class: int | None
) -> Grid:
    """The grid that the switches ask for."""
    from gan_augmentation.errors import GanAugmentationError
    from gan_augmentation.experiments.settings import Grid
    from gan_augmentation.reporting.verdict import NO_ANSWER, QUESTIONS

    if not any({*question} <= {*arms} for question in QUESTIONS):
        raise GanAugmentationError(NO_ANSWER)
    if clips_per_class is not None:
        raise GanAugmentationError(
            "clips_per_class: the benchmark takes its sizes from `sizes`; leave it out."
        )
    return Grid(sizes, seeds, arms, families)


def set_conditions(
    family: str,
    gan: Recipe,
    recipes: dict[str, Recipe],
    classic: dict[str, Any],
    evaluator: EvaluatorSettings,
    synthesis: SynthesisSettings,
    classifier: ClassifierSettings,
) -> Conditions:
    """What all experiments have in common; changes of `gan.` hold for the family that `family` names."""
    from gan_augmentation.experiments.settings import Conditions
    from gan_augmentation.representations.classic import parse_augmentation

    own = {name: gan if name == family else Recipe.model_validate(recipe) for name, recipe in recipes.items()}
    return Conditions(own, parse_augmentation(classic), evaluator, synthesis, classifier)


def check_leaks(features: Features, split: pd.DataFrame, clips: Clips) -> dict[str, int]:
    """Fail the benchmark if a copy of a held-out clip, or its speaker, is on the side that subsets are taken from."""
    from gan_augmentation import leaks

    return leaks.check_sides(split, clips, features.representation)


def run_experiments(
    grid: Grid,
    conditions: Conditions,
    features: Features,
    clips: Clips,
    split: pd.DataFrame,
    experiment_folder: Path,
    seed: int,
    workers: int,
    leak_check: dict[str, int],
) -> Iterator[list[Result]]:
    """Every experiment of the grid, those of a cell together (`leak_check` says that they see nothing held out)."""
    from gan_augmentation.experiments.cells import Cells
    from gan_augmentation.experiments.running import run_grid

    cells = Cells(grid, features, clips, split, seed)
    yield from run_grid(cells, len(cells), grid, conditions, experiment_folder, workers)


def print_plan(
    grid: Grid,
    conditions: Conditions,
    features: Features,
    clips: Clips,
    split: pd.DataFrame,
    experiment_folder: Path,
    seed: int,
    workers: int,
) -> pd.DataFrame:
    """The experiments, which are done, and how long the others will take."""
    import click

    from gan_augmentation.experiments import estimate
    from gan_augmentation.experiments.cells import Cells
    from gan_augmentation.experiments.running import side_by_side

    cells = Cells(grid, features, clips, split, seed)
    rates = estimate.measure_rates(next(iter(cells)), conditions)
    plan = estimate.plan_grid(cells, grid, conditions, experiment_folder, rates)
    click.echo(estimate.in_words(plan, side_by_side(len(cells), workers)))
    return plan


def fill_gallery(
    samples: pd.DataFrame,
    grid: Grid,
    conditions: Conditions,
    features: Features,
    clips: Clips,
    split: pd.DataFrame,
    experiment_folder: Path,
    seed: int,
    medium: Medium,
) -> list[SizeGallery]:
    """A clip of each class by each GAN of the first seed that the table of GANs names, beside its nearest train clip."""
    from dataclasses import replace

    from gan_augmentation.experiments.cells import Cells
    from gan_augmentation.experiments.specimens import pick_specimens
    from gan_augmentation.pipelines.gallery import GALLERY_BYTES, beside_nearest
    from gan_augmentation.reporting.benchmark_page import SizeGallery

    first = samples[samples["seed"] == 0]
    gans = first.groupby("clips_per_class")["family"].agg(list).to_dict()
    cells = Cells(replace(grid, sizes=[*gans], seeds=1), features, clips, split, seed) if gans else []
    galleries = [
        SizeGallery(
            each.size,
            each.family,
            each.synthetic_set.asked,
            beside_nearest(
                each.synthetic_clips,
                each.synthetic_set,
                clips,
                each.train,
                near=each.near,
                per_class=1,
                most_bytes=GALLERY_BYTES // len(first),
                medium=medium,
            ),
            each.synthetic_set.label_names,
            sorted({*each.train.classes} - {*each.synthetic_set.label_names}),
        )
        for each in pick_specimens(cells, gans, conditions, experiment_folder)
    ]
    return sorted(galleries, key=lambda gallery: gallery.clips_per_class)


def gather(outcomes: list[Result]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """As tables: the experiments, those that failed, the GANs' samples, and what each experiment answered to each test clip."""
    from gan_augmentation.experiments import outcomes as domain

    done = [each for each in outcomes if isinstance(each, domain.Outcome)]
    failed = [each for each in outcomes if isinstance(each, domain.Failure)]
    return (
        domain.experiments_table(done),
        domain.failures_table(failed),
        domain.samples_table(done),
        domain.predictions_table(done),
    )


def compare(
    predictions: pd.DataFrame, failures: pd.DataFrame, data_set: str
) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, Any]], dict[str, Any]]:
    """Mean and gain of each arm at each size, all comparisons as a table, the controls, and the verdict."""
    from dataclasses import asdict

    from gan_augmentation.experiments.settings import BASELINES
    from gan_augmentation.metrics import statistics
    from gan_augmentation.reporting.benchmark_verdict import LostGan, benchmark_verdict
    from gan_augmentation.reporting.controls import check_controls
    from gan_augmentation.reporting.verdict import QUESTIONS

    comparisons = statistics.compare_cells(predictions, [*QUESTIONS, *OTHER_QUESTIONS])
    summary = statistics.summarise_arms(predictions)
    shuffled = predictions[predictions["arm"] == "shuffled"].groupby("clips_per_class")
    chance = {int(str(size)): statistics.accuracy_by_chance(part) for size, part in shuffled}
    controls = check_controls(comparisons, summary, chance=chance)
    lost = failures[["clips_per_class", "seed", "family"]].drop_duplicates()
    answer = benchmark_verdict(
        comparisons, data_set=data_set, lost=[LostGan(**row) for row in lost.to_dict("records")]
    )
    with_gains = statistics.with_gains(summary, comparisons, BASELINES)
    table = pd.DataFrame([asdict(each) for each in comparisons])
    return with_gains, table, [asdict(control) for control in controls], asdict(answer)


def draw_learning_curves(summary: pd.DataFrame) -> bytes:
    """Accuracy of each arm against training clips of a class, as a PNG file."""
    from gan_augmentation.reporting import figures, look
    from gan_augmentation.reporting.benchmark_page import COMPARED

    return look.png(figures.learning_curves_figure(summary.fillna({"family": ""}), COMPARED))


def draw_confusions(predictions: pd.DataFrame) -> list[SizeConfusions]:
    """The confusion matrices of the arms in question."""
    from gan_augmentation.pipelines.confusions import confusion_at_ends
    from gan_augmentation.reporting.benchmark_page import ARMS

    return confusion_at_ends(predictions, ARMS)


def write_page(
    verdict: dict[str, Any],
    controls: list[dict[str, Any]],
    summary: pd.DataFrame,
    comparisons: pd.DataFrame,
    experiments: pd.DataFrame,
    failures: pd.DataFrame,
    samples: pd.DataFrame,
    gallery: list[SizeGallery],
    confusions: list[SizeConfusions],
    quarantine: pd.DataFrame,
    leak_check: dict[str, int],
    parameters: dict[str, Any],
) -> str:
    """The benchmark's page."""
    from gan_augmentation.metrics.statistics import CellComparison
    from gan_augmentation.reporting.benchmark_page import BenchmarkContent, render_benchmark
    from gan_augmentation.reporting.benchmark_verdict import BenchmarkVerdict
    from gan_augmentation.reporting.controls import Control
    from gan_augmentation.reporting.provenance import benchmark_command, flatten, versions

    content = BenchmarkContent(
        data_set=parameters["data_set"],
        profile=parameters["profile"],
        verdict=BenchmarkVerdict(**verdict),
        controls=[Control(**control) for control in controls],
        summary=summary,
        comparisons=[CellComparison(**row) for row in comparisons.fillna({"family": ""}).to_dict("records")],
        experiments=experiments,
        failures=failures,
        samples=samples,
        gallery=gallery,
        confusions=confusions,
        quarantine=quarantine,
        leak_check=leak_check,
        medium=parameters["medium"],
        settings=flatten(parameters),
        versions=versions(threads=1),  # of each worker
        command=benchmark_command(parameters),
    )
    return render_benchmark(content)
