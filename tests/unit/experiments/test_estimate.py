"""The plan of a grid: what is done, and what the rest costs."""

from dataclasses import replace

import pytest

from gan_augmentation.experiments import estimate
from gan_augmentation.experiments.estimate import Rates
from gan_augmentation.experiments.outcomes import Experiment
from gan_augmentation.experiments.running import run_cell, run_grid
from gan_augmentation.experiments.settings import Grid
from gan_augmentation.gan.conditioning import OneModelPerClass
from gan_augmentation.gan.pace import images_of_training

RATES = Rates(steps=10, copies=6, images={"toy": 4})
"""A classifier of 120 steps takes 12 s, teachers of 10 steps 1 s, 18 copies 3 s, 24 others 4 s, a GAN of 96 images 24 s."""


@pytest.fixture
def grid():
    return Grid([3], 2, ["real", "classic_distilled", "gan", "classic_gan"], ["toy"])


def plan(cut, grid, conditions, folder):
    return estimate.plan_grid(cut(grid), grid, conditions, folder, RATES)


def test_what_experiments_share_counts_once_in_each_cell(cut, grid, conditions, tmp_path):
    table = plan(cut, grid, conditions, tmp_path)
    assert table["arm"].tolist() == [*grid.arms] * 2
    assert table["seconds"].tolist() == [12, 12 + 3 + 1 + 4, 12 + 24, 12] * 2


def test_what_is_done_costs_nothing(cut, grid, conditions, tmp_path):
    alone = replace(grid, arms=["real"])
    cells = cut(alone)
    list(run_grid(cells, len(cells), alone, conditions, tmp_path, 1))
    table = plan(cut, grid, conditions, tmp_path)
    assert table["done"].tolist() == [True, False, False, False] * 2
    assert table.loc[table["done"], "seconds"].tolist() == [0, 0]


def test_the_plan_is_told_in_words(cut, grid, conditions, tmp_path):
    text = estimate.in_words(plan(cut, grid, conditions, tmp_path), at_a_time=2)
    assert "8 experiments (real, classic_distilled, gan, classic_gan; 2 seeds)" in text
    assert "3 clips a class:    8 experiments,    0 done,      3 min of one worker's time to go" in text
    assert text.endswith("About 1 min with 2 workers, from rates measured just now.")


def test_the_plan_names_each_experiment_and_those_that_are_done(cut, grid, conditions, tmp_path):
    table = plan(cut, grid, conditions, tmp_path)
    table["done"] = (table["arm"] == "real") | (table["seed"] == 1)
    lines = estimate.in_words(table, at_a_time=1).splitlines()
    assert (
        "     3 clips a class, seed 0: classic_distilled, gan toy, classic_gan toy (1 min); done: real"
        in lines
    )
    assert "     3 clips a class, seed 1: done: real, classic_distilled, gan toy, classic_gan toy" in lines


def test_hours_are_told_as_hours(cut, grid, conditions, tmp_path):
    slow = replace(RATES, steps=0.1)
    table = estimate.plan_grid(cut(grid), grid, conditions, tmp_path, slow)
    assert "About 2 h 44 min with 1 worker," in estimate.in_words(table, at_a_time=1)


def test_no_more_workers_count_than_there_are_cells_left(cut, grid, conditions, tmp_path):
    table = plan(cut, grid, conditions, tmp_path)
    table["done"] = table["seed"] == 0
    assert "with 1 worker," in estimate.in_words(table, at_a_time=8)


def test_a_plan_without_anything_left_says_so(cut, grid, conditions, tmp_path):
    table = plan(cut, grid, conditions, tmp_path).assign(done=True, seconds=0)
    text = estimate.in_words(table, at_a_time=2)
    assert "8 done,    nothing of one worker's time to go" in text
    assert text.endswith("All of it is done.")


def test_a_gan_and_teachers_that_are_kept_cost_nothing(cut, grid, conditions, tmp_path):
    one = replace(grid, seeds=1)
    (cell,) = cut(one)
    run_cell(cell, [Experiment(3, 0, "gan", "toy")], conditions, tmp_path)
    longer = conditions.classifier.training.model_copy(update={"steps": 240})
    changed = replace(conditions, classifier=conditions.classifier.model_copy(update={"training": longer}))
    assert plan(cut, one, changed, tmp_path)["seconds"].tolist() == [24, 24 + 3 + 4, 24, 24]


def test_the_images_of_every_model_of_a_family_count(cut, grid, conditions):
    (cell,) = cut(replace(grid, seeds=1))
    each = conditions.families["toy"].model_copy(update={"conditioning": OneModelPerClass()})
    assert images_of_training(each, cell.train) == 3 * images_of_training(
        conditions.families["toy"], cell.train
    )


def test_the_rates_are_those_of_the_real_networks(cut, grid, conditions):
    (cell,) = cut(replace(grid, seeds=1))
    wider = conditions.classifier.network.model_copy(update={"widths": (64, 128)})
    slow = replace(conditions, classifier=conditions.classifier.model_copy(update={"network": wider}))
    rates, of_wider = (estimate.measure_rates(cell, each) for each in (conditions, slow))
    assert of_wider.steps < rates.steps / 2, "eight times the maps, some 60 times the work"
    assert rates.copies > 1
    assert rates.images["toy"] > 1
