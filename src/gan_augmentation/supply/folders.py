"""A source of the user's as a folder, and a folder with one sub-folder of files per class."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.secrets import without_secrets
from gan_augmentation.supply.archives import UnusableArchive, unpack
from gan_augmentation.supply.fetching import fetch, is_url, place_of
from gan_augmentation.supply.tables import SUFFIXES, Medium

NOT_CLASSES = {"__MACOSX", "_background_noise_"}
PARTS = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
"""Folders that are parts of a set, and no classes, if all are called so."""


def open_source(override: str, folder: Path) -> Path:
    """The root folder of a source of the user's. What lies at an address is fetched once; later, it is said to be a copy."""
    if is_url(override):
        _tell_of_copy(override, place_of(override, None, folder))
        return _unpack_fetched(fetch(override, sha256=None, size=None, folder=folder), folder)
    try:
        path = Path(override).expanduser()
        there, is_folder = path.exists(), path.is_dir()
    except RuntimeError as error:
        raise GanAugmentationError(f"source={override}: {error} Give the path in full.") from error
    except OSError as error:
        raise GanAugmentationError(
            f"source={override}: it cannot be read ({error.strerror}). Check its permissions and name."
        ) from error
    if is_folder:
        return path
    if not there:
        raise GanAugmentationError(
            f"source={override}: there is no such file or folder. Give the path of a folder or an archive; a "
            f"relative one starts at {Path.cwd()}."
        )
    return unpack(path, folder)


def _unpack_fetched(archive: Path, folder: Path) -> Path:
    """As `unpack`; what is no good archive is not kept, or every later run would use it."""
    try:
        return unpack(archive, folder)
    except UnusableArchive as error:
        archive.unlink()
        raise GanAugmentationError(
            f"{error} What was fetched is deleted: start again to fetch it anew."
        ) from error


@cache
def _tell_of_copy(url: str, kept: Path) -> None:
    """Say that what an earlier run fetched is used; once, for a run asks for its source more than once."""
    if kept.exists():
        fetched = time.strftime("%Y-%m-%d %H:%M", time.localtime(kept.stat().st_mtime))
        logging.getLogger(__name__).info(
            "Using the copy of %s fetched on %s; delete %s to fetch it anew.",
            without_secrets(url),
            fetched,
            kept,
        )


def class_folders(root: Path, medium: Medium) -> Iterator[tuple[str, str, str, str | None]]:
    """Path, class, source and part of each file in `<class>/.../<file>`: every file below a sub-folder belongs to its class.

    Where all sub-folders are called by parts (train, val, test, ...) and have sub-folders of their own, these are the classes.

    Raises:
        GanAugmentationError: there are no sub-folders.
    """
    root = unwrapped(root, medium)
    folders = folders_of(root)
    if not folders:
        raise GanAugmentationError(
            f"{root}: it has no sub-folders. Put the {medium} of each class in a sub-folder of its own, named "
            "after the class."
        )
    parts = _parts(folders, medium)
    classes = (
        [(folder, part) for top, part in parts for folder in folders_of(top)]
        if parts
        else [(folder, None) for folder in folders]
    )
    for folder, part in classes:
        for path in files_below(folder, above=(root.resolve(),)):
            yield str(path), folder.name, str(PurePosixPath(path.relative_to(root))), part


def _parts(folders: list[Path], medium: Medium) -> list[tuple[Path, str]]:
    """The folders with the part that each is, if all are parts of one set, the train part among them; else none."""
    named = [(folder, PARTS[folder.name.lower()]) for folder in folders if folder.name.lower() in PARTS]
    whole = len(named) == len(folders) > 1 and "train" in {part for _, part in named}
    return named if whole and all(_holds_folders_alone(folder, medium) for folder in folders) else []


def unwrapped(root: Path, medium: Medium) -> Path:
    """The folder itself, or the only one in it: an archive often wraps its classes in one folder, perhaps beside a licence."""
    inner = folders_of(root)
    return inner[0] if len(inner) == 1 and _holds_folders_alone(inner[0], medium) else root


def _holds_folders_alone(folder: Path, medium: Medium) -> bool:
    """Whether it has sub-folders, and no sounds or pictures beside them."""
    return bool(folders_of(folder)) and not any(
        path.suffix.lower() in SUFFIXES[medium] for path in files_of(folder)
    )


def places_of(root: Path) -> list[Path]:
    """The folder and, if there is but one in it, that one: an archive often wraps its content in one."""
    inner = folders_of(root)
    return [root, *inner] if len(inner) == 1 else [root]


def files_of(root: Path) -> list[Path]:
    """The files of a folder, without hidden ones, sorted."""
    return _shown(root, Path.is_file)


def folders_of(root: Path) -> list[Path]:
    """The sub-folders of a folder that could be classes, sorted."""
    return _shown(root, Path.is_dir)


def _shown(root: Path, wanted: Callable[[Path], bool]) -> list[Path]:
    try:
        return sorted(
            path
            for path in root.iterdir()
            if not path.name.startswith(".") and path.name not in NOT_CLASSES and wanted(_readable(path))
        )
    except OSError as error:
        raise GanAugmentationError(
            f"{root}: it cannot be looked into ({error.strerror}). Check its permissions, or take it out of the source."
        ) from error


def _readable(path: Path) -> Path:
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        raise GanAugmentationError(
            f"{path.parent}: the name {os.fsencode(path.name)!r} in it is no UTF-8 text, which tables and pages need. Rename it."
        ) from error
    return path


def files_below(folder: Path, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """The files of a folder and its sub-folders, without hidden ones; links back to one that it lies in are not followed."""
    place = folder.resolve()
    if place in above:
        return
    yield from files_of(folder)
    for inner in folders_of(folder):
        yield from files_below(inner, (*above, place))
