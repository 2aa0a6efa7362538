"""`--env own`: any folder, with a broken file in it, by the other family; stopped, and started again."""

import os
import signal
import time

import mlflow
import pandas as pd
import pytest

from tests.sounds import write_class_folders

SMALL = "profile=smoke,family=progressive_mel"


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
    deadline = time.monotonic() + 120
    while len(list(checkpoints.glob("*.safetensors"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
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
        deadline = time.monotonic() + 120
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
