"""What the tables of sounds and of pictures have in common: the name of a clip, and how many of a class are enough."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    import pandas as pd

Medium = Literal["sounds", "pictures"]

MIN_CLIPS_PER_CLASS = 5
READ_AHEAD = 1024  # files; to ask for all at once would take more memory than the table of a large set
FORMATS: dict[Medium, str] = {"sounds": "wav, flac, ogg, mp3, aiff", "pictures": "png, jpg"}
SUFFIXES: dict[Medium, frozenset[str]] = {
    "sounds": frozenset({".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif"}),
    "pictures": frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"}),
}


def check_enough(files: pd.DataFrame, clips: pd.DataFrame, medium: Medium) -> None:
    """Stop before any training when there is too little to learn from.

    Args:
        files: the file table, for the classes there should be.
        clips: the table of what could be used of it; the file table itself checks before decoding.
        medium: for the words of the errors.

    Raises:
        GanAugmentationError: no clip at all, a single class, or a class with fewer than 5 clips.
    """
    found = files["label"].value_counts()
    usable = clips["label"].value_counts().reindex(found.index, fill_value=0)
    if usable.sum() == 0:
        raise GanAugmentationError(
            f"source: none of its {len(files)} files holds a usable {medium[:-1]}{_refusals(files, clips)}. Give a "
            f"folder with one sub-folder of {medium} ({FORMATS[medium]}) per class."
        )
    if len(found) == 1:
        raise GanAugmentationError(
            f"source: it holds a single class, '{found.index[0]}'. A classifier needs two or more: give a "
            "folder with one sub-folder per class."
        )
    for label in sorted(found.index):
        if usable[label] < MIN_CLIPS_PER_CLASS:
            raise GanAugmentationError(
                f"class '{label}': it has {usable[label]} usable clips{_refusals(files, clips)}, and "
                f"{MIN_CLIPS_PER_CLASS} are needed. Add clips to it, or take it out of the source."
            )


def _refusals(files: pd.DataFrame, clips: pd.DataFrame) -> str:
    return " (quarantine.csv says why files were refused)" if len(clips) < len(files) else ""


def clip_id(sha256: str, source: str) -> str:
    """A file name of 16 hex digits that is the same wherever the source lies."""
    return hashlib.sha256(f"{sha256}/{source}".encode(errors="surrogateescape")).hexdigest()[:16]


def content_of_files(files: pd.DataFrame) -> str:
    """SHA-256 of a file table: what it says, and the bytes of its files; where they lie does not count.

    Args:
        files: with a column path. What is no file that can be read counts as empty.
    """
    digest = hashlib.sha256(files.drop(columns="path").to_csv(index=False).encode(errors="surrogateescape"))
    paths = files["path"].unique()
    with ThreadPoolExecutor() as threads:
        for first in range(0, len(paths), READ_AHEAD):
            for content in threads.map(_sha256, paths[first : first + READ_AHEAD]):
                digest.update(content)
    return digest.hexdigest()


def _sha256(place: str) -> bytes:
    try:
        path = Path(place)
        if not path.is_file():  # a pipe would be read for ever
            return b""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:  # no right to read it, a name longer than any file's: whoever decodes it says so
        return b""
