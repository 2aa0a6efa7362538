"""The report of a single run.

Pictures and sounds are data URIs. Sounds are decoded only when played (`preload="none"`), so that a page with dozens of them
opens at once.
"""

from collections.abc import Hashable, Sequence
from typing import Any

from gan_augmentation.reporting.content import GalleryItem, ReportContent
from gan_augmentation.reporting.look import ARM_COLOURS
from gan_augmentation.reporting.page import render
from gan_augmentation.reporting.verdict import ARM_WORDS, judge

MOST_NEAR_COPIES = 20


def render_report(content: ReportContent) -> str:
    """The page as text, to be written as UTF-8."""
    return render(
        "report.html",
        content=content,
        arms=_arm_rows(content),
        gallery=_by_label(content.gallery),
        judge=judge,
        arm_colours=ARM_COLOURS,
        made=int(content.filtering["made"].sum()),
        kept_classes=int((content.filtering["kept"] > 0).sum()),
        kept=int(content.filtering["kept"].sum()),
        recognised=int(content.filtering["recognised"].sum()) if content.asked else None,
        near_copies=_near_copies(content),
        filtering=content.filtering.to_dict("records"),
        quarantine=content.quarantine.to_dict("records"),
    )


def _arm_rows(content: ReportContent) -> list[dict[Hashable, Any]]:
    shown = ["macro_f1", "n_train_real", "n_train_classic", "n_train_synthetic"]
    means = content.arms.groupby("arm")[shown].mean()
    rows = content.summary.merge(means, left_on="arm", right_index=True, how="left", validate="one_to_one")
    return rows.assign(words=rows["arm"].map(ARM_WORDS)).to_dict("records")


def _near_copies(content: ReportContent) -> list[dict[Hashable, Any]]:
    """The closest ones first."""
    close = content.nearest[content.nearest["distance"] <= content.memorisation["near_copy_threshold"]]
    rows: list[dict[Hashable, Any]] = close.sort_values("distance").head(MOST_NEAR_COPIES).to_dict("records")
    return rows


def _by_label(gallery: Sequence[GalleryItem]) -> dict[str, list[GalleryItem]]:
    grouped: dict[str, list[GalleryItem]] = {}
    for item in gallery:
        grouped.setdefault(item.label, []).append(item)
    return grouped
