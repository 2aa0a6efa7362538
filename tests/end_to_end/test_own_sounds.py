"""`--env own`: any folder, with a broken file in it, by the other family; stopped, and started again."""

import html
import os
import re
import shlex
import signal
import time

import mlflow
import pandas as pd
import pytest

from tests.sounds import write_class_folders

SMALL = "profile=smoke,family=progressive_mel,classifier.training.weight_decay=0.04"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = write_class_folders(tmp_path_factory.mktemp("own") / "sounds")
    (folder / "low" / "broken.wav").write_bytes(b"RIFF but not a sound")
    return folder


def test_a_broken_file_is_named_and_the_run_goes_on(project, source):
    done = project.kedro("run", "--env", "own", "--params", f"{SMALL},source={source}")
    assert done.returncode == 0, done.stdout + done.stderr
    quarantine = pd.read_csv(project.folder / "data/02_intermediate/own/quarantine.csv")
    assert quarantine["source"].tolist() == ["low/broken.wav"]
    assert (project.folder / "data/08_reporting/own/progressive_mel/report.html").exists()


def test_the_page_says_how_to_repeat_the_run(project, source):
    page = (project.folder / "data/08_reporting/own/progressive_mel/report.html").read_text("utf-8")
    (command,) = re.findall(r"kedro run --pipeline .*", html.unescape(page))
    assert command.startswith("kedro run --pipeline augment_audio --env own --params ")
    switches = shlex.split(command)[-1].removesuffix("</code></pre>")
    assert set(f"{SMALL},source={source}".split(",")) <= set(switches.split(","))


def test_the_same_command_again_has_nothing_to_do_and_still_tells_the_verdict(project, source):
    done = project.kedro("run", "--env", "own", "--params", f"{SMALL},source={source}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing has changed" in done.stdout
    assert "Running node" not in done.stdout
    assert "On this data (own," in done.stdout
    mlflow.set_tracking_uri(project.tracking_uri)
    newest = mlflow.search_runs(experiment_names=["gan_augmentation"], output_format="list")
    arms = [run.data.tags["mlflow.runName"] for run in newest if run.data.tags.get("level") == "arm"]
    assert sorted(arms) == sorted(2 * ["real", "classic", "gan", "classic_gan"])


def test_clips_that_are_added_leave_the_others_on_their_side(project, source):
    before = pd.read_csv(project.folder / "data/03_primary/own/split.csv")
    write_class_folders(source / "more", per_class=4, seed=9000)
    for folder in (source / "more").iterdir():
        for path in folder.iterdir():
            path.rename(source / folder.name / f"added-{path.name}")
        folder.rmdir()
    (source / "more").rmdir()
    words = "--env", "own", "--pipeline", "prepare_audio", "--params", f"{SMALL},source={source}"
    done = project.kedro("run", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    after = pd.read_csv(project.folder / "data/03_primary/own/split.csv")
    both = before.merge(after, on="clip_id")
    assert len(both) == len(before) < len(after)
    assert (both["split_x"] == both["split_y"]).all()


def test_a_stopped_training_goes_on_from_where_it_was(project, source):
    words = (
        "run",
        "--env",
        "own",
        "--params",
        f"profile=smoke,seed=3,source={source},gan.budget.least=40000,gan.budget.most=40000",
    )
    process = project.start(*words)
    checkpoints = project.folder / "data/06_models/own/relativistic_mel/checkpoints/all"
    deadline = time.monotonic() + 400
    while len(list(checkpoints.glob("*.safetensors"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGTERM)
    output, _ = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "Run the same command again to go on from there." in output
    assert "Traceback" not in output
    kept = sorted(path.name for path in checkpoints.glob("*.safetensors"))
    assert kept[-1] > "0000000000.safetensors"

    mlflow.set_tracking_uri(project.tracking_uri)
    newest = mlflow.search_runs(experiment_names=["gan_augmentation"], output_format="list")[0]
    assert newest.info.status == "KILLED"

    process = project.start("run", "--pipeline", "train_gan", *words[1:])
    try:
        deadline = time.monotonic() + 400
        while time.monotonic() < deadline:
            names = sorted(path.name for path in checkpoints.glob("*.safetensors"))
            assert names, "the checkpoints were dropped"
            if names[-1] > kept[-1]:
                break
            time.sleep(0.1)
        assert names[-1] > kept[-1]
        assert "0000000000.safetensors" not in names
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
