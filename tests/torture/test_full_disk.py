"""The disk fills up at each write of a run: the error says so, nothing counts as done, and the same command ends the run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import Project
from tests.sounds import write_class_folders

SWITCHES = (
    "profile=smoke,workers=1,evaluator.members=1,classifier.seeds=2,gan.budget.least=320,gan.budget.most=320"
)
CAN_MOUNT = bool(
    shutil.which("unshare")
    and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode == 0
)


@pytest.mark.skipif(not CAN_MOUNT, reason="no small file system can be mounted here (unshare -rm)")
@pytest.mark.counted(
    "full disk (small tmpfs) at each write",
    small=2,
    full=31,
    must_show="clear error, no marker, re-run succeeds",
)
def test_a_full_disk_is_told_and_the_same_command_goes_on_when_there_is_room(
    tmp_path, count, came_out, request
):
    """Writes so many of the run's artifacts, each first to a disk that has no room for it."""
    project = Project(tmp_path)
    source = write_class_folders(tmp_path / "own")
    script = Path(__file__).with_name("full_disk.py")
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, str(script), f"{SWITCHES},source={source}", str(count)],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.splitlines()[-1]
    came_out(told)
    if request.config.getoption("--full"):
        assert told.startswith(f"{count} of {count} writing steps")
