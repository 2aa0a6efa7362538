"""The command line as a user has it, in a project folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Project:
    """A copy of the project's configuration, where runs leave their results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "conf", folder / "conf")
        shutil.copy(ROOT / "pyproject.toml", folder)
        shutil.copy(ROOT / ".telemetry", folder)
        shutil.copytree(
            ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
        self.tracking_uri = f"sqlite:///{folder / 'mlflow.db'}"
        self.environment = {
            **os.environ,
            "MLFLOW_TRACKING_URI": self.tracking_uri,
            "DO_NOT_TRACK": "1",
            "COLUMNS": "200",
        }

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
