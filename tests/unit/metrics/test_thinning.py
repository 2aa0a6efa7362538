import pytest

from gan_augmentation.metrics.thinning import evenly_spaced


def test_the_first_and_the_last_row_are_kept_and_the_others_lie_even():
    assert evenly_spaced(9, 3).tolist() == [0, 4, 8]


@pytest.mark.parametrize("most", [4, 5, 100])
def test_a_set_within_the_limit_keeps_every_row(most):
    assert evenly_spaced(4, most).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("most", [0, 7])
def test_nothing_thins_to_nothing(most):
    assert evenly_spaced(0, most).tolist() == []


def test_no_row_comes_twice():
    rows = evenly_spaced(50_000, 5_000)
    assert len(set(rows.tolist())) == 5_000
