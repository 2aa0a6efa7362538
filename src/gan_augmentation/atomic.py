"""Files and folders that are whole or not there: written under a temporary name beside their place, then renamed.

A file is on the disk before it has its name, so that not even a power cut leaves the name without the bytes. A folder's files are
not flushed, for there may be thousands: of a folder the runner believes only what still has the hashes of its marker.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARKER = "_complete.json"


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder; takes the place of `path` if the block succeeds, and vanishes if not."""
    temporary = _temporary(path)
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`; takes its place, with a marker, if the block succeeds, and vanishes if not."""
    temporary = _temporary(path)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        yield temporary
        (temporary / MARKER).write_text(_marker_of(temporary))
        shutil.rmtree(path, ignore_errors=True)
        temporary.replace(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def is_whole(folder: Path) -> bool:
    """Whether it is there, with the bytes that its marker says."""
    return (folder / MARKER).exists() and (folder / MARKER).read_text() == _marker_of(folder)


def _marker_of(folder: Path) -> str:
    return json.dumps(content_of(folder), indent=1)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _temporary(path: Path) -> Path:
    """A path beside another; what killed processes left of it is swept away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        process = left.name.split(".")[-2]
        if process.isdigit() and not _is_alive(int(process)):
            _remove(left)
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # It is somebody else's.
        return True
    return True


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def content_of(path: Path) -> dict[str, str]:
    """The SHA-256 of a file, or of each file below a folder, but the marker's, by its place there."""
    inside = path.rglob("*") if path.is_dir() else [path]
    files = sorted(each for each in inside if each.is_file() and each.name != MARKER)
    return {each.relative_to(path).as_posix(): _sha256(each) for each in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
