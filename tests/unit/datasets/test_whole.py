"""Whole or not there."""

import json

import pytest
from kedro.io import DatasetError

from gan_augmentation.atomic import MARKER, content_of, replaced_file, replaced_folder
from gan_augmentation.datasets.whole import WholeFolder


class TextFolder(WholeFolder):
    def write(self, data, folder):
        for name, text in data.items():
            (folder / name).write_text(text)
            if text == "break":
                raise OSError(28, "No space left on device")

    def read(self, folder):
        return {path.name: path.read_text() for path in folder.glob("*.txt")}


def test_a_folder_comes_back_as_it_was_saved(tmp_path):
    dataset = TextFolder(filepath=str(tmp_path / "x"))
    assert not dataset.exists()
    dataset.save({"a.txt": "one"})
    assert dataset.exists()
    assert dataset.load() == {"a.txt": "one"}


def test_a_failed_save_keeps_the_old_folder_and_nothing_else(tmp_path):
    dataset = TextFolder(filepath=str(tmp_path / "x"))
    dataset.save({"a.txt": "one"})
    with pytest.raises(DatasetError, match="No space left"):
        dataset.save({"a.txt": "two", "b.txt": "break"})
    assert dataset.load() == {"a.txt": "one"}
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_failed_first_save_leaves_nothing_that_counts_as_done(tmp_path):
    dataset = TextFolder(filepath=str(tmp_path / "x"))
    with pytest.raises(DatasetError):
        dataset.save({"b.txt": "break"})
    assert not dataset.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_its_marker_is_refused_with_the_mend(tmp_path):
    dataset = TextFolder(filepath=str(tmp_path / "x"))
    dataset.save({"a.txt": "one"})
    (tmp_path / "x" / MARKER).unlink()
    assert not dataset.exists()
    with pytest.raises(DatasetError, match="Run the stage that makes it first"):
        dataset.load()


def test_a_new_folder_leaves_no_file_of_the_old_one(tmp_path):
    dataset = TextFolder(filepath=str(tmp_path / "x"))
    dataset.save({"a.txt": "one", "b.txt": "two"})
    dataset.save({"c.txt": "three"})
    assert dataset.load() == {"c.txt": "three"}


def test_the_marker_lists_the_files_with_their_hashes(tmp_path):
    with replaced_folder(tmp_path / "x") as folder:
        (folder / "a.txt").write_text("one")
    marker = json.loads((tmp_path / "x" / MARKER).read_text())
    assert marker == content_of(tmp_path / "x")
    assert marker["a.txt"].startswith("7692c3ad3540bb80")  # sha256 of "one"


def test_a_file_is_replaced_or_left(tmp_path):
    path = tmp_path / "a.txt"
    with replaced_file(path) as temporary:
        temporary.write_text("one")
    with pytest.raises(ValueError), replaced_file(path) as temporary:  # noqa: PT011, PT012
        temporary.write_text("two")
        raise ValueError
    assert path.read_text() == "one"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]
