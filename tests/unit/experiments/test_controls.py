"""Arms whose answer is known beforehand: if one comes out otherwise, the experiment is broken."""

import pytest

from gan_augmentation.experiments.outcomes import experiments_table
from gan_augmentation.experiments.running import run_grid
from gan_augmentation.experiments.settings import Grid

SEEDS = 3


@pytest.fixture(scope="module")
def accuracy(cut, conditions, tmp_path_factory):
    """By arm (rows) and seed (columns); each class has five kinds of pictures, of which the subset holds two at most."""
    grid = Grid([2], SEEDS, ["classic", "classic_copies", "classic_held_back", "shuffled"], ["toy"])
    cells = cut(grid)
    found = run_grid(cells, len(cells), grid, conditions, tmp_path_factory.mktemp("controls"), 1)
    table = experiments_table([outcome for outcomes in found for outcome in outcomes])
    return table.pivot_table(index="arm", columns="seed", values="accuracy")


def test_shuffled_labels_come_out_at_chance(accuracy):
    assert accuracy.loc["shuffled"].mean() == pytest.approx(1 / 3, abs=0.1)


def test_copies_of_real_clips_in_the_place_of_synthetic_ones_gain_nothing(accuracy):
    gains = accuracy.loc["classic_copies"] - accuracy.loc["classic"]
    assert gains.mean() == pytest.approx(0, abs=0.06)


def test_real_clips_that_were_held_back_gain_much(accuracy):
    gains = accuracy.loc["classic_held_back"] - accuracy.loc["classic"]
    assert gains.min() > 0.05
    assert gains.mean() > 0.15
