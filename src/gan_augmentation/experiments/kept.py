"""Work that is done once: its result lies in a folder, beside the key of all that it was made from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self, TypeVar

from gan_augmentation import keys
from gan_augmentation.atomic import is_whole, replaced_folder

KEY = "key.txt"
CODE = (
    "audio/**/*.py",
    "classifier/**/*.py",
    "experiments/**/*.py",
    "gan/**/*.py",
    "images/**/*.py",
    "metrics/**/*.py",
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
    return is_whole(folder) and (folder / KEY).read_text() == key


def code_key() -> str:
    """Of the code that results depend on."""
    return keys.code_key(*CODE)
