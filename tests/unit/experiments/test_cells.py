"""A cell holds a subset, and nothing of what the subset leaves out but for a control."""

from dataclasses import replace

import numpy as np
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.experiments.cells import sizes_of
from gan_augmentation.pipelines.benchmark.nodes import check_leaks


def by_size(cells):
    return {(cell.size, cell.number): cell for cell in cells}


@pytest.fixture(scope="module")
def cells(cut, request):
    from gan_augmentation.experiments.settings import Grid

    return by_size(cut(Grid(sizes=[3, 6, "all"], seeds=2, arms=["real"], families=["toy"])))


def test_there_is_a_cell_for_each_size_and_seed_the_largest_of_a_seed_first(cells):
    assert list(cells) == [(40, 0), (6, 0), (3, 0), (40, 1), (6, 1), (3, 1)]


@pytest.mark.parametrize("number", [0, 1])
def test_a_smaller_subset_is_part_of_a_larger_one(cells, number):
    small, middle, whole = ({*cells[size, number].train.clip_ids} for size in (3, 6, 40))
    assert small < middle < whole


def test_each_class_has_as_many_clips_as_the_size_says(cells):
    assert np.bincount(cells[3, 0].train.labels).tolist() == [3, 3, 3]
    assert np.bincount(cells[40, 0].train.labels).tolist() == [40, 40, 40]


def test_another_seed_takes_other_clips_and_the_same_test_part(cells):
    assert {*cells[3, 0].train.clip_ids} != {*cells[3, 1].train.clip_ids}
    assert cells[3, 0].test.clip_ids == cells[3, 1].test.clip_ids


def test_what_is_held_back_is_the_rest_of_the_train_side(cells):
    cell = cells[3, 0]
    assert len(cell.held_back) == 3 * 37
    assert all("train" in name for name in cell.held_back.clip_ids)
    assert not {*cell.held_back.clip_ids} & {*cell.train.clip_ids}
    assert len(cells[40, 0].held_back) == 0


def test_images_are_scaled_by_the_subset_alone(cut, grid, materials):
    louder = materials.features.values.copy()
    (cell,) = cut(grid)
    outside = [row for row, name in enumerate(materials.features.clip_ids) if name not in cell.train.clip_ids]
    louder[outside] *= 3
    (other,) = cut(grid, features=replace(materials.features, values=louder))
    np.testing.assert_array_equal(cell.train.images, other.train.images)
    assert cell.key != other.key, "the test part differs, and so does what follows from it"


def test_the_originals_stand_in_the_order_of_the_images(cells, materials):
    cell = cells[3, 1]
    place = {clip_id: row for row, clip_id in enumerate(materials.features.clip_ids)}
    pictures = materials.clips[[place[clip_id] for clip_id in cell.train.clip_ids]]
    np.testing.assert_array_equal(cell.originals, pictures)


def test_sizes_that_no_class_reaches_are_left_out_and_named(materials, caplog):
    assert sizes_of(materials.split, [3, 41, "all", 99]) == [3, 40]
    assert "sizes: 41, 99 left out; the largest class has 40 clips" in caplog.text


def test_sizes_of_which_no_class_reaches_any_are_refused(materials):
    with pytest.raises(GanAugmentationError, match=r"sizes: 41 clips a class .* has 40 .* Name smaller ones"):
        sizes_of(materials.split, [99, 41])


def test_all_and_the_same_number_are_one_size(materials):
    assert sizes_of(materials.split, ["all", 40, 3]) == [3, 40]


def test_a_speaker_on_both_sides_fails_the_benchmark(cut, grid, materials):
    split = materials.split.assign(speaker="everyone")
    with pytest.raises(GanAugmentationError, match="leak check: everyone are speakers on both sides"):
        list(cut(grid, split=split))


def test_a_test_picture_planted_among_the_train_clips_fails_the_benchmark(materials):
    facts, split = materials.clips.facts.copy(), materials.split
    planted, of_test = (int(np.flatnonzero(split["split"] == side)[0]) for side in ("train", "test"))
    facts.loc[planted, "sha256"] = facts.loc[of_test, "sha256"]
    clips = replace(materials.clips, facts=facts)
    with pytest.raises(GanAugmentationError, match="are copies of one picture on two sides of the split"):
        check_leaks(materials.features, split, clips)
