import math

import pytest

from gan_augmentation.reporting.interactive import numbers, panels, plain, transparent


def test_numbers_that_json_does_not_know_become_none():
    assert numbers([1.0, math.nan, math.inf, 2]) == [1.0, None, None, 2.0]


def test_numbers_are_cut_to_what_can_be_seen():
    assert numbers([0.123456789, 123456.7]) == [0.12346, 123460.0]


def test_words_like_tags_are_shown_as_they_are():
    assert plain("<a href='x'>&") == "&lt;a href='x'&gt;&amp;"


def test_a_colour_can_be_made_transparent():
    assert transparent("#ff8000", 0.2) == "rgba(255,128,0,0.2)"


def test_panels_stand_one_below_the_other_without_touching():
    layout = panels(["losses", "logits"])
    upper, lower = layout["yaxis"]["domain"], layout["yaxis2"]["domain"]
    assert upper[1] == 1
    assert lower[0] == pytest.approx(0)
    assert lower[0] >= 0
    assert lower[1] < upper[0]
    assert layout["legend2"]["y"] == lower[1]
