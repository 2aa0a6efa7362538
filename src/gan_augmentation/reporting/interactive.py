"""What interactive charts have in common: plotly figures as plain dictionaries, ready for JSON, in the look of `look`.

A chart is `{"data": traces, "layout": layout}` (https://plotly.com/javascript/reference). Its ground is transparent; the
page's style sheet gives text and grid the colours of the page, so that they follow it into the dark and onto paper.
plotly reads a few HTML tags in texts: words of the user go through `plain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gan_augmentation.reporting.look import FAINT, INK

Floats: TypeAlias = NDArray[np.floating[Any]]

Chart: TypeAlias = dict[str, Any]
Trace: TypeAlias = dict[str, Any]

CLEAR = "rgba(0,0,0,0)"
_GRID = "rgba(138,147,157,0.3)"
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "bgcolor": CLEAR}
_GAP = 0.15  # between panels, as a share of the chart's height


def chart(traces: list[Trace], height: int, **layout: Any) -> Chart:
    """Traces in the common layout, `height` pixels high; the width is the page's."""
    common = {
        "height": height,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": INK},
        "margin": {"l": 50, "r": 12, "t": 36, "b": 44},
        "hovermode": "closest",
        "dragmode": False,  # a finger scrolls the page; zooming is a button
        "showlegend": False,
        "legend": _LEGEND,
        "modebar": {"bgcolor": CLEAR, "color": FAINT, "activecolor": INK},
    }
    return {"data": traces, "layout": common | layout}


def axis(title: str = "", **changes: Any) -> dict[str, Any]:
    """An axis with faint lines."""
    common = {
        "title": {"text": title, "standoff": 8},
        "gridcolor": _GRID,
        "linecolor": FAINT,
        "zeroline": False,
        "automargin": True,
    }
    return common | changes


def numbers(values: Iterable[float], digits: int = 5) -> list[float | None]:
    """Values for JSON, which knows no NaN: to so many significant digits, None for what is not finite."""
    return [float(f"{value:.{digits}g}") if isfinite(value) else None for value in map(float, values)]


def error_bars(middle: Floats, low: Floats, high: Floats, colour: str) -> dict[str, Any]:
    """Intervals (N,) around the middles, as plotly's `error_x` or `error_y`."""
    return {
        "type": "data",
        "symmetric": False,
        "array": numbers(high - middle),
        "arrayminus": numbers(middle - low),
        "color": colour,
        "thickness": 2.5,
        "width": 0,
    }


def panel_name(letter: str, place: int) -> str:
    """What belongs to the panel at a place from 0, as plotly names it: y, y2, ... or legend, legend2, ..."""
    return f"{letter}{place + 1 if place else ''}"


def plain(text: str) -> str:
    """Text that plotly shows as it is, however much it looks like HTML."""
    return escape(text, quote=False)


def transparent(colour: str, opacity: float) -> str:
    """A colour `#rrggbb` at an opacity in [0, 1], as CSS."""
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return f"rgba({','.join(map(str, channels))},{opacity})"


def panels(titles: Iterable[str]) -> Mapping[str, Any]:
    """The layout of panels one below the other, over one x axis.

    Each title has an axis (`yaxis`, `yaxis2`, ...) and above it a legend (`legend`, `legend2`, ...).
    """
    names = list(titles)
    share = (1 + _GAP) / max(len(names), 1)
    domains = [[max(1 - (place + 1) * share + _GAP, 0), 1 - place * share] for place in range(len(names))]
    axes = {
        panel_name("yaxis", place): axis(name, domain=domain)
        for place, (name, domain) in enumerate(zip(names, domains, strict=True))
    }
    legends = {
        panel_name("legend", place): _LEGEND | {"y": domain[1]} for place, domain in enumerate(domains)
    }
    return axes | legends | {"showlegend": True}
