"""What the report shows, as plain things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from gan_augmentation.reporting.verdict import Comparison, Verdict
from gan_augmentation.supply.tables import Medium

if TYPE_CHECKING:
    from gan_augmentation.reporting.interactive import Chart


@dataclass(frozen=True)
class GalleryItem:
    """A synthetic clip beside the train clip that lies nearest to it.

    Attributes:
        label: the class asked for.
        nearest_label: the class of the nearest train clip.
        synthetic_png: its image (a spectrogram, or the picture itself), as a PNG file.
        nearest_png: the image of the nearest train clip.
        distance: between the two, as `metrics.memorisation` has it.
        near_copy: whether that is as close as a copy.
        confidence: the evaluator's probability of the class asked for, in [0, 1].
        synthetic_wav: the sound, as a WAV file; None for a picture.
        nearest_wav: the sound of the nearest train clip; None for a picture.
    """

    label: str
    nearest_label: str
    synthetic_png: bytes
    nearest_png: bytes
    distance: float
    near_copy: bool
    confidence: float
    synthetic_wav: bytes | None = None
    nearest_wav: bytes | None = None


@dataclass(frozen=True)
class RejectedItem:
    """A candidate that the filter refused.

    Attributes:
        label: its class, as of a synthetic clip.
        png: its image, as a PNG file.
        confidence: the evaluator's probability of that class, in [0, 1].
        taken_for: the class that the evaluator thinks likeliest.
    """

    label: str
    png: bytes
    confidence: float
    taken_for: str


@dataclass(frozen=True)
class Rejected:
    """The candidates that the filter refused.

    Attributes:
        threshold: the least confidence that passes; 0 where nothing is filtered.
        counts: how many were refused of each class.
        items: a few of each class.
    """

    threshold: float
    counts: Mapping[str, int]
    items: Sequence[RejectedItem]


@dataclass(frozen=True)
class Charts:
    """The figures: interactive charts, and drawn ones as SVG elements from `look.svg`."""

    arms: Chart
    confusions: Sequence[str]
    classifier_curves: Chart
    gan_curves: Chart
    progression: str
    grid: str


@dataclass(frozen=True)
class ReportContent:
    """All that the page shows.

    Attributes:
        data_set: its name, as chosen by `--env`.
        family: the GAN recipe.
        profile: smoke, laptop or gpu.
        medium: what the clips are.
        verdict: the answer.
        arms: the frame of arms.csv: arm, seed, accuracy, macro_f1, n_train_real, n_train_classic,
            n_train_synthetic.
        summary: a row per arm: arm, accuracy (the mean), low, high, n_seeds.
        comparisons: differences between arms, the most important first.
        charts: the figures.
        progression_gif: the samples through the training.
        gallery: synthetic clips with their nearest train clips.
        filtering: a row per class: label, made, recognised, kept; recognised is NaN where no class was asked for.
        rejected: what the filter refused.
        quality: from `metrics.generation.evaluate`, with GAN-train under `overall`.
        memorisation: from `metrics.memorisation.evaluate`.
        nearest: a row per synthetic clip: clip_id, nearest_clip_id, distance.
        quarantine: the files refused: source, reason, detail.
        leak_check: what was looked at for leaks, from `leaks.check_sides`.
        settings: every parameter of the run, flat.
        versions: packages, Python, machine.
        command: repeats the run.
    """

    data_set: str
    family: str
    profile: str
    medium: Medium
    verdict: Verdict
    arms: pd.DataFrame
    summary: pd.DataFrame
    comparisons: Sequence[Comparison]
    charts: Charts
    progression_gif: bytes
    gallery: Sequence[GalleryItem]
    filtering: pd.DataFrame
    rejected: Rejected
    quality: Mapping[str, Any]
    memorisation: Mapping[str, Any]
    nearest: pd.DataFrame
    quarantine: pd.DataFrame
    leak_check: Mapping[str, int]
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    command: str

    @property
    def asked(self) -> bool:
        """Whether the generator was asked for a class; if not, the evaluator labelled the clips."""
        return bool(self.filtering["recognised"].notna().all())
