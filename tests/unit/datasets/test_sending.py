"""Runs go on and nothing is lost or doubled while MLflow is away: a real server, and a real locked database."""

import contextlib
import logging
import shutil
import socket
import sqlite3
import sys
import time
from pathlib import Path

import mlflow
import numpy as np
import pytest

from gan_augmentation.datasets import runs, sending
from gan_augmentation.datasets.outbox import Outbox
from gan_augmentation.datasets.runs import close_run, open_run
from gan_augmentation.datasets.sending import Sender, check_database
from tests.tracking_server import Server, history, runs_by_name


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """MLflow is asked again at once: a server that is away refuses at once, and one that has just started may take its time."""
    monkeypatch.setattr(sending, "FIRST_PAUSE", 0.0)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "60")
    yield
    close_run("FAILED")


@pytest.fixture(autouse=True)
def heard(caplog):
    caplog.set_level(logging.INFO, "gan_augmentation")


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory):
    """Made once: MLflow takes seconds to make one."""
    path = tmp_path_factory.mktemp("empty") / "mlflow.db"
    mlflow.MlflowClient(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(empty_database, tmp_path):
    shutil.copy(empty_database, tmp_path)
    before, uri = mlflow.get_tracking_uri(), f"sqlite:///{tmp_path / 'mlflow.db'}"
    mlflow.set_tracking_uri(uri)
    yield uri
    mlflow.set_tracking_uri(before)


@contextlib.contextmanager
def locked(uri):
    with contextlib.closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.rollback()


def log_steps(run, steps):
    for step in steps:
        run.log_metrics({"loss": step / 8}, step=step)


def expected(steps):
    return [(step, step / 8) for step in steps]


def left_in(folder):
    return [path for path in folder.rglob("*.jsonl")]


def test_a_server_that_goes_away_and_comes_back_gets_all_in_order_and_once(server, tmp_path, caplog):
    (tmp_path / "report.html").write_text("<p>report</p>")
    run = open_run(tmp_path / "outbox", server.uri, "test", "away")
    log_steps(run, range(5))
    server.stop()
    log_steps(run, range(5, 10))
    with run.child("child of away", {"level": "arm"}) as child:
        child.log_params({"arm": "classic"})
    run.log_file(tmp_path / "report.html")
    run.log_picture(np.zeros((4, 6, 3), np.uint8), "gan.samples", 7)
    assert [record.message for record in caplog.records if "takes no calls" in record.message]
    server.start()
    log_steps(run, range(10, 12))
    close_run("FINISHED")
    found = runs_by_name(server.uri)
    assert history(server.uri, found["away"], "loss") == expected(range(12))
    assert found["away"].info.status == "FINISHED"
    assert found["child of away"].data.tags["mlflow.parentRunId"] == found["away"].info.run_id
    assert found["child of away"].data.params == {"arm": "classic"}
    client = mlflow.MlflowClient(server.uri)
    assert "report.html" in {each.path for each in client.list_artifacts(found["away"].info.run_id)}
    assert len(client.list_artifacts(found["away"].info.run_id, "images")) == 2
    assert left_in(tmp_path) == []


def test_what_a_run_could_not_send_is_sent_by_the_next(server, tmp_path, caplog):
    run = open_run(tmp_path / "outbox", server.uri, "test", "first")
    log_steps(run, range(3))
    server.stop()
    log_steps(run, range(3, 6))
    close_run("FINISHED")
    assert "The next run sends them first" in caplog.text
    assert left_in(tmp_path)
    server.start()
    open_run(tmp_path / "outbox", server.uri, "test", "second")
    found = runs_by_name(server.uri)
    assert history(server.uri, found["first"], "loss") == expected(range(6))
    assert (found["first"].info.status, found["second"].info.status) == ("FINISHED", "RUNNING")


def test_a_run_that_begins_without_a_server_is_there_afterwards(server, tmp_path):
    server.stop()
    began = time.time()
    run = open_run(tmp_path / "outbox", server.uri, "test", "began without")
    log_steps(run, range(3))
    logged = time.time()
    server.start()
    close_run("FINISHED")
    found = runs_by_name(server.uri)["began without"]
    assert history(server.uri, found, "loss") == expected(range(3))
    assert began - 1 < found.info.start_time / 1000 < logged + 1
    assert "mlflow.user" in found.data.tags


def test_a_run_whose_process_died_ends_as_killed(database, tmp_path):
    outbox = Outbox.open_new(runs.outboxes(tmp_path / "outbox", database))
    run = runs.TrackedRun(outbox, Sender(outbox, database), "test")
    run._open("died", {})
    log_steps(run, range(2))
    forget(run)
    open_run(tmp_path / "outbox", database, "test", "next")
    found = runs_by_name(database)["died"]
    assert (found.info.status, history(database, found, "loss")) == ("KILLED", expected(range(2)))


def call_child(run):
    with run.child("child", {"level": "arm"}) as child:
        child.log_params({"arm": "classic"})


CALLS = {
    "metrics": lambda run: log_steps(run, [1]),
    "child": call_child,
    "picture": lambda run: run.log_picture(np.zeros((4, 6, 3), np.uint8), "gan.samples", 7),
    "file": lambda run: run.log_file(Path(__file__), "tests"),
}


@pytest.fixture
def dying(monkeypatch):
    """Within it, the process dies when MLflow has a call, and no note of that is written yet."""

    @contextlib.contextmanager
    def during():
        with monkeypatch.context() as patch, contextlib.suppress(SystemExit):
            patch.setattr(Outbox, "made", lambda *_: sys.exit())
            yield
            pytest.fail("it did not die")

    return during


@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_arrived_before_the_process_died_counts_once(call, database, tmp_path, dying):
    run = open_run(tmp_path / "outbox", database, "test", "died")
    with dying():
        CALLS[call](run)
    forget(run)
    open_run(tmp_path / "outbox", database, "test", "next")
    found = runs_by_name(database)
    assert set(found) == {"died", "next"} | ({"child"} if call == "child" else set())
    assert found["died"].info.status == "KILLED"
    run_id, client = found["died"].info.run_id, mlflow.MlflowClient(database)
    assert history(database, found["died"], "loss") == (expected([1]) if call == "metrics" else [])
    assert len(client.list_artifacts(run_id, "images")) == (2 if call == "picture" else 0)
    assert len(client.list_artifacts(run_id, "tests")) == (1 if call == "file" else 0)


def test_a_run_that_was_made_before_the_process_died_is_one_run(database, tmp_path, dying):
    with dying():
        open_run(tmp_path / "outbox", database, "test", "died")
    forget(runs.current_run())
    open_run(tmp_path / "outbox", database, "test", "next")
    assert set(runs_by_name(database)) == {"died", "next"}


def forget(run):
    """What the system does for a process that is no more."""
    run._outbox._lock.release()
    runs._current = None


def test_a_locked_database_costs_seconds_and_loses_nothing(database, tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "FIRST_PAUSE", 60.0)
    run = open_run(tmp_path / "outbox", database, "test", "locked")
    log_steps(run, range(3))
    with locked(database):
        begin = time.monotonic()
        log_steps(run, range(3, 30))
        assert time.monotonic() - begin < 30, "27 calls of two seconds would take 54"
    close_run("FINISHED")
    found = runs_by_name(database)["locked"]
    assert history(database, found, "loss") == expected(range(30))
    assert found.info.status == "FINISHED"


def test_a_server_that_takes_calls_and_never_answers_costs_one_time_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "FIRST_PAUSE", 60.0)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begin = time.monotonic()
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}"
        run = open_run(tmp_path / "outbox", uri, "test", "silent")
        log_steps(run, range(50))
        assert time.monotonic() - begin < 30, "50 calls of a second would take 50"
        close_run("FINISHED")
    assert left_in(tmp_path)


