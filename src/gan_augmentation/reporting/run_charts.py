"""The interactive charts of a single run: accuracy per arm, and the curves of both trainings.

Each function takes plain frames and gives a chart as `interactive` says. Accuracies come in as fractions and are shown in
percent.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from gan_augmentation.reporting.figures import GAN_PANELS, NO_REPORTS
from gan_augmentation.reporting.interactive import (
    Chart,
    Trace,
    axis,
    chart,
    error_bars,
    numbers,
    panel_name,
    panels,
    plain,
)
from gan_augmentation.reporting.look import ARM_COLOURS, ARM_SYMBOLS, LINE_COLOURS


def arms_chart(arms: pd.DataFrame, summary: pd.DataFrame) -> Chart:
    """Accuracy of each arm: the mean in its 95 % interval, with a small dot for each seed.

    Args:
        arms: a row per arm and seed, with columns arm, seed and accuracy.
        summary: a row per arm, with columns arm, accuracy (the mean), low and high, in the order to show.
    """
    traces: list[Trace] = []
    for place, row in enumerate(summary.to_dict("records")):
        arm = str(row["arm"])
        colour = ARM_COLOURS[arm]
        of_arm = arms[arms["arm"] == arm]
        traces += [
            {
                "x": numbers(100 * of_arm["accuracy"]),
                "y": [place + 0.25] * len(of_arm),
                "text": [f"seed {seed}" for seed in of_arm["seed"]],
                "mode": "markers",
                "marker": {"color": colour, "size": 5, "opacity": 0.6},
                "hovertemplate": "%{text}: %{x:.1f} %<extra>" + plain(arm) + "</extra>",
            },
            _mean(row, place, colour),
        ]
    return chart(
        traces,
        70 + 62 * len(summary),
        xaxis=axis("accuracy on the test part, %"),
        yaxis=axis(
            tickvals=list(range(len(summary))),
            ticktext=[plain(arm) for arm in summary["arm"]],
            range=[len(summary) - 0.5, -0.6],
            showgrid=False,
        ),
        margin={"l": 70, "r": 12, "t": 24, "b": 44},
    )


def gan_curves_chart(history: pd.DataFrame) -> Chart:
    """What the GAN training reported, over the real images it has seen.

    Args:
        history: a row per report, with the columns `model` and `images` and one per metric. Of `GAN_PANELS` those are
            drawn whose metrics are there; a metric that was not taken at each report holds NaN between.
    """
    shown = {title: metrics for title, metrics in GAN_PANELS.items() if {*metrics} <= {*history.columns}}
    traces = [
        _curve(known, metric, place, colour, first=first)
        for place, metrics in enumerate(shown.values())
        for metric, colour in zip(metrics, LINE_COLOURS, strict=False)
        for first, (_, known) in enumerate(history.dropna(subset=[metric]).groupby("model"))
    ]
    if not shown:
        note = {"text": NO_REPORTS, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
        hidden = {"visible": False}
        return chart([], 120, annotations=[note], xaxis=hidden, yaxis=hidden)
    below = panel_name("y", len(shown) - 1)
    return chart(
        traces,
        80 + 190 * len(shown),
        xaxis=axis("real images seen, thousands", anchor=below),
        **panels(shown),
    )


def classifier_curves_chart(curves: pd.DataFrame) -> Chart:
    """Loss and accuracy in training: a thin line per seed, a thick one for the mean of an arm.

    Args:
        curves: the histories of all trainings, with columns arm, seed, step, loss and accuracy.
    """
    traces: list[Trace] = []
    for place, value in enumerate(("loss", "accuracy")):
        for arm, of_arm in curves.groupby("arm", sort=False):
            for _, of_seed in of_arm.groupby("seed"):
                traces.append(_training_line(str(arm), of_seed["step"], of_seed[value], place))
            mean = of_arm.groupby("step")[value].mean()
            traces.append(_training_line(str(arm), mean.index.to_series(), mean, place, is_mean=True))
    return chart(traces, 460, xaxis=axis("optimiser steps", anchor="y2"), **panels(("loss", "accuracy")))


def _mean(row: dict[Hashable, Any], place: int, colour: str) -> Trace:
    mean, low, high = (100 * np.array([row[name]]) for name in ("accuracy", "low", "high"))
    arm = str(row["arm"])
    return {
        "x": numbers(mean),
        "y": [place],
        "error_x": error_bars(mean, low, high, colour),
        "mode": "markers+text",
        "text": [f"{mean[0]:.1f}"],
        "textposition": "top center",
        "marker": {"color": colour, "size": 11, "symbol": ARM_SYMBOLS[arm]},
        "hovertemplate": (
            f"mean %{{x:.1f}} %, 95 % interval {low[0]:.1f} to {high[0]:.1f} %<extra>{plain(arm)}</extra>"
        ),
    }


def _curve(known: pd.DataFrame, metric: str, place: int, colour: str, *, first: int) -> Trace:
    """A metric of one model; the first model's line is the legend's."""
    name = metric.replace("_", " ")
    return {
        "x": numbers(known["images"] / 1000),
        "y": numbers(known[metric]),
        "yaxis": panel_name("y", place),
        "mode": "lines",
        "line": {"color": colour, "width": 1.6},
        "name": name,
        "legend": panel_name("legend", place),
        "legendgroup": metric,
        "showlegend": first == 0,
        "hovertemplate": f"{name} %{{y:.3f}} at %{{x:.1f}}k<extra>{plain(str(known['model'].iloc[0]))}</extra>",
    }


def _training_line(
    arm: str, steps: pd.Series, values: pd.Series, place: int, *, is_mean: bool = False
) -> Trace:
    return {
        "x": numbers(steps),
        "y": numbers(values),
        "yaxis": panel_name("y", place),
        "mode": "lines",
        "line": {"color": ARM_COLOURS[arm], "width": 2.2 if is_mean else 0.8},
        "opacity": 1 if is_mean else 0.4,
        "name": plain(arm),
        "legendgroup": arm,
        "showlegend": is_mean and place == 0,
        **({} if is_mean else {"hoverinfo": "skip"}),
    }
