"""Calls that wait on disk."""

import subprocess
import sys

import pytest
from filelock import Timeout

from gan_augmentation.datasets.outbox import Outbox


def numbers(outbox):
    return [entry["value"] for entry in outbox.waiting]


def filled(root, values=(1, 2, 3)):
    outbox = Outbox.open_new(root)
    for value in values:
        outbox.put("facts", "0", value=value)
    return outbox


def test_what_waits_is_there_again_in_order(tmp_path):
    outbox = filled(tmp_path)
    outbox.made(outbox.waiting[0], "run one")
    outbox.close()
    (again,) = Outbox.leftovers(tmp_path)
    assert numbers(again) == [2, 3]
    assert again.runs == {"0": "run one"}
    again.put("facts", "0", value=4)
    again.close()
    assert [numbers(outbox) for outbox in Outbox.leftovers(tmp_path)] == [[2, 3, 4]]


def test_an_outbox_in_which_nothing_waits_vanishes(tmp_path):
    outbox = filled(tmp_path, values=[1])
    outbox.made(outbox.waiting[0])
    outbox.close()
    assert not list(Outbox.leftovers(tmp_path))
    assert not any(path.is_dir() for path in tmp_path.iterdir())


def test_an_outbox_that_is_open_is_no_leftover(tmp_path):
    outbox = filled(tmp_path)
    assert list(Outbox.leftovers(tmp_path)) == []
    outbox.close()
    assert len(list(Outbox.leftovers(tmp_path))) == 1


def test_a_line_that_was_being_written_when_the_process_died_is_no_call(tmp_path):
    outbox = filled(tmp_path)
    with (outbox.folder / "journal.jsonl").open("a") as file:
        file.write('{"number": 3, "kind": "fac')
    outbox.close()
    (again,) = Outbox.leftovers(tmp_path)
    again.put("facts", "0", value=4)
    again.close()
    assert [numbers(outbox) for outbox in Outbox.leftovers(tmp_path)] == [[1, 2, 3, 4]]


def test_what_a_killed_process_put_is_left_over(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from gan_augmentation.datasets.outbox import Outbox;"
        "box = Outbox.open_new(Path(sys.argv[1])); [box.put('facts', '0', value=n) for n in range(5)]; os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60).returncode == 9
    assert [numbers(outbox) for outbox in Outbox.leftovers(tmp_path)] == [[0, 1, 2, 3, 4]]


def test_a_kept_file_is_what_it_was_and_goes_with_its_call(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("before")
    outbox = Outbox.open_new(tmp_path / "root")
    outbox.put("file", "0", file=outbox.keep(path))
    path.write_text("after")
    (entry,) = outbox.waiting
    kept = outbox.folder / entry["file"]
    assert (kept.name, kept.read_text()) == ("report.html", "before")
    outbox.made(entry)
    assert not kept.exists()


def test_nobody_opens_the_folder_of_another(tmp_path):
    outbox = filled(tmp_path)
    from gan_augmentation.datasets.outbox import _lock_of

    with pytest.raises(Timeout):
        _lock_of(outbox.folder)


def test_runs_that_were_not_ended_are_known_innermost_last(tmp_path):
    outbox = Outbox.open_new(tmp_path)
    for key, run_id in (("0", None), ("0.1", None), ("0.2", None), ("of another", "abc")):
        outbox.put("run", key, run_id=run_id)
    outbox.put("end", "0.1")
    outbox.close()
    assert [each.unended for each in Outbox.leftovers(tmp_path)] == [["0", "0.2"]]
