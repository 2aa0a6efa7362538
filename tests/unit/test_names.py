"""Class names as folders and cells."""

import pytest

from gan_augmentation.names import cell, folder_names


def test_plain_names_stay_and_others_are_told_apart():
    names = folder_names(["yes", "7", "a b", "a/b", "..", "NUL", "YES", "größe"])
    assert [names[label] for label in ("yes", "7", "größe")] == ["yes-" + names["yes"][4:], "7", "größe"]
    assert len({name.casefold() for name in names.values()}) == 8
    assert names["a b"].startswith("a_b-")
    assert names[".."].startswith("class-")
    assert names["NUL"].startswith("NUL-")


def test_a_folder_does_not_depend_on_the_order_of_classes():
    assert folder_names(["a b", "Yes", "yes"]) == folder_names(["yes", "a b", "Yes"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "'quoted"])
def test_what_begins_like_a_formula_gets_a_mark_in_front(text):
    assert cell(text) == f"'{text}"


def test_other_text_stays():
    assert [cell(text) for text in ("yes", "", "a=b")] == ["yes", "", "a=b"]
