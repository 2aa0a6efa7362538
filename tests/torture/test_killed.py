"""SIGKILL at any moment, and the same command again: the results are those of an undisturbed run."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import mlflow
import pytest
import torch

from gan_augmentation.atomic import content_of
from gan_augmentation.gan.checkpoints import Checkpoint, CheckpointStore
from tests.project import Project
from tests.sounds import write_class_folders

SWITCHES = "profile=smoke,workers=1,evaluator.members=1,classifier.seeds=2,gan.budget.least=1600,gan.budget.most=1600"
STAGES = (
    ("assemble/classify", "data/05_model_input/own/relativistic_mel"),
    ("GAN", "data/06_models/own/relativistic_mel"),
    ("prepare", ""),
)


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> tuple[str, ...]:
    """The command's."""
    source = write_class_folders(tmp_path_factory.mktemp("own") / "sounds")
    return "run", "--env", "own", "--params", f"{SWITCHES},source={source}"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, words) -> tuple[Project, float]:
    """A project after the run, and for how many seconds that computed."""
    project = Project(tmp_path_factory.mktemp("undisturbed"))
    process = project.start(*words, stdout=subprocess.DEVNULL)
    computed = watch(process, until=float("inf"))
    assert process.returncode == 0
    return project, computed


def results(project: Project) -> dict[str, str]:
    """The SHA-256 of every clip, feature, part, manifest, weight, synthetic clip and prediction."""
    content = content_of(project.folder / "data")
    return {
        name: sha256
        for name, sha256 in content.items()
        if name.startswith(("02", "03", "04", "05", "06", "07")) and "/checkpoints/" not in name
    }


def watch(process: subprocess.Popen[str], until: float) -> float:
    """Wait until a process has computed for so many seconds, which no other work delays, or has ended; for how many it has."""
    computed = 0.0
    while process.poll() is None and computed < until:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        computed = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        time.sleep(0.01)
    return computed


def kill_after(seconds: float, project: Project, words: tuple[str, ...]) -> str | None:
    """Start the command, kill it and its workers; the stage that it was in, None if it had ended."""
    process = project.start(*words, stdout=subprocess.DEVNULL)
    watch(process, until=seconds)
    if process.poll() is not None:
        return None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)
    return next(name for name, folder in STAGES if (project.folder / folder).exists())


@pytest.mark.counted(
    "SIGKILL at random points (prepare, GAN, assemble/classify), then re-run",
    small=1,
    full=50,
    must_show="all equal to the undisturbed run",
)
def test_a_killed_run_that_is_started_again_gives_what_an_undisturbed_one_gives(
    undisturbed, words, tmp_path, count, came_out
):
    wanted, seconds = results(undisturbed[0]), undisturbed[1]
    chance = random.Random(0)
    equal: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    different: set[str] = set()
    while killed.total() < count:
        project = Project(fresh(tmp_path / "project"))
        if stage := kill_after(chance.uniform(0.05, 0.98) * seconds, project, words):
            done = project.kedro(*words)
            assert done.returncode == 0, done.stdout + done.stderr
            found = {name for name, _ in results(project).items() ^ wanted.items()}
            different |= {f"{name} (kill {killed.total()}, in {stage})" for name in found}
            killed[stage] += 1
            equal[stage] += not found
        shutil.rmtree(project.folder)
    told = ", ".join(f"{equal[name]}/{killed[name]} in {name}" for name, _ in reversed(STAGES))
    came_out(f"{equal.total()}/{count} equal ({told})")
    assert not different


@pytest.mark.counted(
    "SIGTERM or Ctrl-C at random points",
    small=1,
    full=10,
    must_show="ends within 10 s, no traceback, the MLflow run is KILLED, no process is left",
)
def test_a_run_that_is_asked_to_stop_ends_soon_and_in_order(
    request, undisturbed, words, tmp_path, count, came_out
):
    chance = random.Random(2)
    taken: list[float] = []
    for number in range(count):
        project = Project(fresh(tmp_path / f"{number}"))
        process = project.start(*words)
        wait_for_artifacts(chance.randint(2, artifacts(undisturbed[0]) // 2), project)
        began = time.monotonic()
        process.send_signal((signal.SIGTERM, signal.SIGINT)[number % 2])
        output, _ = process.communicate(timeout=120)
        taken.append(time.monotonic() - began)
        assert process.returncode == 1, output
        assert "the same command" in output.replace("\n", " ")
        assert "Traceback" not in output
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
        mlflow.set_tracking_uri(project.tracking_uri)
        (parent,) = mlflow.search_runs(
            search_all_experiments=True, filter_string="tags.kedro_command != ''", output_format="list"
        )
        assert parent.info.status == "KILLED"
    came_out(f"{count}/{count}, at most {max(taken):.1f} s")
    # A machine that is busy with other tests counts none of them; `make torture` has it to itself.
    assert max(taken) < (10 if request.config.getoption("--full") else 60)


def artifacts(project: Project) -> int:
    """How many are done."""
    return len(list((project.folder / "data").rglob(".*.done")))


def wait_for_artifacts(count: int, project: Project) -> None:
    """Until so many are done: a moment of the run itself, which a busy machine does not move."""
    deadline = time.monotonic() + 240
    while artifacts(project) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.counted(
    "kill during checkpoint write",
    small=5,
    full=100,
    must_show="a complete checkpoint always loads, at most one interval lost",
)
def test_a_kill_while_checkpoints_are_written_loses_one_interval_at_most(tmp_path, count, came_out):
    chance = random.Random(1)
    lost: list[int] = []
    for number in range(count):
        store = CheckpointStore(tmp_path / f"{number}")
        begun = save_until_killed(store, chance.uniform(0.02, 0.15))
        found = store.newest()
        assert found is not None
        step = int(found.facts["step"])
        assert bool((found.tensors["weights"] == step).all())
        lost.append(begun - step)
        shutil.rmtree(store.folder, ignore_errors=True)
    came_out(f"{count}/{count} load, at most {max(lost)} interval lost")
    assert set(lost) <= {0, 1}


def save_until_killed(store: CheckpointStore, seconds: float) -> int:
    """A process of its own saves one checkpoint after the other, and is killed some time after its first.

    Returns the number of the last it had begun.
    """
    reads, writes = os.pipe()
    process = os.fork()
    if process == 0:
        for step in range(1, 10**6):
            os.write(writes, b".")
            weights = torch.full((1_000_000,), float(step))
            store.save(step, Checkpoint({"weights": weights}, {"step": step}))
    os.close(writes)
    with os.fdopen(reads, "rb") as begun:
        done_before = len(begun.read(2))  # the second is begun when the first is complete
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return done_before + len(begun.read())
