"""What the report shows, as plain things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gan_augmentation.reporting.verdict import Comparison, Verdict


@dataclass(frozen=True)
class GalleryItem:
    """A synthetic clip beside the train clip that lies nearest to it.

    Attributes:
        label: the class asked for.
        synthetic_wav: the sound, as a WAV file.
        synthetic_png: its spectrogram, as a PNG file.
        nearest_wav: the sound of the nearest train clip.
        nearest_png: its spectrogram.
        distance: between the two scaled spectrograms, Euclidean.
        near_copy: whether that is as close as a copy.
        confidence: the evaluator's probability of the class asked for, in [0, 1].
    """

    label: str
    synthetic_wav: bytes
    synthetic_png: bytes
    nearest_wav: bytes
    nearest_png: bytes
    distance: float
    near_copy: bool
    confidence: float


@dataclass(frozen=True)
class Charts:
    """The figures as SVG elements, from `look.svg`."""

    arms: str
    confusions: Sequence[str]
    classifier_curves: str
    gan_curves: str
    progression: str
    grid: str


@dataclass(frozen=True)
class ReportContent:
    """All that the page shows.

    Attributes:
        data_set: its name, as chosen by `--env`.
        family: the GAN recipe.
        profile: smoke, laptop or gpu.
        verdict: the answer.
        arms: the frame of arms.csv: arm, seed, accuracy, macro_f1, n_train_real, n_train_synthetic.
        summary: a row per arm: arm, accuracy (the mean), low, high, n_seeds.
        comparisons: differences between arms, the most important first.
        charts: the figures.
        progression_gif: the samples through the training.
        gallery: synthetic clips with their nearest train clips.
        filtering: a row per class: label, made, recognised, kept.
        quality: from `metrics.generation.evaluate`, with GAN-train under `overall`.
        memorisation: from `metrics.memorisation.evaluate`.
        quarantine: the files refused: source, reason, detail.
        settings: every parameter of the run, flat.
        versions: packages, Python, machine.
        command: repeats the run.
    """

    data_set: str
    family: str
    profile: str
    verdict: Verdict
    arms: pd.DataFrame
    summary: pd.DataFrame
    comparisons: Sequence[Comparison]
    charts: Charts
    progression_gif: bytes
    gallery: Sequence[GalleryItem]
    filtering: pd.DataFrame
    quality: Mapping[str, Any]
    memorisation: Mapping[str, Any]
    quarantine: pd.DataFrame
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    command: str
