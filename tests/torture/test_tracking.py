"""Many write to one tracking database, and it is taken away from them."""

import contextlib
import sqlite3
import subprocess
import sys
import time

import pytest

from gan_augmentation.datasets.runs import close_run, open_run, outboxes
from gan_augmentation.datasets.sending import send_leftovers
from tests.tracking_server import history, runs_by_name

CALLS = 60


ONE_RUN = """
import sys
from pathlib import Path
from gan_augmentation.datasets.runs import close_run, open_run
folder, uri, number, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
run = open_run(folder, uri, "test", f"writer {number}")
run.log_params({"number": number})
for step in range(count):
    run.log_metrics({"loss": number + step / 1024}, step=step)
with run.child(f"child of {number}", {"level": "arm"}) as child:
    child.log_metrics({"accuracy": number / 8})
close_run("FINISHED")
"""


def write_at_once(folder, uri, writers):
    """As many processes, each with a run of its own."""
    words = [sys.executable, "-c", ONE_RUN, str(folder), uri]
    processes = [subprocess.Popen([*words, str(number), str(CALLS)]) for number in range(writers)]
    assert [each.wait(timeout=3600) for each in processes] == [0] * writers


def lost_and_doubled(tmp_path, uri, writers):
    """Of all that was written, after what was left over is sent."""
    send_leftovers(outboxes(tmp_path / "outbox", uri), uri)
    runs = runs_by_name(uri)  # fails if one was made twice
    lost = doubled = 0
    for number in range(writers):
        run, child = runs[f"writer {number}"], runs[f"child of {number}"]
        found = history(uri, run, "loss")
        wanted = [(step, number + step / 1024) for step in range(CALLS)]
        lost += len(set(wanted) - set(found)) + (run.data.params != {"number": str(number)})
        lost += child.data.metrics != {"accuracy": number / 8}
        doubled += len(found) - len(set(found))
        assert found == sorted(found)
    return lost, doubled


@pytest.mark.counted(
    "writers at once on one new SQLite file, 60 calls each", small=3, full=8, must_show="0 lost, 0 twice"
)
def test_many_writers_at_once_lose_nothing(tmp_path, count, came_out):
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"  # which the first of them makes
    write_at_once(tmp_path / "outbox", uri, count)
    lost, doubled = lost_and_doubled(tmp_path, uri, count)
    came_out(f"{lost} lost, {doubled} twice")
    assert (lost, doubled) == (0, 0)


@pytest.mark.counted(
    "calls while a SQLite file is locked every other second", small=40, full=2000, must_show="0 lost, 0 twice"
)
def test_a_database_that_is_locked_again_and_again_gets_all(tmp_path, count, came_out, monkeypatch):
    monkeypatch.setattr("gan_augmentation.datasets.sending.FIRST_PAUSE", 0.5)
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    run = open_run(tmp_path / "outbox", uri, "test", "one")
    for step in range(count):
        if step % 20 == 10:
            with contextlib.closing(sqlite3.connect(tmp_path / "mlflow.db", timeout=30)) as other:
                other.execute("BEGIN EXCLUSIVE")
                run.log_metrics({"loss": float(step)}, step=step)
                run.log_metrics({"loss": -float(step)}, step=step)
                other.rollback()
        else:
            run.log_metrics({"loss": float(step)}, step=step)
        time.sleep(0.001)
    close_run("FINISHED")
    found = history(uri, runs_by_name(uri)["one"], "loss")
    wanted = [
        (step, value)
        for step in range(count)
        for value in ([float(step), -float(step)] if step % 20 == 10 else [float(step)])
    ]
    lost, doubled = len(set(wanted) - set(found)), len(found) - len(set(found))
    came_out(f"{lost} lost, {doubled} twice")
    assert sorted(found) == sorted(wanted)
