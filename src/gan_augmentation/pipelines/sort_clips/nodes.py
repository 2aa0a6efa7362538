"""Nodes of `sort_clips`."""

from __future__ import annotations

import pandas as pd

from gan_augmentation.audio.clips import ClipSettings
from gan_augmentation.classifier.sorting import SortedClips, SortingSettings
from gan_augmentation.classifier.storage import StoredClassifiers


def cut_unlabelled(
    classifiers: StoredClassifiers, unlabelled_files: pd.DataFrame, clip: ClipSettings, workers: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decode every file, a synthetic one too, to a clip as long as the classifiers know.

    What cannot be used goes to the quarantine.
    """
    from gan_augmentation.audio.clips import cut_clips

    heard = classifiers.view.representation
    known = {"sample_rate": heard.sample_rate, "seconds": heard.clip_samples / heard.sample_rate}
    usable = clip.usable.model_copy(update={"synthetic": True})
    return cut_clips(
        unlabelled_files, clip.model_copy(update={**known, "most_windows": 1, "usable": usable}), workers
    )


def sort_clips(
    unlabelled_files: pd.DataFrame,
    clips: pd.DataFrame,
    quarantine: pd.DataFrame,
    classifiers: StoredClassifiers,
    sorting: SortingSettings,
) -> SortedClips:
    """Which class each file belongs to, and how sure that is."""
    from gan_augmentation.classifier import sorting as domain

    return domain.sort_clips(unlabelled_files, clips, quarantine, classifiers, sorting)
