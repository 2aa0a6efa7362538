"""Work with the same key is done once."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gan_augmentation.atomic import MARKER
from gan_augmentation.classifier.settings import EvaluatorSettings
from gan_augmentation.experiments import kept as module
from gan_augmentation.experiments.kept import is_kept, kept, key_of


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


def test_work_that_fails_leaves_what_was_there(tmp_path):
    kept(tmp_path / "a", "key", Note, lambda: Note("one"))
    with pytest.raises(AssertionError):
        kept(tmp_path / "a", "other", Note, refuse)
    assert is_kept(tmp_path / "a", "key")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, 2], [1, 3]),
        (["ab", "c"], ["a", "bc"]),
        ([np.arange(3)], [np.arange(3) + 1]),
        ([{"a": 1}], [{"a": 2}]),
    ],
)
def test_a_key_tells_things_apart(one, other):
    assert key_of(*one) == key_of(*one)
    assert key_of(*one) != key_of(*other)


def test_a_key_tells_settings_apart():
    settings = {"network": {"kind": "residual"}, "training": {"steps": 10}}
    one, other = (EvaluatorSettings.model_validate({**settings, "members": n}) for n in (1, 2))
    assert key_of(one) != key_of(other)


def test_every_pattern_of_the_code_names_a_file():
    assert all(list(module.PACKAGE.glob(pattern)) for pattern in module.CODE)
