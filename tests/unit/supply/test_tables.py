import pandas as pd
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.tables import check_enough


def table(**counts: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"label": [label for label, count in counts.items() for _ in range(count)]}, dtype="str"
    )


def test_five_clips_in_each_of_two_classes_are_enough() -> None:
    check_enough(table(a=5, b=5), table(a=5, b=5), "sounds")


@pytest.mark.parametrize(
    ("files", "clips", "message"),
    [
        (table(a=4, b=9), table(a=4, b=9), "class 'a': it has 4 usable clips, and 5 are needed"),
        (table(a=9, b=9), table(a=9, b=3), "class 'b': it has 3 usable clips .*quarantine.csv"),
        (table(a=9, b=9), table(a=9), "class 'b': it has 0 usable clips"),
        (table(a=9), table(a=9), "a single class, 'a'"),
        (table(a=9, b=9), table(), "none of its 18 files"),
        (table(), table(), "none of its 0 files"),
    ],
)
def test_too_little_to_learn_from_is_refused(files: pd.DataFrame, clips: pd.DataFrame, message: str) -> None:
    with pytest.raises(GanAugmentationError, match=message):
        check_enough(files, clips, "sounds")


def test_the_words_are_those_of_the_medium() -> None:
    with pytest.raises(
        GanAugmentationError, match=r"usable picture\. Give a folder .* of pictures \(png, jpg\)"
    ):
        check_enough(table(), table(), "pictures")
