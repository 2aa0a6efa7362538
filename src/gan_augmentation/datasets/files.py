"""Single files that are replaced whole: tables, JSON, text and pictures."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from kedro.io import AbstractDataset, DatasetError
from kedro_datasets.json import JSONDataset
from kedro_datasets.pandas import CSVDataset

from gan_augmentation.atomic import MARKER, replaced_file
from gan_augmentation.datasets.whole import WholeFolder
from gan_augmentation.names import as_texts, write_cells

# Class names and ids stay text: FSDD's classes are digits, and a class may be called "NA".
TEXT_COLUMNS = (
    "clip_id",
    "nearest_clip_id",
    "label",
    "predicted",
    "speaker",
    "source",
    "reason",
    "detail",
    "origin",
    "arm",
    "family",
)


class CsvTable(CSVDataset):
    """A CSV file whose names stay text, also in a spreadsheet, and which is replaced whole."""

    DEFAULT_LOAD_ARGS = {  # noqa: RUF012 - as in the base class
        "dtype": dict.fromkeys(TEXT_COLUMNS, "str"),
        "keep_default_na": False,
        "na_values": [""],
    }

    def save(self, data: pd.DataFrame) -> None:
        """Write the frame without its index."""
        with replaced_file(Path(self._filepath)) as temporary:
            write_cells(data, temporary)

    def load(self) -> pd.DataFrame:
        """The frame that was saved."""
        return as_texts(super().load())


class DecidedTable(CsvTable):
    """A table that may depend on the one before it, so that what follows depends on its content."""

    def content(self) -> str:
        """SHA-256 of the file; of nothing, if it is not there."""
        path = Path(self._filepath)
        return sha256(path.read_bytes() if path.exists() else b"").hexdigest()


class EarlierCsvTable(CsvTable):
    """The table that an earlier run left, if there is one, for a node that writes the same table anew."""

    def load(self) -> pd.DataFrame | None:
        """The table, or None."""
        return super().load() if self._exists() else None

    def content(self) -> str:
        """Always the same: with the table that it has written itself a node comes to the same result."""
        return "earlier"


class JsonFile(JSONDataset):
    """A JSON file that is replaced whole."""

    def save(self, data: Any) -> None:
        """Write plain facts."""
        with replaced_file(Path(self._filepath)) as temporary:
            temporary.write_text(json.dumps(data, indent=2, ensure_ascii=False), encoding="utf-8")


class WholeFile(AbstractDataset[str | bytes, bytes]):
    """A text or a picture that is replaced whole.

    Args:
        filepath: the file.
        metadata: for kedro-viz.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._filepath = Path(filepath)
        self.metadata = metadata

    def save(self, data: str | bytes) -> None:
        """Write the bytes, or the text as UTF-8."""
        with replaced_file(self._filepath) as temporary:
            temporary.write_bytes(data.encode() if isinstance(data, str) else data)

    def load(self) -> bytes:
        """The bytes."""
        return self._filepath.read_bytes()

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}


class FolderPath(AbstractDataset[None, Path]):
    """A folder that the work itself writes to; loading gives its path.

    Args:
        filepath: the folder.
        metadata: for kedro-viz.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self.folder = Path(filepath)
        self.metadata = metadata

    def load(self) -> Path:
        """The path."""
        return self.folder

    def save(self, data: None) -> None:
        """Not possible: files come from the work."""
        raise DatasetError("the folder is written to by the experiments themselves")

    def _describe(self) -> dict[str, Any]:
        return {"folder": str(self.folder)}


class Workshop(FolderPath):
    """A folder where unfinished work is kept, on which no result depends."""

    def content(self) -> str:
        """Always the same."""
        return "workshop"


class NamedFiles(WholeFolder):
    """A few files in a folder of their own, replaced together."""

    def write(self, data: dict[str, bytes], folder: Path) -> None:
        """A file for each name."""
        for name, content in data.items():
            (folder / name).write_bytes(content)

    def read(self, folder: Path) -> dict[str, bytes]:
        """The files by name."""
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != MARKER}