def test_pauses_grow_while_a_server_stays_away(tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "FIRST_PAUSE", 30.0)
    outbox = Outbox.open_new(tmp_path)
    sender = Sender(outbox, "http://127.0.0.1:9")  # nobody listens there
    outbox.put("run", "0", run_id=None, name="run", experiment="test", tags={}, parent=None)
    pauses = []
    for _ in range(7):
        sender._not_before = 0.0
        sender.send()
        pauses.append(sender._not_before - time.monotonic())
    assert pauses == pytest.approx([30, 60, 120, 240, 480, 600, 600], abs=10)


def test_a_call_that_mlflow_refuses_holds_nothing_up(database, tmp_path, caplog):
    run = open_run(tmp_path / "outbox", database, "test", "refused")
    run.log_params({"seed": 1})
    run.log_params({"seed": 2})  # MLflow never changes a parameter
    log_steps(run, range(2))
    close_run("FINISHED")
    assert "MLflow refused" in caplog.text
    found = runs_by_name(database)["refused"]
    assert found.data.params == {"seed": "1"}
    assert history(database, found, "loss") == expected(range(2))


def test_very_long_parameters_and_very_many_are_taken(database, tmp_path):
    run = open_run(tmp_path / "outbox", database, "test", "long")
    run.log_params({f"name_{n}": n for n in range(250)} | {"long": "x" * 20_000})
    close_run("FINISHED")
    params = runs_by_name(database)["long"].data.params
    assert len(params) == 251
    assert params["long"].startswith("xxx")


def test_a_run_of_another_is_logged_to_and_not_ended(database, tmp_path):
    mlflow.set_experiment("test")
    with mlflow.start_run(run_name="of another") as theirs:
        run = open_run(tmp_path / "outbox", database, "test", "ours", run_id=theirs.info.run_id)
        log_steps(run, range(2))
        close_run("FINISHED")
        found = runs_by_name(database)
        assert set(found) == {"of another"}
        assert found["of another"].info.status == "RUNNING"
    assert history(database, found["of another"], "loss") == expected(range(2))


def test_a_database_that_is_not_there_yet_is_no_locked_one(tmp_path):
    check_database(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


def test_neither_the_warning_nor_the_folder_names_a_password(tmp_path, caplog):
    uri = "http://anna:secret@127.0.0.1:9"
    open_run(tmp_path / "outbox", uri, "test", "named")
    close_run("FINISHED")
    assert "takes no calls" in caplog.text
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    said = caplog.text + "".join(map(str, written)) + "".join(path.read_text() for path in written)
    assert "secret" not in said
