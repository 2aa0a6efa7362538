"""The log of a training, on disk and in MLflow."""

from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest

from gan_augmentation.datasets.runs import close_run, open_run
from gan_augmentation.datasets.tracking import (
    ArmScores,
    BenchmarkSummary,
    OutcomeLog,
    TrackedFile,
    TrainingLog,
)
from gan_augmentation.experiments.outcomes import Experiment, Failure, Outcome
from gan_augmentation.gan.progress import Progress


def report(images, *, fingerprint="one", loss=1.0):
    snapshot = np.zeros((2, 6, 8, 4), np.float32) if images % 20 == 0 else None
    return Progress(images, 100, {"generator_loss": loss}, snapshot, fingerprint=fingerprint)


@pytest.fixture
def tracked(tmp_path):
    before, uri = mlflow.get_tracking_uri(), f"sqlite:///{tmp_path / 'mlflow.db'}"
    mlflow.set_tracking_uri(uri)
    open_run(tmp_path / "outbox", uri, "test", "augment_audio")
    mlflow.set_experiment("test")
    yield mlflow.search_runs(output_format="list")[0].info
    close_run("FINISHED")
    mlflow.set_tracking_uri(before)


def test_reports_add_up(tmp_path):
    log = TrainingLog(filepath=str(tmp_path / "log"))
    for images in (10, 20, 30):
        log.save(report(images))
    history = log.load()
    assert history.log["images"].tolist() == [10, 20, 30]
    assert list(history.snapshots) == [("all", 20)]


def test_a_resumed_training_replaces_the_reports_it_gives_again(tmp_path):
    log = TrainingLog(filepath=str(tmp_path / "log"))
    for images in (10, 20, 30):
        log.save(report(images, loss=1.0))
    log.save(report(20, loss=5.0))
    assert log.load().log["generator_loss"].tolist() == [1.0, 5.0]


def test_reports_of_another_training_are_dropped(tmp_path):
    log = TrainingLog(filepath=str(tmp_path / "log"))
    log.save(report(20))
    log.save(report(10, fingerprint="two"))
    history = log.load()
    assert history.log["images"].tolist() == [10]
    assert history.snapshots == {}


def test_losses_and_samples_reach_mlflow_while_training_runs(tmp_path, tracked):
    log = TrainingLog(filepath=str(tmp_path / "log"))
    client = mlflow.MlflowClient()
    log.save(report(10, loss=3.0))
    assert [m.value for m in client.get_metric_history(tracked.run_id, "gan.generator_loss")] == [3.0]
    log.save(report(20, loss=2.0))
    history = client.get_metric_history(tracked.run_id, "gan.generator_loss")
    assert [(m.step, m.value) for m in history] == [(10, 3.0), (20, 2.0)]
    assert any("gan.samples" in item.path for item in client.list_artifacts(tracked.run_id, "images"))


def test_an_arm_becomes_a_child_run_with_a_grandchild_for_each_seed(tmp_path, tracked):
    scores = pd.DataFrame(
        {
            "arm": "classic",
            "seed": [0, 1],
            "clips_per_class": 50,
            "family": "toy",
            "accuracy": [0.8, 0.9],
            "macro_f1": [0.7, 0.8],
            "n_train_real": 100,
            "n_train_synthetic": 0,
            "validation_accuracy": [0.85, 0.95],
        }
    )
    ArmScores(filepath=str(tmp_path / "scores.csv")).save(scores)
    runs = mlflow.search_runs(output_format="list")
    parents = {run.info.run_id: run.data.tags.get("mlflow.parentRunId") for run in runs}
    (arm,) = [run for run in runs if run.data.tags.get("level") == "arm"]
    seeds = [run for run in runs if run.data.tags.get("level") == "seed"]
    assert parents[arm.info.run_id] == tracked.run_id
    assert {parents[run.info.run_id] for run in seeds} == {arm.info.run_id}
    assert arm.data.metrics["accuracy"] == pytest.approx(0.85)
    assert arm.data.params["arm"] == "classic"
    assert arm.data.params["clips_per_class"] == "50"
    assert sorted((run.data.params["seed"], run.data.metrics["accuracy"]) for run in seeds) == [
        ("0", 0.8),
        ("1", 0.9),
    ]


def test_without_a_run_only_the_file_is_written(tmp_path):
    log = TrainingLog(filepath=str(tmp_path / "log"))
    log.save(report(20))
    assert log.exists()


def test_a_finished_training_that_is_asked_again_keeps_its_losses(tmp_path):
    log = TrainingLog(filepath=str(tmp_path / "log"))
    log.save(report(20, loss=2.0))
    log.save(Progress(20, 100, {}, np.zeros((2, 6, 8, 4), np.float32), fingerprint="one"))
    assert log.load().log["generator_loss"].tolist() == [2.0]
    assert (tmp_path / "log" / "all-0000000020.png").exists()


