"""`kedro run` on the demo set, and what it leaves."""

import json
import shutil

import mlflow
import pandas as pd
import pytest

from tests.project import PASSING, Project

ARMS = {"real", "classic", "gan", "classic_gan"}


@pytest.fixture(scope="module")
def project(demo_run):
    return demo_run.project


@pytest.fixture(scope="module")
def done(demo_run):
    return demo_run.done


@pytest.fixture(scope="module")
def runs(project, done):
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(project.tracking_uri)
    yield mlflow.search_runs(experiment_names=["gan_augmentation"], output_format="list")
    mlflow.set_tracking_uri(before)


def test_the_run_ends_with_the_verdict_and_where_to_look_next(done):
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    (verdict,) = [number for number, line in enumerate(lines) if line.startswith("On this data (demo, ")]
    assert "seeds" in lines[verdict]
    assert [line.split(":")[0] for line in lines[-4:]] == ["Synthetic", "Report", "All runs", "The pipeline"]


def test_progress_shows_all_along(done):
    for stage in ("decode", "train GAN", "train evaluator", "train classic_gan"):
        assert stage in done.stderr


def test_no_library_warning_reaches_the_user(done):
    assert "Warning" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_every_result_lies_where_the_design_says(project, done):
    data = project.folder / "data"
    for path in (
        "02_intermediate/demo/clips/00000.parquet",
        "02_intermediate/demo/quarantine.csv",
        "03_primary/demo/split.csv",
        "04_feature/demo/00000.parquet",
        "04_feature/demo/settings.json",
        "06_models/demo/relativistic_mel/generator/generator.safetensors",
        "06_models/demo/relativistic_mel/generator/recipe.json",
        "06_models/demo/relativistic_mel/checkpoints",
        "07_model_output/demo/relativistic_mel/synthetic/metadata.csv",
        "08_reporting/demo/relativistic_mel/arms.csv",
        "08_reporting/demo/relativistic_mel/quality.json",
        "08_reporting/demo/relativistic_mel/report.html",
    ):
        assert (data / path).exists(), path
    assert not list(data.rglob("*.tmp"))


def test_the_synthetic_folder_holds_what_its_table_says(project, done):
    folder = project.folder / "data/07_model_output/demo/relativistic_mel/synthetic"
    table = pd.read_csv(folder / "metadata.csv")
    assert set(table["file_name"]) == {path.relative_to(folder).as_posix() for path in folder.rglob("*.wav")}
    assert table["synthetic"].all()
    assert table.groupby("label").size().eq(8).all()


def test_the_parent_run_holds_flat_parameters_live_losses_and_the_report(runs):
    (parent,) = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    assert parent.info.status == "FINISHED"
    assert parent.data.params["gan.loss.kind"] == "relativistic_pairing"
    assert parent.data.params["classifier.training.steps"] == "30"
    assert max(len(value) for value in parent.data.params.values()) < 200
    assert parent.data.tags["kedro_command"] == "kedro run --pipeline augment_audio --params profile=smoke"
    client = mlflow.MlflowClient()
    assert len(client.get_metric_history(parent.info.run_id, "gan.generator_loss")) > 5
    artifacts = {item.path for item in client.list_artifacts(parent.info.run_id)}
    assert {"report.html", "arms.csv", "progression.gif", "progression.png"} <= artifacts


def test_the_arms_stand_side_by_side_as_child_runs(runs):
    (parent,) = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    arms = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == parent.info.run_id]
    assert {run.data.params["arm"] for run in arms} == ARMS
    assert all(0 <= run.data.metrics["accuracy"] <= 1 for run in arms)
    assert {"arm", "clips_per_class", "seed", "family"} <= set(arms[0].data.params)
    seeds = [run for run in runs if run.data.tags.get("level") == "seed"]
    assert len(seeds) == 8
    assert {run.data.tags["mlflow.parentRunId"] for run in seeds} == {run.info.run_id for run in arms}


def test_mlflow_and_the_table_agree(project, runs):
    table = pd.read_csv(project.folder / "data/08_reporting/demo/relativistic_mel/arms.csv")
    arms = [run.data for run in runs if run.data.tags.get("level") == "arm"]
    assert {arm.params["arm"]: arm.metrics["accuracy"] for arm in arms} == pytest.approx(
        table.groupby("arm")["accuracy"].mean().to_dict()
    )


def test_the_verdict_is_kept_as_a_file(project, done):
    verdict = json.loads(
        (project.folder / "data/08_reporting/demo/relativistic_mel/verdict.json").read_text()
    )
    assert verdict["headline"] in done.stdout
    assert verdict["outcome"] == "too few seeds"


def test_the_augmented_set_can_be_exported(project, done, tmp_path):
    """In a copy: tests of other files read the project meanwhile."""
    shutil.copytree(project.folder, tmp_path / "project", ignore=PASSING)
    project = Project(tmp_path / "project")
    exported = project.kedro("run", "--pipeline", "export", "--params", "profile=smoke")
    assert exported.returncode == 0, exported.stdout + exported.stderr
    assert "Warning" not in exported.stdout + exported.stderr
    assert exported.stdout.strip().endswith("relativistic_mel/export")
    folder = project.folder / "data/07_model_output/demo/relativistic_mel/export"
    table = pd.read_csv(folder / "metadata.csv")
    assert set(table["file_name"]) == {
        path.relative_to(folder).as_posix() for path in folder.rglob("audiofolder/*/*/*.wav")
    }
    assert (folder / "README.md").read_text().startswith("---\nlicense: unknown\n")
