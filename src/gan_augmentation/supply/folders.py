"""A source of the user's as a folder, and a folder with one sub-folder of files per class."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.secrets import without_secrets
from gan_augmentation.supply.archives import unpack
from gan_augmentation.supply.fetching import fetch, is_url, place_of
from gan_augmentation.supply.tables import Medium

NOT_CLASSES = {"__MACOSX", "_background_noise_"}


def open_source(override: str, folder: Path) -> Path:
    """The root folder of a source of the user's. What lies at an address is fetched once; later, it is said to be a copy."""
    if is_url(override):
        _tell_of_copy(override, place_of(override, None, folder))
        return unpack(fetch(override, sha256=None, size=None, folder=folder), folder)
    try:
        path = Path(override).expanduser()
    except RuntimeError as error:
        raise GanAugmentationError(f"source={override}: {error} Give the path in full.") from error
    if path.is_dir():
        return path
    if not path.exists():
        raise GanAugmentationError(
            f"source={override}: there is no such file or folder. Give the path of a folder or an archive; a "
            f"relative one starts at {Path.cwd()}."
        )
    return unpack(path, folder)


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


def class_folders(root: Path, medium: Medium) -> Iterator[tuple[str, str, str]]:
    """Path, class and source of each file in `<class>/.../<file>`: every file below a sub-folder belongs to its class.

    Raises:
        GanAugmentationError: there are no sub-folders.
    """
    root = unwrapped(root)
    classes = folders_of(root)
    if not classes:
        raise GanAugmentationError(
            f"{root}: it has no sub-folders. Put the {medium} of each class in a sub-folder of its own, named "
            "after the class."
        )
    for folder in classes:
        for path in files_below(folder):
            yield str(path), folder.name, str(PurePosixPath(path.relative_to(root)))


def unwrapped(root: Path) -> Path:
    """The folder itself, or the only one in it: an archive often wraps its classes in one folder."""
    inner = folders_of(root)
    alone = len(inner) == 1 and folders_of(inner[0]) and not files_of(inner[0])
    return inner[0] if alone else root


def files_of(root: Path) -> list[Path]:
    """The files of a folder, without hidden ones, sorted."""
    return sorted(path for path in _shown(root) if path.is_file())


def _shown(root: Path) -> Iterator[Path]:
    for path in root.iterdir():
        if path.name.startswith(".") or path.name in NOT_CLASSES:
            continue
        try:
            path.name.encode()
        except UnicodeEncodeError as error:
            raise GanAugmentationError(
                f"{root}: the name {os.fsencode(path.name)!r} in it is no UTF-8 text, which tables and pages need. Rename it."
            ) from error
        yield path


def folders_of(root: Path) -> list[Path]:
    """The sub-folders of a folder that could be classes, sorted."""
    return sorted(path for path in _shown(root) if path.is_dir())


def files_below(folder: Path) -> Iterator[Path]:
    """The files of a folder and its sub-folders, without hidden ones."""
    yield from files_of(folder)
    for inner in folders_of(folder):
        yield from files_below(inner)
