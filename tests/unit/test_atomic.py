"""A file or a folder is whole or not there, and nothing is left beside it."""

import os
import signal
import subprocess
import sys

import pytest

from gan_augmentation.atomic import content_of, replaced_file, replaced_folder


def write(path, text):
    with replaced_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def killed_while_writing(kind, path):
    """A process of its own, which dies inside the block."""
    script = (
        "import os, signal, sys; from pathlib import Path; from gan_augmentation import atomic\n"
        f"with atomic.{kind}(Path(sys.argv[1])) as temporary:\n"
        "    (temporary / 'a' if temporary.is_dir() else temporary).write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL


def test_a_file_is_replaced_whole(tmp_path):
    for text in ("one", "two"):
        write(tmp_path / "table.csv", text)
    assert (tmp_path / "table.csv").read_text() == "two"
    assert names(tmp_path) == ["table.csv"]


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_another(tmp_path, monkeypatch):
    path, flushed = tmp_path / "table.csv", []
    write(path, "one")
    monkeypatch.setattr(os, "fsync", lambda file: flushed.append((os.pread(file, 9, 0), path.read_text())))
    write(path, "two")
    assert flushed == [(b"two", "one")]


def test_a_failed_write_leaves_what_was_there(tmp_path):
    write(tmp_path / "table.csv", "one")
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "table.csv", "half \ud800")
    assert (tmp_path / "table.csv").read_text() == "one"
    assert names(tmp_path) == ["table.csv"]


def test_what_a_killed_process_left_of_a_file_is_swept_by_the_next_one_that_writes_it(tmp_path):
    path = tmp_path / "table[1].csv"
    killed_while_writing("replaced_file", path)
    assert len(names(tmp_path)) == 1
    assert not path.exists()
    write(path, "whole")
    assert names(tmp_path) == ["table[1].csv"]


def test_what_a_killed_process_left_of_a_folder_is_swept_by_the_next_one_that_writes_it(tmp_path):
    path = tmp_path / "clips"
    killed_while_writing("replaced_folder", path)
    with replaced_folder(path) as temporary:
        (temporary / "a").write_text("whole")
    assert names(tmp_path) == ["clips"]
    assert list(content_of(path)) == ["a"]


def test_what_another_process_is_writing_stays(tmp_path):
    others = tmp_path / f".table.csv.{os.getppid()}.tmp"
    others.write_text("half")
    write(tmp_path / "table.csv", "whole")
    assert others.exists()
