import numpy as np
import pytest
from pydantic import ValidationError

from gan_augmentation.images.classic import PictureAugmentation

STILL = {"max_shift": 0, "max_rotation": 0, "max_scale": 0}


def blob(rows: slice = slice(10, 18), columns: slice = slice(6, 14)) -> np.ndarray:
    picture = np.zeros((28, 28), np.uint8)
    picture[rows, columns] = 200
    return picture


def middle(picture: np.ndarray) -> np.ndarray:
    rows, columns = np.indices(picture.shape)
    return np.array([(rows * picture).sum(), (columns * picture).sum()]) / picture.sum(dtype=float)


def test_without_any_range_a_copy_is_the_picture() -> None:
    copies = PictureAugmentation(copies=2, **STILL).augment(blob()[None], 0, 1)
    np.testing.assert_array_equal(copies, [blob(), blob()])


def test_the_copies_of_a_picture_differ_and_stay_near_it() -> None:
    copies = PictureAugmentation(copies=20).augment(blob()[None], 0, 1)
    assert copies.dtype == np.uint8
    assert len(np.unique(copies, axis=0)) == 20
    shifts = np.array([middle(copy) for copy in copies]) - middle(blob())
    assert 0.5 < np.abs(shifts).max() < 4


def test_a_shift_moves_by_no_more_than_asked_for() -> None:
    settings = PictureAugmentation(copies=50, max_shift=3, max_rotation=0, max_scale=0)
    shifts = np.array([middle(copy) for copy in settings.augment(blob()[None], 0, 1)]) - middle(blob())
    assert 2.5 < np.abs(shifts).max() <= 3.05


def test_scale_changes_the_area_by_its_square() -> None:
    settings = PictureAugmentation(copies=50, max_shift=0, max_rotation=0, max_scale=0.2)
    areas = settings.augment(blob()[None], 0, 1).sum(axis=(1, 2)) / blob().sum()
    assert 0.6 < areas.min() < 0.75
    assert 1.3 < areas.max() < 1.5


def test_half_of_the_copies_are_mirrored_where_that_is_asked_for() -> None:
    copies = PictureAugmentation(copies=100, flip=True, **STILL).augment(blob()[None], 0, 1)
    mirrored = (copies == blob()[:, ::-1]).all(axis=(1, 2))
    assert 30 < mirrored.sum() < 70
    assert (copies[~mirrored] == blob()).all()


def test_another_seed_gives_other_copies() -> None:
    settings = PictureAugmentation()
    assert (settings.augment(blob()[None], 0, 1) != settings.augment(blob()[None], 0, 2)).any()


@pytest.mark.parametrize("wrong", [{"copies": 0}, {"max_scale": 0.9}, {"max_shift": -1}, {"speed": 1}])
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        PictureAugmentation(**wrong)
