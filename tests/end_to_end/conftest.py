"""The command line as a user has it, in a project folder of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]


class Project:
    """A copy of the project's configuration, where runs leave their results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "conf").exists():
            self._copy()
        self.tracking_uri = f"sqlite:///{folder / 'mlflow.db'}"
        self.environment = {
            **os.environ,
            "MLFLOW_TRACKING_URI": self.tracking_uri,
            "DO_NOT_TRACK": "1",
            "COLUMNS": "200",
        }

    def _copy(self) -> None:
        for name in ("conf", "notebooks"):
            shutil.copytree(ROOT / name, self.folder / name)
        for name in ("pyproject.toml", ".telemetry"):
            shutil.copy(ROOT / name, self.folder)
        shutil.copytree(
            ROOT / "src", self.folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )

    def command(self, *words: str) -> list[str]:
        """`kedro ...` of this environment."""
        return [str(Path(sys.executable).parent / "kedro"), *words]

    def kedro(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An empty project."""
    return Project(tmp_path_factory.mktemp("project"))


class DemoRun(NamedTuple):
    """A project after `kedro run` on the demo set, and what the command said."""

    project: Project
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """One run for all that look at its results: the worker that comes first makes it, and the others wait."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, said = shared / "demo_run", shared / "demo_run.json"
    with FileLock(shared / "demo_run.lock"):
        folder.mkdir(exist_ok=True)
        project = Project(folder)
        if not said.exists():
            done = project.kedro("run", "--pipeline", "augment_audio", "--params", "profile=smoke")
            said.write_text(json.dumps(vars(done)))
    return DemoRun(project, subprocess.CompletedProcess(**json.loads(said.read_text())))
