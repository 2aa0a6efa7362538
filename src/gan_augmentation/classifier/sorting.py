"""Unlabelled clips into class folders: what classifiers say of each, and where its file goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.names import folder_names
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.classifier.storage import StoredClassifiers

DOUBTFUL = "doubtful"
BATCH = 256


class SortingSettings(Settings):
    """When a clip is sorted, and when it is put aside."""

    threshold: float = Field(0.6, ge=0, le=1, description="least probability of the likeliest class")


@dataclass(frozen=True)
class SortedClips:
    """Where each file belongs.

    Attributes:
        table: file_name (where its copy goes), source, label, confidence, second_label, second_confidence, doubtful.
        paths: the files themselves, in the order of the table.
        quarantine: source, reason, detail of the files that could not be heard.
    """

    table: pd.DataFrame
    paths: list[str]
    quarantine: pd.DataFrame


def sort_clips(
    files: pd.DataFrame,
    clips: pd.DataFrame,
    quarantine: pd.DataFrame,
    classifiers: StoredClassifiers,
    settings: SortingSettings,
) -> SortedClips:
    """Ask all classifiers together what each clip is.

    Args:
        files: path and source of every file.
        clips: source and audio of those that could be heard.
        quarantine: the others.
        classifiers: of the classes to choose from, two at least.
        settings: when a clip is doubtful.

    Raises:
        GanAugmentationError: no file could be heard.
    """
    if clips.empty:
        reasons = ", ".join(sorted(set(quarantine["reason"])))
        raise GanAugmentationError(
            f"source: none of its {len(files)} files holds a usable sound ({reasons}). Give a folder or an archive of "
            "sound files (wav, flac, ogg, mp3, aiff)."
        )
    probabilities = _ask(clips, classifiers)
    rows = np.arange(len(clips))
    first, second = np.argsort(-probabilities, axis=1, kind="stable")[:, :2].T
    table = pd.DataFrame(
        {
            "source": clips["source"].to_numpy(),
            "label": [classifiers.classes[number] for number in first],
            "confidence": probabilities[rows, first],
            "second_label": [classifiers.classes[number] for number in second],
            "second_confidence": probabilities[rows, second],
        }
    )
    table["doubtful"] = table["confidence"] < settings.threshold
    names = folder_names(classifiers.classes)
    folders = table["label"].map(names).mask(table["doubtful"], _folder_of_doubt(names.values()))
    table.insert(0, "file_name", place_files(folders, table["source"]))
    path_of = dict(zip(files["source"], files["path"], strict=True))
    return SortedClips(table, [path_of[source] for source in table["source"]], quarantine)


def place_files(folders: Iterable[str], sources: Iterable[str]) -> list[str]:
    """`<folder>/<name>` for each source; where a name is taken already, it gets a number.

    Names that differ in case alone count as the same, as they do for many file systems.
    """
    taken: set[str] = set()
    placed = []
    for folder, source in zip(folders, sources, strict=True):
        path = PurePosixPath(folder, PurePosixPath(source).name)
        number = 1
        name = path
        while str(name).casefold() in taken:
            number += 1
            name = path.with_name(f"{path.stem}_{number}{path.suffix}")
        taken.add(str(name).casefold())
        placed.append(str(name))
    return placed


def _ask(clips: pd.DataFrame, classifiers: StoredClassifiers) -> NDArray[np.float32]:
    """Class probabilities (N, classes)."""
    from gan_augmentation.classifier.prediction import predict

    parts = [clips["audio"].iloc[start : start + BATCH] for start in range(0, len(clips), BATCH)]
    return np.concatenate(
        [predict(classifiers.ensemble, classifiers.view.see(np.stack(list(part)))) for part in parts]
    )


def _folder_of_doubt(folders: Iterable[str]) -> str:
    """A folder of its own, even where a class is called `doubtful`; names that differ in case alone count as the same."""
    return f"_{DOUBTFUL}" if DOUBTFUL in map(str.casefold, folders) else DOUBTFUL
