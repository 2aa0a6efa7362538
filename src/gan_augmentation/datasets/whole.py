"""Files and folders that are whole or not there: written under a temporary name beside their place, then renamed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kedro.io import AbstractDataset

from gan_augmentation.errors import GanAugmentationError

MARKER = "_complete.json"
SHARD_CLIPS = 1000


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder; takes the place of `path` if the block succeeds, and vanishes if not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`; takes its place, with a marker, if the block succeeds, and vanishes if not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        yield temporary
        (temporary / MARKER).write_text(json.dumps(content_of(temporary), indent=1))
        shutil.rmtree(path, ignore_errors=True)
        temporary.replace(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def content_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder, but the marker's."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class WholeFolder(AbstractDataset[Any, Any]):
    """A folder that counts as there once its marker is. The marker lists its files with their hashes.

    Args:
        filepath: the folder.
        metadata: for kedro-viz.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self.folder = Path(filepath)
        self.metadata = metadata

    @abstractmethod
    def write(self, data: Any, folder: Path) -> None:
        """Write the data into an empty folder."""

    @abstractmethod
    def read(self, folder: Path) -> Any:
        """Read what `write` wrote."""

    def save(self, data: Any) -> None:
        """Put the data in the folder's place, whole."""
        with replaced_folder(self.folder) as temporary:
            self.write(data, temporary)

    def load(self) -> Any:
        """The data.

        Raises:
            GanAugmentationError: the folder is not complete (Kedro wraps it in its DatasetError).
        """
        if not self._exists():
            raise GanAugmentationError(
                f"{self.folder} is not there or not complete. Run the stage that makes it first, or the whole "
                "pipeline."
            )
        return self.read(self.folder)

    def _exists(self) -> bool:
        return (self.folder / MARKER).exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self.folder)}
