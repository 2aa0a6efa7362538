"""One look for all figures: a colour and a marker per arm, and SVG that follows the page into the dark.

The colours tell apart under the common kinds of colour blindness (after Okabe and Ito) and keep a contrast of 3 to a
white and to a near-black ground; markers differ too, so that a print without colour can be read.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

ARM_COLOURS = {
    "real": "#7c858f",
    "classic": "#2a7fc0",
    "gan": "#d55e00",
    "classic_gan": "#0a9a74",
    "classic_distilled": "#b5679a",
    "classic_copies": "#a37a1c",
    "classic_held_back": "#7672d6",
    "shuffled": "#c95555",
}
ARM_SYMBOLS = {
    "real": "circle",
    "classic": "square",
    "gan": "triangle-up",
    "classic_gan": "diamond",
    "classic_distilled": "cross",
    "classic_copies": "x",
    "classic_held_back": "star",
    "shuffled": "triangle-down",
}
ARM_MARKERS = {
    "real": "o",
    "classic": "s",
    "gan": "^",
    "classic_gan": "D",
    "classic_distilled": "P",
    "classic_copies": "x",
    "classic_held_back": "*",
    "shuffled": "v",
}
FAMILY_FILLINGS = ("", "-open", "-dot", "-open-dot")
FAMILY_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
FAMILY_LINES = ("solid", "dashed", "dotted", "dashdot")  # the same for matplotlib
LINE_COLOURS = ["#2a7fc0", "#d55e00", "#0a9a74", "#b5679a", "#7c858f"]

INK = "#1e242b"  # text; in SVG it becomes the text colour of the page
FAINT = "#8a939d"  # axes and grid lines

WIDTH = 4.4  # inches: on a phone the text stays readable

_LONGEST_LABEL = 14

# Words of the user (class names) may hold a dollar sign: nothing is read as mathematics.
_STYLE: dict[Any, Any] = {
    "font.size": 8.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "axes.edgecolor": FAINT,
    "axes.titlesize": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "grid.color": FAINT,
    "grid.alpha": 0.3,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "text.parse_math": False,
    "axes.formatter.useoffset": False,
    "svg.fonttype": "none",
    "image.cmap": "magma",
    "image.interpolation": "none",
}

_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


@contextmanager
def figure(width: float, height: float) -> Iterator[Figure]:
    """A figure in the common look, in inches; what is drawn inside the `with` takes the look on."""
    with rc_context(_STYLE):
        yield Figure(figsize=(width, height), layout="constrained")


def png(drawn: Figure, texts: dict[str, str] | None = None) -> bytes:
    """The figure on white, at twice the resolution of a plain screen; `texts` stand in its header, by their keywords."""
    buffer = io.BytesIO()
    with rc_context(_STYLE):
        drawn.savefig(buffer, format="png", dpi=200, facecolor="white", metadata=texts)
    return buffer.getvalue()


def svg(drawn: Figure, name: str) -> str:
    """The figure as an SVG element to stand inside a page.

    Its ground is transparent, its text is text and has the colour of the page's.

    Args:
        drawn: a figure made by `figure`.
        name: unique in the page; the ids of the element begin with it.
    """
    buffer = io.StringIO()
    with rc_context({**_STYLE, "svg.hashsalt": name}):
        drawn.savefig(buffer, format="svg", transparent=True, metadata=_NO_METADATA)
    text = buffer.getvalue()
    element = text[text.index("<svg") :]
    element = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", element)
    return element.replace(INK, "currentColor")


def shortened(label: str) -> str:
    """A class name cut to fit beside a chart."""
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def bare(axes: Axes) -> None:
    """Take ticks and frame off: for pictures."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
