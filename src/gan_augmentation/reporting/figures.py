"""The drawn charts: confusion matrices, and as pictures for MLflow the curves of a GAN and those of a benchmark.

Each function takes plain frames or arrays and returns a matplotlib `Figure` in the common look; `look.svg` and
`look.png` write it. Shares are shown in percent.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure

from gan_augmentation.reporting import look

NO_REPORTS = "The reports of this training are gone; its generator is there."
GAN_PANELS = {
    "losses": ["generator_loss", "discriminator_loss"],
    "logits of the discriminator": ["real_logit", "fake_logit"],
}


def confusion_figure(matrix: pd.DataFrame, *, arm: str, title: str) -> Figure:
    """How the clips of each class (a row) were classified, in percent of the row.

    Args:
        matrix: (C, C) numbers of clips, true class down, predicted class across, named by the labels.
        arm: its name, for the colour.
        title: stands above.
    """
    clips = matrix.to_numpy()
    shares = 100 * clips / np.maximum(clips.sum(axis=1, keepdims=True), 1)
    count = len(clips)
    colour = look.ARM_COLOURS[arm]
    shades = LinearSegmentedColormap.from_list(arm, [to_rgba(colour, 0.0), to_rgba(colour, 0.85)])
    side = 1.0 + 0.3 * count
    with look.figure(side, side) as figure:
        axes = figure.subplots()
        # As a picture: of many classes the squares alone would be megabytes.
        axes.pcolormesh(shares, cmap=shades, vmin=0, vmax=100, rasterized=True)
        for (row, column), share in np.ndenumerate(shares):
            if share >= 0.5:
                axes.annotate(
                    f"{share:.0f}", (column + 0.5, row + 0.5), ha="center", va="center", fontsize=7.5
                )
        middle = np.arange(count) + 0.5
        labels = [look.shortened(label) for label in matrix.index]
        axes.set_xticks(middle, labels, rotation=90 if count > 4 else 0)
        axes.set_yticks(middle, labels)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_aspect("equal")
        axes.invert_yaxis()
        axes.set_title(title, color=colour, fontweight="bold")
        axes.set_xlabel("predicted, % of the row")
    return figure


def gan_curves_figure(history: pd.DataFrame) -> Figure:
    """What the GAN training reported, over the real images it has seen.

    Args:
        history: a row per report, with the columns `model` and `images` and one per metric. Of `GAN_PANELS` those are drawn whose
            metrics are there; a metric that was not taken at each report holds NaN between.
    """
    panels = {title: metrics for title, metrics in GAN_PANELS.items() if {*metrics} <= {*history.columns}}
    if not panels:
        with look.figure(look.WIDTH, 1) as figure:
            figure.text(0.5, 0.5, NO_REPORTS, ha="center", va="center")
        return figure
    with look.figure(look.WIDTH, 0.4 + 1.6 * len(panels)) as figure:
        rows = figure.subplots(len(panels), squeeze=False, sharex=True)[:, 0]
        for axes, (title, metrics) in zip(rows, panels.items(), strict=True):
            for metric, colour in zip(metrics, look.LINE_COLOURS, strict=False):
                label = metric.replace("_", " ")
                for _, known in history.dropna(subset=[metric]).groupby("model"):
                    axes.plot(known["images"] / 1000, known[metric], color=colour, label=label, linewidth=1.4)
                    label = "_"  # one entry in the legend for all models
            axes.set_title(title, loc="left")
            axes.grid(axis="y")
            if len(metrics) > 1:
                axes.legend(loc="lower right", bbox_to_anchor=(1, 0.96), ncols=len(metrics), fontsize=8)
        rows[-1].set_xlabel("real images seen, thousands")
    return figure


def learning_curves_figure(summary: pd.DataFrame, arms: Sequence[str]) -> Figure:
    """Accuracy against training clips of a class: a line per arm and family, in the band of its 95 % intervals.

    Args:
        summary: from `metrics.statistics.summarise_arms`.
        arms: those to draw, in the order of the legend.
    """
    shown = summary[summary["arm"].isin(arms)].sort_values("clips_per_class")
    families = list(shown.loc[shown["family"] != "", "family"].unique())
    lines = {family: look.FAMILY_LINES[n % len(look.FAMILY_LINES)] for n, family in enumerate(families)}
    with look.figure(look.WIDTH, 0.7 * look.WIDTH) as figure:
        axes = figure.subplots()
        for arm in arms:
            for family, rows in shown[shown["arm"] == arm].groupby("family", sort=False):
                sizes, colour = rows["clips_per_class"], look.ARM_COLOURS[arm]
                label = f"{arm} {family}".strip() if len(families) > 1 else arm
                axes.fill_between(
                    sizes, 100 * rows["low"], 100 * rows["high"], color=colour, alpha=0.15, linewidth=0
                )
                axes.plot(
                    sizes,
                    100 * rows["accuracy"],
                    color=colour,
                    linestyle=lines.get(family, "solid"),
                    marker=look.ARM_MARKERS[arm],
                    markersize=4,
                    label=label,
                )
        axes.set_xscale("log")
        ticks = sorted(shown["clips_per_class"].unique())
        axes.set_xticks(ticks, map(str, ticks))
        axes.minorticks_off()
        axes.set_xlabel("training clips of a class")
        axes.set_ylabel("accuracy on the test part, %")
        axes.grid(axis="y")
        axes.legend(loc="lower right", fontsize=8)
    return figure
