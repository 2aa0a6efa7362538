"""MLflow goes away in the middle of a run, as a user has it."""

import time

import mlflow
import pandas as pd
import pytest

from tests.tracking_server import PATIENCE, Server, history

LOSS = "gan.generator_loss"
BLEND = "profile=smoke,from_label=yes,to_label=no,steps=2"


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def wait_for_losses(uri):
    """Until the training has begun to log."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        client = mlflow.MlflowClient(uri)
        experiments = [each.experiment_id for each in client.search_experiments()]
        if any(LOSS in run.data.metrics for run in client.search_runs(experiments)):
            return
        time.sleep(0.3)
    raise TimeoutError("no losses came")


def test_a_run_outlives_its_server_and_the_next_one_sends_what_waited(project, server):
    project.environment["MLFLOW_TRACKING_URI"] = server.uri
    running = project.start("run", "--pipeline", "augment_audio", "--params", "profile=smoke")
    wait_for_losses(server.uri)
    server.stop()
    said, _ = running.communicate(timeout=400)
    assert running.returncode == 0, said
    assert "takes no calls" in said
    assert "The next run sends them first" in " ".join(said.split())
    assert "Traceback" not in said

    away = project.kedro("run", "--pipeline", "interpolate", "--params", BLEND)
    assert away.returncode == 0, away.stdout + away.stderr
    assert "takes no calls" in away.stdout + away.stderr

    server.start()
    after = project.kedro("run", "--pipeline", "interpolate", "--params", BLEND)
    assert after.returncode == 0, after.stdout + after.stderr
    assert "takes no calls" not in after.stdout + after.stderr
    assert not list((project.folder / "data/09_outbox").rglob("*.jsonl"))

    client = mlflow.MlflowClient(server.uri)
    experiment = client.get_experiment_by_name("gan_augmentation").experiment_id
    runs = client.search_runs([experiment], order_by=["attributes.start_time"])
    parents = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    assert [run.info.run_name for run in parents] == ["augment_audio", "interpolate", "interpolate"]
    assert {run.info.status for run in runs} == {"FINISHED"}
    log = pd.read_csv(project.folder / "data/08_reporting/demo/relativistic_mel/gan_training/log.csv")
    kept = log[["images", "generator_loss"]].dropna()
    assert history(server.uri, parents[0], LOSS) == [tuple(row) for row in kept.to_numpy()]
    assert len([run for run in runs if run.data.tags.get("level") == "seed"]) == 8
    artifacts = {each.path for each in client.list_artifacts(parents[0].info.run_id)}
    assert {"report.html", "arms.csv", "images"} <= artifacts
    model = f"name = 'generator' AND source_run_id = '{parents[0].info.run_id}'"
    assert len(client.search_logged_models([experiment], model)) == 1
