import re
from xml.etree import ElementTree

import matplotlib
import pytest

from gan_augmentation.reporting import look


def drawn(title="accuracy"):
    with look.figure(3, 2) as figure:
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], marker="o")
        axes.set_title(title)
    return figure


def luminance(colour):
    channels = matplotlib.colors.to_rgb(colour)
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_an_svg_takes_its_text_colour_from_the_page():
    text = look.svg(drawn(), "one")
    assert text.startswith("<svg")
    assert "currentColor" in text
    assert look.INK not in text


def test_an_svg_reaches_for_nothing_outside_the_page():
    assert not re.search(r'(href|src)="(?!#|data:)', look.svg(drawn(), "one"))


def test_two_svgs_of_a_page_share_no_id():
    ids = [set(re.findall(r'\bid="([^"]+)"', look.svg(drawn(), name))) for name in ("one", "two")]
    assert len(ids[0]) > 5
    assert not ids[0] & ids[1]


def test_every_reference_inside_an_svg_is_kept():
    text = look.svg(drawn(), "one")
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    assert used
    assert used <= set(re.findall(r'\bid="([^"]+)"', text))


def test_the_same_figure_gives_the_same_svg():
    assert look.svg(drawn(), "one") == look.svg(drawn(), "one")


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "a$b$c", "x_{1} & y"])
def test_words_of_the_user_are_shown_as_they_are(title):
    element = ElementTree.fromstring(look.svg(drawn(title), "one"))
    assert title in "".join(element.itertext())


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = dict(matplotlib.rcParams)
    look.svg(drawn(), "one")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("colour", [*look.ARM_COLOURS.values(), *look.LINE_COLOURS])
def test_each_colour_stands_out_from_white_and_from_the_dark_ground(colour):
    dark = luminance("#1a1f24")
    assert 1.05 / (luminance(colour) + 0.05) >= 3
    assert (luminance(colour) + 0.05) / (dark + 0.05) >= 3


def test_no_two_arms_share_a_colour_or_a_symbol():
    assert len(set(look.ARM_COLOURS.values())) == len(look.ARM_COLOURS)
    assert len(set(look.ARM_SYMBOLS.values())) == len(look.ARM_SYMBOLS)
    assert look.ARM_SYMBOLS.keys() == look.ARM_COLOURS.keys() == look.ARM_MARKERS.keys()


def test_a_long_class_name_is_cut():
    assert look.shortened("right") == "right"
    assert look.shortened("a" * 40) == "a" * 13 + "…"
