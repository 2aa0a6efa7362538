"""Work with the same key is done once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from gan_augmentation import keys
from gan_augmentation.atomic import MARKER
from gan_augmentation.experiments import kept as module
from gan_augmentation.experiments.kept import is_kept, kept


@dataclass
class Note:
    text: str

    def save(self, folder: Path) -> None:
        (folder / "note.txt").write_text(self.text)

    @classmethod
    def load(cls, folder: Path) -> "Note":
        return cls((folder / "note.txt").read_text())


def refuse():
    raise AssertionError("it was made a second time")


def test_it_is_made_once_and_read_afterwards(tmp_path):
    assert kept(tmp_path / "a", "key", Note, lambda: Note("one")).text == "one"
    assert kept(tmp_path / "a", "key", Note, refuse).text == "one"


def test_another_key_makes_it_anew(tmp_path):
    kept(tmp_path / "a", "key", Note, lambda: Note("one"))
    assert kept(tmp_path / "a", "other", Note, lambda: Note("two")).text == "two"
    assert not is_kept(tmp_path / "a", "key")


def test_without_its_marker_it_does_not_count(tmp_path):
    kept(tmp_path / "a", "key", Note, lambda: Note("one"))
    (tmp_path / "a" / MARKER).unlink()
    assert kept(tmp_path / "a", "key", Note, lambda: Note("again")).text == "again"


def test_a_file_that_a_power_cut_left_empty_does_not_count(tmp_path):
    kept(tmp_path / "a", "key", Note, lambda: Note("one"))
    (tmp_path / "a" / "note.txt").write_text("")
    assert kept(tmp_path / "a", "key", Note, lambda: Note("again")).text == "again"


def test_work_that_fails_leaves_what_was_there(tmp_path):
    kept(tmp_path / "a", "key", Note, lambda: Note("one"))
    with pytest.raises(AssertionError):
        kept(tmp_path / "a", "other", Note, refuse)
    assert is_kept(tmp_path / "a", "key")


def test_every_pattern_of_the_code_names_a_file():
    assert all(list(keys.PACKAGE.glob(pattern)) for pattern in module.CODE)
