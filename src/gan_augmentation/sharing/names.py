"""Class names as folders and as cells of a table, whatever they are."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

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


def _plain(label: str) -> str:
    words = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", label))
    return words.strip("_-")[:LONGEST]
