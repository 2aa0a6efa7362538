"""Nodes of `benchmark`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.experiments.outcomes import Outcome
from gan_augmentation.experiments.settings import Conditions, Grid
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.representations.features import Features


def lay_out_grid(
    sizes: list[Any], seeds: int, arms: list[Any], families: list[str], clips_per_class: int | None
) -> Grid:
    """The grid that the switches ask for."""
    from gan_augmentation.errors import GanAugmentationError
    from gan_augmentation.experiments.settings import Grid

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


def run_experiments(
    grid: Grid,
    conditions: Conditions,
    features: Features,
    clips: pd.DataFrame,
    split: pd.DataFrame,
    experiment_folder: Path,
    seed: int,
    workers: int,
) -> Iterator[list[Outcome]]:
    """Every experiment of the grid, those of a cell together."""
    from gan_augmentation.experiments.cells import Cells
    from gan_augmentation.experiments.running import run_grid

    cells = Cells(grid, conditions.augmentation.column, features, clips, split, seed)
    yield from run_grid(cells, len(cells), grid, conditions, experiment_folder, workers)


def print_plan(
    grid: Grid,
    conditions: Conditions,
    features: Features,
    clips: pd.DataFrame,
    split: pd.DataFrame,
    experiment_folder: Path,
    seed: int,
    workers: int,
) -> pd.DataFrame:
    """The experiments, which are done, and how long the others will take."""
    import click

    from gan_augmentation.experiments import estimate
    from gan_augmentation.experiments.cells import Cells

    cells = Cells(grid, conditions.augmentation.column, features, clips, split, seed)
    rates = estimate.measure_rates(next(iter(cells)), conditions)
    plan = estimate.plan_grid(cells, grid, conditions, experiment_folder, rates)
    click.echo(estimate.in_words(plan, workers))
    return plan


def gather(outcomes: list[Outcome]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The experiments as a table, and what each answered to each test clip."""
    from gan_augmentation.experiments import outcomes as domain

    return domain.experiments_table(outcomes), domain.predictions_table(outcomes)
