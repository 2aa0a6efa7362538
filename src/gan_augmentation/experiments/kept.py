"""Work that is done once: its result lies in a folder, beside the key of all that it was made from."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from pydantic import BaseModel

from gan_augmentation.atomic import MARKER, replaced_folder
from gan_augmentation.code_version import without_words

KEY = "key.txt"
PACKAGE = Path(__file__).parents[1]
CODE = (
    "audio/**/*.py",
    "classifier/**/*.py",
    "experiments/**/*.py",
    "gan/**/*.py",
    "images/**/*.py",
    "representations/**/*.py",
    "compute.py",
    "seeding.py",
)
"""The code on which a result depends."""


class Storable(Protocol):
    """What can be written into an empty folder and read from it."""

    def save(self, folder: Path) -> None:
        """Write it."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read it."""


Thing = TypeVar("Thing", bound=Storable)


def kept(folder: Path, key: str, kind: type[Thing], make: Callable[[], Thing]) -> Thing:
    """What lies in the folder, if it was made from what the key says; else it is made and put there."""
    if not is_kept(folder, key):
        made = make()
        with replaced_folder(folder) as temporary:
            made.save(temporary)
            (temporary / KEY).write_text(key)
    return kind.load(folder)


def is_kept(folder: Path, key: str) -> bool:
    """Whether a whole result with this key is there."""
    return (folder / MARKER).exists() and (folder / KEY).read_text() == key


def key_of(*things: Any) -> str:
    """SHA-256 of settings, plain values and arrays, in this order."""
    digest = hashlib.sha256()
    for thing in things:
        if isinstance(thing, np.ndarray):
            digest.update(np.ascontiguousarray(thing).data)
        elif isinstance(thing, BaseModel):
            digest.update(thing.model_dump_json().encode())
        else:
            digest.update(json.dumps(thing).encode())
        digest.update(b"\0")
    return digest.hexdigest()


@cache
def code_key() -> str:
    """SHA-256 of the code that results depend on; comments, docstrings and layout don't count."""
    files = [path for pattern in CODE for path in sorted(PACKAGE.glob(pattern))]
    return key_of([ast.dump(without_words(path.read_text(encoding="utf-8"))) for path in files])
