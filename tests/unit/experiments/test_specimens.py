"""A clip of each class by each GAN that is there."""

import pytest

from gan_augmentation.experiments import bench as bench_module
from gan_augmentation.experiments.running import run_grid
from gan_augmentation.experiments.settings import Grid
from gan_augmentation.experiments.specimens import pick_specimens
from tests.pictures import CLASSES

GRID = Grid(sizes=[3, 6], seeds=2, arms=["gan"], families=["toy"])
GANS = {3: ["toy"], 6: ["toy"]}


@pytest.fixture(scope="module")
def folder(cut, conditions, tmp_path_factory):
    """Of a benchmark that was run."""
    folder = tmp_path_factory.mktemp("experiments")
    list(run_grid(cut(GRID), 4, GRID, conditions, folder, 1))
    return folder


def test_there_is_one_of_each_class_for_each_size_beside_a_clip_of_the_subset(cut, conditions, folder):
    found = list(pick_specimens(cut(GRID), GANS, conditions, folder))
    assert [each.size for each in found] == [6, 3]
    for each in found:
        table = each.synthetic_clips.metadata
        assert list(table["label"]) == sorted(CLASSES)
        assert {*table["nearest_real_clip"]} <= {*each.train.clip_ids}
        assert len(each.train) == 3 * each.size


def test_a_gan_that_the_benchmark_does_not_name_is_left_out(cut, conditions, folder):
    (only,) = pick_specimens(cut(GRID), {3: ["toy"]}, conditions, folder)
    assert only.size == 3


def test_no_gan_is_trained_for_it(cut, conditions, tmp_path, monkeypatch):
    monkeypatch.setattr(bench_module, "train_family", lambda *args, **kwargs: pytest.fail("trained"))
    assert list(pick_specimens(cut(GRID), GANS, conditions, tmp_path)) == []
