"""A table beside the files that says their classes, instead of class folders: `metadata.csv` or `metadata.jsonl`.

Columns, as in the AudioFolder form of Hugging Face datasets: `file_name` (relative to the table), `label`, and, if known,
`speaker` and `split` (train, validation or test). Others are left alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.folders import places_of

NAMES = ("metadata.csv", "metadata.jsonl")
SPLITS = ("train", "validation", "test")


class Entry(NamedTuple):
    """What the table says of one file; `path` need not exist."""

    path: Path
    label: str
    speaker: str | None
    source: str
    part: str | None


def find_metadata(root: Path) -> Path | None:
    """The table in a folder, or in the only folder in it."""
    return next(
        (place / name for place in places_of(root) for name in NAMES if (place / name).is_file()), None
    )


def read_metadata(table: Path) -> list[Entry]:
    """The entries of a table, in its order.

    Raises:
        GanAugmentationError: the table cannot be read, or a cell is missing or wrong; names the line and the column.
    """
    try:
        entries = [_entry(table, line, row) for line, row in _rows(table)]
    except (OSError, UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
        raise GanAugmentationError(f"{table}: it cannot be read ({error}). Save it as UTF-8 text.") from error
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if first.setdefault(entry.source, number) != number:
            raise GanAugmentationError(f"{table}: column file_name names '{entry.source}' twice. Keep one.")
    return entries


def _rows(table: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number of the line and its cells."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        if table.suffix == ".csv":
            reader = csv.DictReader(file)
            yield from ((reader.line_num, row) for row in reader)
        else:
            for number, text in enumerate(file, 1):
                if text.strip():
                    row = json.loads(text)
                    yield number, row if isinstance(row, dict) else {}


def _entry(table: Path, line: int, row: dict[str, Any]) -> Entry:
    # JSON has NaN from pandas, where nothing is known; it is not equal to itself.
    known = {name: value for name, value in row.items() if name and value is not None and value == value}
    cells = {name: str(value).strip() for name, value in known.items()}
    for name in ("file_name", "label"):
        if not cells.get(name):
            raise _fault(table, line, name, "it is missing or empty", "Give every file a name and a label.")
    source = PurePosixPath(cells["file_name"])
    if source.is_absolute() or ".." in source.parts:
        raise _fault(table, line, "file_name", f"'{source}' lies outside", "Name files below the table.")
    if (part := cells.get("split") or None) not in {None, *SPLITS}:
        raise _fault(table, line, "split", f"'{part}' is no side", f"Choose one of: {', '.join(SPLITS)}.")
    return Entry(table.parent / source, cells["label"], cells.get("speaker") or None, str(source), part)


def _fault(table: Path, line: int, column: str, what: str, mend: str) -> GanAugmentationError:
    return GanAugmentationError(f"{table}, line {line}, column {column}: {what}. {mend}")
