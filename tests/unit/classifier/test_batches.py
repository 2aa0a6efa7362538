from itertools import islice

import numpy as np
import pytest
import torch

from gan_augmentation.classifier.batches import batches, shuffled_rows
from gan_augmentation.classifier.training import ClassifierTraining, TrainingSet
from gan_augmentation.compute import Compute

CPU = Compute(torch.device("cpu"), torch.float32)


def numbered(real, synthetic):
    """Rows that carry their own number: real ones 0, 1, 2, ..., synthetic ones 1000, 1001, ..."""

    def rows(numbers):
        images = np.asarray(numbers, dtype=np.float32).reshape(-1, 1, 1, 1)
        return images, np.repeat(images[:, 0, 0], 2, axis=1)

    return TrainingSet(*rows(range(real)), *rows(range(1000, 1000 + synthetic)))


def drawn(training_set, count, seed=0, **settings):
    return list(islice(batches(training_set, ClassifierTraining(**settings), CPU, seed), count))


def test_every_row_comes_once_before_any_comes_again():
    rows = torch.cat(list(islice(shuffled_rows(10, 4, seed=0), 5)))
    assert sorted(rows[:10].tolist()) == list(range(10))
    assert sorted(rows[10:].tolist()) == list(range(10))
    assert rows[:10].tolist() != rows[10:].tolist()


def test_fewer_rows_than_a_batch_still_fill_it():
    rows = next(shuffled_rows(3, 7, seed=0))
    assert sorted(rows.bincount().tolist()) == [2, 2, 3]


@pytest.mark.parametrize(("share", "real"), [(0.0, 8), (0.25, 6), (0.5, 4), (1.0, 0)])
def test_a_batch_holds_the_share_of_synthetic_rows_asked_for(share, real):
    for images, _ in drawn(numbered(20, 20), 5, batch_size=8, synthetic_share=share):
        assert len(images) == 8
        assert int((images < 1000).sum()) == real


def test_without_synthetic_rows_a_batch_is_all_real():
    (images, _), *_ = drawn(numbered(20, 0), 1, batch_size=8, synthetic_share=0.5)
    assert len(images) == 8
    assert bool((images < 1000).all())


def test_targets_stay_with_their_images():
    for images, targets in drawn(numbered(9, 5), 6, batch_size=4, synthetic_share=0.5):
        assert torch.equal(targets[:, 0], images.flatten())


def test_the_order_of_the_real_rows_does_not_depend_on_how_many_synthetic_ones_there_are():
    few, many = (
        [images[:4] for images, _ in drawn(numbered(20, count), 3, batch_size=8, synthetic_share=0.5)]
        for count in (5, 50)
    )
    assert all(torch.equal(a, b) for a, b in zip(few, many, strict=True))


def test_another_seed_gives_another_order():
    (one, _), (other, _) = (drawn(numbered(50, 0), 1, seed=seed, batch_size=8)[0] for seed in (0, 1))
    assert not torch.equal(one, other)


def test_after_a_part_of_the_steps_batches_are_all_real():
    settings = {"batch_size": 8, "synthetic_share": 1.0, "steps": 10, "synthetic_until": 0.4}
    kinds = [bool((images >= 1000).all()) for images, _ in drawn(numbered(20, 20), 10, **settings)]
    assert kinds == [True] * 4 + [False] * 6
