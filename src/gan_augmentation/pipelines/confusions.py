"""Confusion matrices of arms, as SVG elements of a page."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from gan_augmentation.metrics.classification import confusion
from gan_augmentation.reporting import look
from gan_augmentation.reporting.benchmark_page import SizeConfusions
from gan_augmentation.reporting.figures import confusion_figure


def confusion_of_arms(predictions: pd.DataFrame, classes: Sequence[str]) -> list[str]:
    """A matrix for each arm, all seeds together.

    Args:
        predictions: a row per arm, seed and test clip: arm, label, predicted.
        classes: in the order to show.
    """
    return [_svg(own, classes, arm, title=arm, name=arm) for arm, own in _by("arm", predictions)]


def confusion_at_ends(predictions: pd.DataFrame, arms: Sequence[str]) -> list[SizeConfusions]:
    """Those of the smallest size and of the largest: of all sizes they would be too many to look at.

    Args:
        predictions: of a benchmark: a row per size, family, arm, seed and test clip.
        arms: those to show, in this order.
    """
    classes = sorted(predictions["label"].unique())
    sizes = predictions["clips_per_class"]
    found = []
    for size in dict.fromkeys((int(sizes.min()), int(sizes.max()))):
        of_size = predictions[sizes == size]
        svgs = []
        for arm in arms:
            families = _by("family", of_size[of_size["arm"] == arm])
            for place, (family, own) in enumerate(families):
                title = f"{arm}, {family}" if len(families) > 1 else arm
                svgs.append(_svg(own, classes, arm, title=title, name=f"{size}-{arm}-{place}"))
        found.append(SizeConfusions(size, svgs))
    return found


def _by(column: str, table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(value), rows) for value, rows in table.groupby(column, sort=False)]


def _svg(predictions: pd.DataFrame, classes: Sequence[str], arm: str, *, title: str, name: str) -> str:
    matrix = confusion(list(predictions["label"]), list(predictions["predicted"]), classes)
    return look.svg(confusion_figure(matrix, arm=arm, title=title), name)
