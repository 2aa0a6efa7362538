"""How long a `kedro` command takes that does no work, against the same in an empty kedro-mlflow project, in one run.

python benchmarks/start_up.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEDRO = str(Path(sys.executable).parent / "kedro")
TURNS = 7
ENVIRONMENT = {**os.environ, "DO_NOT_TRACK": "1"}


def empty_project(folder: Path) -> Path:
    """A project of `kedro new` without an example, with kedro-mlflow installed beside it."""
    words = [KEDRO, "new", "--name=empty", "--tools=none", "--example=n", "--telemetry=no"]
    subprocess.run(words, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return folder / "empty"


def seconds(project: Path) -> float:
    started = time.perf_counter()
    subprocess.run([KEDRO, "registry", "list"], cwd=project, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        projects = {"empty kedro-mlflow project": empty_project(Path(folder)), "this project": ROOT}
        times: dict[str, list[float]] = {name: [] for name in projects}
        for turn in range(TURNS + 1):
            for name, path in projects.items():
                taken = seconds(path)
                if turn:  # the first warms the disk cache
                    times[name].append(taken)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("kedro registry list")
    for name, value in medians.items():
        print(f"{name:>28}  {value:6.2f} s")
    print(f"{'ratio':>28}  {medians['this project'] / medians['empty kedro-mlflow project']:6.2f}")


if __name__ == "__main__":
    main()
