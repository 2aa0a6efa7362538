"""Nodes of `report`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.gan.progress import History
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings, SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticFiles
from gan_augmentation.metrics.statistics import Comparison
from gan_augmentation.reporting.content import Charts, GalleryItem, Rejected, RejectedItem
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.tables import Medium

QUESTIONS = (("classic_gan", "classic"), ("gan", "real"), ("classic", "real"))
GALLERY_PER_CLASS = 3
GRID_COLUMNS = 6


def gather(*frames: pd.DataFrame) -> pd.DataFrame:
    """The tables of all arms, one below the other."""
    return pd.concat(frames, ignore_index=True)


def compare_arms(
    predictions: pd.DataFrame, data_set: str, family: str
) -> tuple[pd.DataFrame, list[Comparison], dict[str, Any]]:
    """Mean and interval of each arm, the differences that matter, and the verdict."""
    from dataclasses import asdict

    from gan_augmentation.metrics import statistics
    from gan_augmentation.reporting.verdict import verdict

    comparisons = [statistics.compare_arms(predictions, *arms) for arms in QUESTIONS]
    size = int(predictions["clips_per_class"].iloc[0])
    answer = verdict(comparisons, data_set=data_set, clips_per_class=size, family=family)
    return statistics.summarise_arms(predictions), comparisons, asdict(answer)


def measure_gan_train(
    synthetic_set: SyntheticSet,
    synthetic_clips: SyntheticFiles,
    test_set: LabelledImages,
    classic_scores: pd.DataFrame,
    classic: dict[str, Any],
    classifier: ClassifierSettings,
    seed: int,
    workers: int,
) -> dict[str, float]:
    """What a classifier learns from synthetic clips and their classic copies alone, beside what arm `classic` learns."""
    from gan_augmentation.classifier.gan_train import gan_train_accuracy
    from gan_augmentation.representations.classic import classic_copies, parse_augmentation

    augmentation = parse_augmentation(classic)
    part = synthetic_set.only_kept().as_part_like(test_set)
    copies = classic_copies(synthetic_clips.clips, part, augmentation, seed, workers)
    accuracy = gan_train_accuracy(part, copies, test_set, classifier, seed)
    return {"synthetic": accuracy, "floor": float(classic_scores["accuracy"].mean())}


def measure_quality(
    evaluator: StoredClassifiers,
    synthetic_set: SyntheticSet,
    train_set: LabelledImages,
    test_set: LabelledImages,
    gan_train: dict[str, float],
) -> dict[str, Any]:
    """The generation metrics of all candidates, before the filter, beside what unseen real clips reach."""
    from gan_augmentation.classifier.prediction import embed, predict
    from gan_augmentation.metrics import generation

    first = next(iter(evaluator.models.values()))
    responses = {
        name: generation.Responses(
            embed(first, part.images), predict(evaluator.ensemble, part.images), part.labels, asked
        )
        for name, part, asked in (
            ("synthetic", synthetic_set, synthetic_set.asked),
            ("real_train", train_set, True),
            ("real_test", test_set, True),
        )
    }
    quality = generation.evaluate(**responses, classes=train_set.classes)
    return {**quality, "overall": {**quality["overall"], "gan_train": gan_train}}


def draw_charts(
    arms: pd.DataFrame,
    summary: pd.DataFrame,
    predictions: pd.DataFrame,
    gan_history: History,
    train_set: LabelledImages,
    synthetic_set: SyntheticSet,
    gan: Recipe,
    medium: Medium,
    *classifiers: StoredClassifiers,
) -> Charts:
    """Every figure of the report."""
    from gan_augmentation.pipelines.confusions import confusion_of_arms
    from gan_augmentation.reporting import look, pictures, run_charts

    names = list(summary["arm"])
    curves = pd.concat([each.curves.assign(arm=name) for name, each in zip(names, classifiers, strict=True)])
    snapshots = pictures.joined_snapshots(gan_history.snapshots)
    classes, kept = range(len(train_set.classes)), synthetic_set.only_kept()
    grid = pictures.grid_figure(
        [train_set.images[train_set.labels == number, 0][:GRID_COLUMNS] for number in classes],
        [kept.images[kept.labels == number, 0][:GRID_COLUMNS] for number in classes],
        train_set.classes,
        medium,
    )
    return Charts(
        arms=run_charts.arms_chart(arms, summary),
        confusions=confusion_of_arms(predictions, train_set.classes),
        classifier_curves=run_charts.classifier_curves_chart(curves),
        gan_curves=run_charts.gan_curves_chart(gan_history.log),
        progression=look.svg(
            pictures.progression_figure(snapshots, gan.conditioning.sample_names(train_set.classes), medium),
            "progression",
        ),
        grid=look.svg(grid, "grid"),
    )


def fill_gallery(
    synthetic_clips: SyntheticFiles,
    synthetic_set: SyntheticSet,
    memorisation: dict[str, Any],
    clips: Clips,
    train_set: LabelledImages,
    medium: Medium,
) -> list[GalleryItem]:
    """A few synthetic clips of each class beside their nearest train clips."""
    from gan_augmentation.pipelines.gallery import GALLERY_BYTES, beside_nearest

    return beside_nearest(
        synthetic_clips,
        synthetic_set.only_kept(),
        clips,
        train_set,
        near=memorisation["near_copy_threshold"],
        per_class=GALLERY_PER_CLASS,
        most_bytes=GALLERY_BYTES,
        medium=medium,
    )


def show_rejected(synthetic_set: SyntheticSet, synthesis: SynthesisSettings, medium: Medium) -> Rejected:
    """How many candidates of each class the filter refused, and a few of them."""
    from gan_augmentation.reporting.pictures import image_png

    rejected = synthetic_set.rejected(synthesis.threshold)
    table = pd.DataFrame({"label": synthetic_set.label_names, "rejected": rejected})
    shown = table[rejected].groupby("label", sort=False).head(GALLERY_PER_CLASS).index
    items = [
        RejectedItem(
            label=synthetic_set.label_names[place],
            png=image_png(synthetic_set.images[place, 0], medium),
            confidence=float(synthetic_set.confidence[place]),
            taken_for=synthetic_set.classes[synthetic_set.probabilities[place].argmax()],
        )
        for place in shown
    ]
    counts = table.groupby("label", sort=False)["rejected"].sum().to_dict()
    return Rejected(synthesis.threshold, counts, items)


def write_report(
    verdict: dict[str, Any],
    arms: pd.DataFrame,
    summary: pd.DataFrame,
    comparisons: list[Comparison],
    charts: Charts,
    progression_gif: bytes,
    gallery: list[GalleryItem],
    filtering: pd.DataFrame,
    rejected: Rejected,
    quality: dict[str, Any],
    memorisation: dict[str, Any],
    nearest: pd.DataFrame,
    quarantine: pd.DataFrame,
    leak_check: dict[str, int],
    parameters: dict[str, Any],
) -> str:
    """The page."""
    from gan_augmentation.reporting.content import ReportContent
    from gan_augmentation.reporting.html import render_report
    from gan_augmentation.reporting.provenance import command_of, flatten, versions
    from gan_augmentation.reporting.verdict import Verdict

    content = ReportContent(
        data_set=parameters["data_set"],
        family=parameters["family"],
        profile=parameters["profile"],
        medium=parameters["medium"],
        verdict=Verdict(**verdict),
        arms=arms,
        summary=summary,
        comparisons=comparisons,
        charts=charts,
        progression_gif=progression_gif,
        gallery=gallery,
        filtering=filtering,
        rejected=rejected,
        quality=quality,
        memorisation=memorisation,
        nearest=nearest,
        quarantine=quarantine,
        leak_check=leak_check,
        settings=flatten(parameters),
        versions=versions(),
        command=command_of(parameters),
    )
    return render_report(content)
