"""The command line as a user has it, in a project folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASSING = shutil.ignore_patterns("__pycache__", "build", "*.tmp")
"""What may vanish from a project while it is copied."""


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
            timeout=900,
        )

    def start(self, *words: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env=self.environment,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # As in a terminal: whatever started the tests may ignore Ctrl-C, and that is handed down.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
