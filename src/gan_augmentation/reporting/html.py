"""The report: one page that holds everything, works without a network, and escapes what it is given.

The page forbids itself any network by its content security policy. Pictures and sounds are data URIs. Sounds are
decoded only when played (`preload="none"`), so that a page with dozens of them opens at once.
"""

import io
from base64 import b64encode
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
import numpy as np
import pandas as pd
import soundfile
from numpy.typing import NDArray

from gan_augmentation.reporting.look import ARM_COLOURS
from gan_augmentation.reporting.verdict import ARM_WORDS, Comparison, Verdict, judge, points


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
        filtering: a row per class: label, made, kept.
        quality: from `metrics.generation.evaluate`.
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


def render_report(content: ReportContent) -> str:
    """The page as text, to be written as UTF-8."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gan_augmentation", "reporting"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"data_uri": _data_uri, "percent": _percent, "number": _number, "points": points}
    return environment.get_template("report.html").render(
        content=content,
        arms=_arm_rows(content),
        gallery=_by_label(content.gallery),
        judge=judge,
        arm_colours=ARM_COLOURS,
        made=int(content.filtering["made"].sum()),
        kept=int(content.filtering["kept"].sum()),
        filtering=content.filtering.to_dict("records"),
        quarantine=content.quarantine.to_dict("records"),
    )


def wav_bytes(audio: NDArray[np.float32], sample_rate: int) -> bytes:
    """A mono clip (samples,) in [-1, 1] as a 16-bit WAV file; louder values are clipped."""
    buffer = io.BytesIO()
    soundfile.write(buffer, audio, sample_rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def _arm_rows(content: ReportContent) -> list[dict[Hashable, Any]]:
    means = content.arms.groupby("arm")[["macro_f1", "n_train_real", "n_train_synthetic"]].mean()
    rows = content.summary.merge(means, left_on="arm", right_index=True, how="left", validate="one_to_one")
    return rows.assign(words=rows["arm"].map(ARM_WORDS)).to_dict("records")


def _by_label(gallery: Sequence[GalleryItem]) -> dict[str, list[GalleryItem]]:
    grouped: dict[str, list[GalleryItem]] = {}
    for item in gallery:
        grouped.setdefault(item.label, []).append(item)
    return grouped


def _data_uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def _percent(fraction: float | None) -> str:
    return "unknown" if fraction is None else f"{100 * fraction:.1f} %"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"
