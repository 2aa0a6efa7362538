"""An MLflow server on 127.0.0.1 that can go away and come back, and what it holds."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import mlflow

from tests.ports import free_port

PATIENCE = 400  # seconds, on a busy machine


class Server:
    """`mlflow server`, always on the same free port, with its database and artifacts in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = ["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        words += ["--backend-store-uri", f"sqlite:///{self.folder / 'server.db'}"]
        words += ["--artifacts-destination", str(self.folder / "artifacts")]
        self._process = subprocess.Popen(
            [sys.executable, *words],
            cwd=self.folder,
            env={**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "DO_NOT_TRACK": "1"},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self._process.poll() is None, "the server ended"
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{self.uri}/health", timeout=5).close()
                return
            time.sleep(0.2)
        raise TimeoutError("the server does not answer")

    def stop(self) -> None:
        """End it and its workers."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=30)
            self._process = None


def runs_by_name(uri: str, experiment: str = "test") -> dict[str, mlflow.entities.Run]:
    """All runs of an experiment; fails if two have one name."""
    client = mlflow.MlflowClient(uri)
    found = client.search_runs([client.get_experiment_by_name(experiment).experiment_id])
    runs = {run.info.run_name: run for run in found}
    assert len(runs) == len(found)
    return runs


def history(uri: str, run: mlflow.entities.Run, metric: str) -> list[tuple[int, float]]:
    """Steps and values of a metric, in the order of their times."""
    found = mlflow.MlflowClient(uri).get_metric_history(run.info.run_id, metric)
    return [(each.step, each.value) for each in sorted(found, key=lambda each: (each.timestamp, each.step))]
