"""Class names that the command line turns into something else."""

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.class_names import class_number

WORDS = ("no", "stop", "yes")


@pytest.mark.parametrize(
    ("given", "number"), [("stop", 1), ("yes", 2), (True, 2), (False, 0)], ids=["text", "quoted", "yes", "no"]
)
def test_a_class_is_found_by_what_yaml_makes_of_its_name(given, number):
    assert class_number(given, WORDS, "label") == number


def test_digits_are_found_as_numbers_and_numbers_are_no_truth():
    assert class_number(1, ("0", "1"), "label") == 1
    assert class_number(7, ("007", "8"), "label") == 0
    assert class_number(1000.0, ("1e3", "8"), "label") == 0
    with pytest.raises(GanAugmentationError, match="label=1: the generator knows no such class"):
        class_number(1, WORDS, "label")


def test_an_unknown_class_is_refused_with_those_there_are():
    with pytest.raises(GanAugmentationError, match=r"to_label=maybe: .*Choose one of: no, stop, yes\."):
        class_number("maybe", WORDS, "to_label")
    with pytest.raises(GanAugmentationError, match=r"label=yes: .*Choose one of: a\."):
        class_number(True, ("a",), "label")


def test_names_that_yaml_reads_alike_must_be_quoted():
    with pytest.raises(GanAugmentationError, match=r"yes and on are read alike.*label='yes'"):
        class_number(True, ("yes", "on"), "label")
    assert class_number("on", ("yes", "on"), "label") == 1


@pytest.mark.parametrize("name", ["{", "${a", "${a.b}", ""])
def test_a_name_that_can_not_be_read_is_still_a_name(name):
    assert class_number(name, (name, "1"), "label") == 0
    assert class_number(1, (name, "1"), "label") == 1