def test_a_tag_tells_the_health_of_the_training_at_this_moment(tmp_path, tracked):
    log = TrainingLog(filepath=str(tmp_path / "log"))

    def tag_after(*warnings, model="all", judged=True, **metrics):
        log.save(Progress(10, 100, metrics, model=model, fingerprint="one", warnings=warnings, judged=judged))
        tags = mlflow.MlflowClient().get_run(tracked.run_id).data.tags
        return tags.get("gan_health" if model == "all" else f"gan_health.{model}")

    examined = {"health.diversity": 0.1}
    assert tag_after(generator_loss=1.0) is None
    assert tag_after(**examined, judged=False) == "not judged yet"
    assert tag_after("collapse: A.", "silence: B.", **examined) == "collapse: A. silence: B."
    assert tag_after(generator_loss=1.0) == "collapse: A. silence: B."
    assert tag_after(**examined, model="class_0001") == "good"
    assert tag_after(**examined) == "good"
    assert mlflow.MlflowClient().get_metric_history(tracked.run_id, "gan.health.diversity")


def outcome(arm, accuracy, family="", size=20):
    experiment = Experiment(clips_per_class=size, seed=1, arm=arm, family=family)
    return Outcome(experiment, pd.DataFrame({"clip_id": ["a"]}), {"accuracy": accuracy, "macro_f1": 0.5}, {})


def test_each_experiment_becomes_a_child_run_with_its_gain(tracked):
    log = OutcomeLog()
    log.save([outcome("real", 0.5), outcome("classic", 0.6), outcome("classic_gan", 0.7, "toy")])
    assert [each.experiment.arm for each in log.load()] == ["real", "classic", "classic_gan"]
    runs = {
        run.data.params["arm"]: run for run in mlflow.search_runs(output_format="list") if run.data.params
    }
    assert {run.data.tags["mlflow.parentRunId"] for run in runs.values()} == {tracked.run_id}
    assert runs["classic_gan"].data.params == {
        "clips_per_class": "20",
        "seed": "1",
        "arm": "classic_gan",
        "family": "toy",
    }
    gains = {arm: run.data.metrics.get("gain") for arm, run in runs.items()}
    assert gains == {"real": 0, "classic": pytest.approx(0.1), "classic_gan": pytest.approx(0.1)}


def test_where_there_are_several_families_runs_are_named_by_them(tmp_path, tracked):
    OutcomeLog().save([outcome("real", 0.5), outcome("gan", 0.6, "one"), outcome("gan", 0.7, "other")])
    failed = Failure(Experiment(30, 1, "gan", "other"), "Its losses were not finite.")
    OutcomeLog().save([failed, outcome("gan", 0.6, "one", size=30)])
    table = {"arm": ["real", "gan", "gan"], "clips_per_class": 20, "family": [np.nan, "one", "other"]}
    BenchmarkSummary(filepath=str(tmp_path / "summary.csv")).save(
        pd.DataFrame(table).assign(baseline=np.nan, accuracy=0.5, n_seeds=5, n_test=100)
    )
    names = {run.info.run_name for run in mlflow.search_runs(output_format="list") if run.data.params}
    assert names == {
        f"{arm}, 20 clips{end}"
        for arm in ("real", "gan one", "gan other")
        for end in (", seed 1", " a class")
    } | {"gan one, 30 clips, seed 1"}


def test_experiments_without_their_baseline_have_no_gain(tracked):
    OutcomeLog().save([outcome("classic_gan", 0.7, "toy")])
    (run,) = [run for run in mlflow.search_runs(output_format="list") if run.data.params]
    assert "gain" not in run.data.metrics


def test_each_arm_and_size_becomes_a_child_run_with_accuracy_and_gain(tmp_path, tracked):
    rows = {
        "arm": ["real", "classic", "classic_gan"],
        "clips_per_class": 20,
        "family": ["", "", "toy"],
        "n_seeds": 5,
        "n_test": 100,
        "accuracy": [0.5, 0.6, 0.7],
        "baseline": [np.nan, np.nan, "classic"],
        "gain": [np.nan, np.nan, 0.1],
    }
    BenchmarkSummary(filepath=str(tmp_path / "summary.csv")).save(pd.DataFrame(rows))
    runs = [
        run for run in mlflow.search_runs(output_format="list") if run.data.tags.get("level") == "summary"
    ]
    found = {run.data.params["arm"]: (run.data.params, run.data.metrics) for run in runs}
    assert found["classic"][1] == {"accuracy": 0.6}
    assert found["classic_gan"][1] == {"accuracy": 0.7, "gain": 0.1}
    assert found["classic_gan"][0]["baseline"] == "classic"
    assert "baseline" not in found["classic"][0], "the arm that it adds to was not run"
    assert found["real"][1] == {"accuracy": 0.5, "gain": 0.0}, "what gains are counted from"


def test_a_tracked_file_is_saved_and_logged_as_it_is(tmp_path, tracked):
    entry = {
        "type": "gan_augmentation.datasets.files.WholeFile",
        "filepath": str(tmp_path / "out" / "report.html"),
    }
    file = TrackedFile(dataset=entry)
    file.save("<p>one</p>")
    assert file.load() == b"<p>one</p>"
    path = mlflow.artifacts.download_artifacts(run_id=tracked.run_id, artifact_path="report.html")
    assert Path(path).read_text() == "<p>one</p>"
