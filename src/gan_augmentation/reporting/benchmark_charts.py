"""The interactive charts of a benchmark: learning curves, and gains at each size.

Sizes are training clips of a class, on a logarithmic axis. Accuracies and gains come in as fractions and are shown in
percent and in points. Colours and symbols tell the arms apart, dashes and fillings the families.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log10
from typing import Any

import numpy as np
import pandas as pd

from gan_augmentation.reporting.benchmark_verdict import CellComparison
from gan_augmentation.reporting.interactive import (
    Chart,
    Trace,
    axis,
    chart,
    error_bars,
    numbers,
    plain,
    transparent,
)
from gan_augmentation.reporting.look import ARM_COLOURS, ARM_SYMBOLS, FAINT, FAMILY_DASHES, FAMILY_FILLINGS

_HEIGHT = 380
_ROOM = 1.2  # beside the outer sizes, as a factor
_ASIDE = 0.02  # of the axis; so much farther right each arm's interval stands, that none hides another


def learning_curves_chart(summary: pd.DataFrame, arms: Sequence[str]) -> Chart:
    """Accuracy against clips a class: a line per arm and family, in the band of its 95 % intervals.

    Args:
        summary: from `metrics.statistics.summarise_arms`.
        arms: those to show, in the order of the legend.
    """
    shown = summary[summary["arm"].isin(arms)].sort_values("clips_per_class")
    families = _families(shown["family"])
    traces: list[Trace] = []
    for arm in arms:
        for family, rows in shown[shown["arm"] == arm].groupby("family", sort=False):
            traces += _curve(arm, str(family), rows, families)
    return chart(
        traces,
        _HEIGHT,
        showlegend=True,
        xaxis=_size_axis(shown["clips_per_class"].unique().tolist()),
        yaxis=axis("accuracy on the test part, %"),
    )


def gains_chart(comparisons: Sequence[CellComparison], *, baseline: str, arms: Sequence[str]) -> Chart:
    """Gains of arms over one baseline at each size, with their 95 % intervals.

    Args:
        comparisons: of any questions; those with the baseline and one of the arms are shown.
        baseline: the arm that the zero stands for.
        arms: those to show, in the order of the legend.
    """
    shown = [each for arm in arms for each in comparisons if (each.arm, each.baseline) == (arm, baseline)]
    families = _families(each.family for each in shown)
    groups = [
        [each for each in shown if (each.arm, each.family) == name]
        for name in dict.fromkeys((each.arm, each.family) for each in shown)
    ]
    sizes = [each.clips_per_class for each in shown] or [1]
    step = (_ROOM**2 * max(sizes) / min(sizes)) ** _ASIDE
    traces = [
        _gains(cells, families, aside=step ** (place - (len(groups) - 1) / 2))
        for place, cells in enumerate(groups)
    ]
    return chart(
        traces,
        _HEIGHT,
        showlegend=True,
        xaxis=_size_axis(sizes),
        yaxis=axis(f"points over {plain(baseline)}", zeroline=True, zerolinecolor=FAINT, zerolinewidth=2),
    )


def _curve(arm: str, family: str, rows: pd.DataFrame, families: Sequence[str]) -> list[Trace]:
    """The band, where there is more than one size, and the line."""
    sizes = rows["clips_per_class"].tolist()
    mean, low, high = (100 * rows[name].to_numpy() for name in ("accuracy", "low", "high"))
    colour = ARM_COLOURS[arm]
    line = {
        "x": sizes,
        "y": numbers(mean),
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2.2, "dash": _dash(family, families)},
        "marker": {"symbol": _symbol(arm, family, families), "size": 9},
        "name": _name(arm, family, families),
        "legendgroup": f"{arm} {family}",
        "text": [f"{below:.1f} to {above:.1f}" for below, above in zip(low, high, strict=True)],
        "hovertemplate": "%{x} clips a class: %{y:.1f} %<br>95 % interval %{text} %<extra>%{fullData.name}</extra>",
    }
    if len(sizes) == 1:
        return [line | {"error_y": error_bars(mean, low, high, colour)}]
    band = {
        "x": sizes + sizes[::-1],
        "y": numbers([*high, *low[::-1]]),
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": transparent(colour, 0.1),
        "legendgroup": line["legendgroup"],
        "showlegend": False,
        "hoverinfo": "skip",
    }
    return [band, line]


def _gains(cells: Sequence[CellComparison], families: Sequence[str], aside: float) -> Trace:
    first = cells[0]
    gain, low, high = (
        100 * np.array([getattr(each, name) for each in cells]) for name in ("gain", "low", "high")
    )
    colour = ARM_COLOURS[first.arm]
    return {
        "x": numbers(each.clips_per_class * aside for each in cells),
        "y": numbers(gain),
        "error_y": error_bars(gain, low, high, colour),
        "mode": "lines+markers",
        "line": {"color": transparent(colour, 0.4), "width": 1, "dash": _dash(first.family, families)},
        "marker": {"symbol": _symbol(first.arm, first.family, families), "size": 9, "color": colour},
        "name": _name(first.arm, first.family, families),
        "text": [
            f"{each.clips_per_class} clips a class: {mean:+.1f} points<br>95 % interval {below:+.1f} to {above:+.1f}"
            for each, mean, below, above in zip(cells, gain, low, high, strict=True)
        ],
        "hovertemplate": "%{text}<extra>%{fullData.name}</extra>",
    }


def _size_axis(sizes: Sequence[int]) -> dict[str, Any]:
    """The sizes themselves as ticks, and some room beside the outer ones."""
    ticks = sorted(set(sizes))
    edges = [log10(ticks[0] / _ROOM), log10(ticks[-1] * _ROOM)]
    return axis(
        "training clips a class",
        type="log",
        tickvals=ticks,
        ticktext=[str(size) for size in ticks],
        range=edges,
        minor={"showgrid": False},
    )


def _families(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]


def _name(arm: str, family: str, families: Sequence[str]) -> str:
    return plain(f"{arm}, {family}" if family and len(families) > 1 else arm)


def _dash(family: str, families: Sequence[str]) -> str:
    return FAMILY_DASHES[_number(family, families) % len(FAMILY_DASHES)]


def _symbol(arm: str, family: str, families: Sequence[str]) -> str:
    return ARM_SYMBOLS[arm] + FAMILY_FILLINGS[_number(family, families) % len(FAMILY_FILLINGS)]


def _number(family: str, families: Sequence[str]) -> int:
    return families.index(family) if family else 0
