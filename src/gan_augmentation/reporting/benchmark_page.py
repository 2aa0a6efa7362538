"""The page of a benchmark: the verdict, learning curves, gains, controls, and everything that they are made from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gan_augmentation.reporting.benchmark_charts import gains_chart, learning_curves_chart
from gan_augmentation.reporting.benchmark_verdict import BenchmarkVerdict, CellComparison
from gan_augmentation.reporting.content import GalleryItem
from gan_augmentation.reporting.controls import Control
from gan_augmentation.reporting.look import ARM_COLOURS
from gan_augmentation.reporting.page import render
from gan_augmentation.reporting.verdict import ARM_WORDS, judge
from gan_augmentation.supply.tables import Medium

ARMS = ("real", "classic", "gan", "classic_gan")
COMPARED = (*ARMS, "classic_distilled")
"""The arms in question, and the control that tells whether a gain is the GAN's: read side by side."""
SHARES = (
    "recognised",
    "refused",
    "least_diversity",
    "near_copies",
    "near_copies_of_held_out",
    "closer_to_train_than_held_out",
    "train_closer_than_held_out",
)
CONTROLS = ("classic_distilled", "classic_copies", "classic_held_back", "shuffled")


@dataclass(frozen=True)
class SizeGallery:
    """Clips by the GAN of one size.

    Attributes:
        clips_per_class: what it was trained on.
        family: its recipe.
        asked: whether it was asked for a class; if not, the evaluator labelled its clips.
        items: the clips, each beside its nearest train clip.
        classes: those of which it made clips.
        missing: classes of which it made no clip that was kept.
    """

    clips_per_class: int
    family: str
    asked: bool
    items: Sequence[GalleryItem]
    classes: Sequence[str] = ()
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class SizeConfusions:
    """Confusion matrices of one size.

    Attributes:
        clips_per_class: what the arms were trained on.
        svgs: a matrix for each arm, and each family of an arm with a GAN.
    """

    clips_per_class: int
    svgs: Sequence[str]


@dataclass(frozen=True)
class BenchmarkContent:
    """All that the page shows.

    Attributes:
        data_set: its name, as chosen by `--env`.
        profile: smoke, laptop or gpu.
        verdict: the answer.
        controls: what came out of the controls that were run.
        summary: a row per arm, size and family, from `metrics.statistics.summarise_arms`.
        comparisons: of all questions, from `metrics.statistics.compare_cells`.
        experiments: a row per size, seed, arm and family: clips_per_class, seed, arm, family, accuracy, macro_f1,
            n_train_real, n_train_synthetic, seconds.
        failures: a row per experiment that could not be done: clips_per_class, seed, arm, family, reason.
        samples: a row per size, seed and family: clips_per_class, seed, family, images_seen, and as shares recognised (NaN where
            no class was asked for), refused, least_diversity (of a class, beside that of the training clips; NaN where no class
            has two), near_copies (and near_copies_of_held_out, their floor) and closer_to_train_than_held_out (and
            train_closer_than_held_out); collapsed, 1 where the diversity is below the recipe's limit.
        gallery: what the GANs of the first seed made, by size.
        confusions: of the arms in question.
        quarantine: the files refused: source, reason, detail.
        leak_check: what was looked at for leaks, from `leaks.check_sides`.
        medium: what the clips are.
        settings: every parameter of the benchmark, flat.
        versions: packages, Python, machine.
        command: repeats the benchmark.
    """

    data_set: str
    profile: str
    verdict: BenchmarkVerdict
    controls: Sequence[Control]
    summary: pd.DataFrame
    comparisons: Sequence[CellComparison]
    experiments: pd.DataFrame
    failures: pd.DataFrame
    samples: pd.DataFrame
    gallery: Sequence[SizeGallery]
    confusions: Sequence[SizeConfusions]
    quarantine: pd.DataFrame
    leak_check: Mapping[str, int]
    medium: Medium
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    command: str


def render_benchmark(content: BenchmarkContent) -> str:
    """The page as text, to be written as UTF-8."""
    comparisons = content.comparisons
    # A table that was kept as CSV has NaN for an arm without a family.
    summary, experiments = (each.fillna({"family": ""}) for each in (content.summary, content.experiments))
    run = [str(arm) for arm in summary["arm"].unique()]
    return render(
        "benchmark.html",
        content=content,
        arms=[arm for arm in COMPARED if arm in run],
        controls=[arm for arm in CONTROLS if arm in run],
        curves=learning_curves_chart(summary, COMPARED),
        over={name: _gains(comparisons, name, COMPARED) for name in ("classic", "real") if name in run},
        control_gains=_gains(comparisons, "classic", CONTROLS),
        of_controls=[each for each in comparisons if {each.arm, each.baseline} & {*CONTROLS}],
        of_arms=[each for each in comparisons if not {each.arm, each.baseline} & {*CONTROLS}],
        table=_accuracies(summary),
        samples=_samples(content.samples),
        quarantine=content.quarantine.to_dict("records"),
        experiments=experiments.to_dict("records"),
        failures=content.failures.to_dict("records"),
        hours=float(experiments["seconds"].sum()) / 3600,
        judge=judge,
        arm_colours=ARM_COLOURS,
        arm_words=ARM_WORDS,
    )


def _gains(
    comparisons: Sequence[CellComparison], baseline: str, arms: Sequence[str]
) -> dict[str, Any] | None:
    """The chart, or None without anything to show."""
    drawn = gains_chart(comparisons, baseline=baseline, arms=arms)
    return drawn if drawn["data"] else None


def _accuracies(summary: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The summary by size, the arms of a size in their usual order."""
    order = {arm: place for place, arm in enumerate((*ARMS, *CONTROLS))}
    return (
        summary.assign(place=summary["arm"].map(order))
        .sort_values(["clips_per_class", "place"], kind="stable")
        .to_dict("records")
    )


def _samples(samples: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Means over the seeds, of what is known."""
    means = samples.groupby(["clips_per_class", "family"], sort=False).agg(
        seeds=("seed", "size"),
        images_seen=("images_seen", "mean"),
        **{share: (share, "mean") for share in SHARES},
        collapsed=("collapsed", "sum"),
    )
    return means.reset_index().to_dict("records")
