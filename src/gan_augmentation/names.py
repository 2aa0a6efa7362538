"""Class names as folders and as cells of a table, whatever they are."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 50  # characters of a folder; a file system takes 255 bytes, and a character may be four
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")  # as Windows has it
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def folder_names(labels: Iterable[str]) -> dict[str, str]:
    """A folder for each class, safe on every file system and in a tar archive.

    A name of letters, digits, `_` and `-` stays. In any other, what is not of these becomes `_`, and eight digits of its
    SHA-256 follow, so that no two classes share a folder; nor do names that differ in case alone.
    """
    taken: set[str] = set()
    names: dict[str, str] = {}
    for label in sorted(set(labels)):
        name = _plain(label)
        if name != label or not name or _RESERVED.match(name) or name.casefold() in taken:
            name = f"{name or 'class'}-{hashlib.sha256(label.encode(errors='surrogatepass')).hexdigest()[:8]}"
        taken.add(name.casefold())
        names[label] = name
    return names


def cell(text: str) -> str:
    """Text for a CSV table that a spreadsheet does not take for a formula: one that begins like one gets a `'` in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def text_of(cell: str) -> str:
    """What `cell` made the cell from. A `'` that it would not have put there stays."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def write_cells(
    table: pd.DataFrame, path: Path, errors: Literal["strict", "backslashreplace"] = "strict"
) -> None:
    """Write a table as CSV, without its index, whose texts no spreadsheet takes for formulas; `as_texts` undoes that.

    Args:
        table: of numbers and texts.
        path: of the file.
        errors: what is done with characters that UTF-8 does not have, as in `open`.
    """
    cells = _changed(table, cell)
    # pandas writes a lone carriage return bare, and reads it as the end of a line.
    broken = any("\r" in value for name in cells for value in cells[name] if isinstance(value, str))
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if broken else csv.QUOTE_MINIMAL
    cells.to_csv(path, index=False, quoting=quoting, errors=errors)


def as_texts(table: pd.DataFrame) -> pd.DataFrame:
    """A table as it was before `write_cells`."""
    return _changed(table, text_of)


def _changed(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    texts = table.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    return table.assign(
        **{
            name: table[name].map(lambda value: change(value) if isinstance(value, str) else value)
            for name in texts
        }
    )


def _plain(label: str) -> str:
    words = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", label))
    return words.strip("_-")[:LONGEST]
