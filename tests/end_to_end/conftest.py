"""A project of its own for each module, and one run on the demo set for all."""

import json
import os
import subprocess
from typing import NamedTuple

import pytest
from filelock import FileLock

from tests.project import Project


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
