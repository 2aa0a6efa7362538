"""What was trained, used on its own: after a smoke run, and with the training data gone."""

import shutil

import mlflow
import numpy as np
import pandas as pd
import pytest
import soundfile

from gan_augmentation.tags import provenance_of
from tests.sounds import CLASSES, write_class_folders

SMALL = "profile=smoke"


@pytest.fixture(scope="module")
def trained(project, tmp_path_factory):
    """A project that holds models and nothing that they were made from."""
    # Classes that YAML takes for truth, a number and a word.
    source = write_class_folders(tmp_path_factory.mktemp("own") / "sounds", per_class=10)
    for old, new in zip(CLASSES, ("yes", "7", "high"), strict=True):
        (source / old).rename(source / f".{new}")
    for new in ("yes", "7", "high"):
        (source / f".{new}").rename(source / new)
    switches = f"{SMALL},source={source},workers=1"
    done = project.kedro("run", "--env", "own", "--to-outputs", "classic.classifiers", "--params", switches)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    for layer in ("01_raw", "02_intermediate", "03_primary", "04_feature", "05_model_input"):
        shutil.rmtree(project.folder / "data" / layer, ignore_errors=True)
    return project


@pytest.fixture
def output(trained):
    return trained.folder / "data/07_model_output/own/relativistic_mel"


def use(project, pipeline, *switches, env="own"):
    params = ",".join([SMALL, *switches])
    return project.kedro("run", "--pipeline", pipeline, "--env", env, "--params", params)


def told(done):
    """The one error, in one line."""
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    text = " ".join((done.stdout + done.stderr).split())
    return text[text.index("Error: ") :]


def test_clips_of_a_class_on_demand(trained, output):
    done = use(trained, "synthesize", "label=yes", "count=3")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    assert done.stdout.strip().endswith("relativistic_mel/on_demand")
    table = pd.read_csv(output / "on_demand/metadata.csv", dtype={"label": "str"})
    assert table["label"].tolist() == ["yes"] * 3
    assert table["synthetic"].all()
    assert {"seed", "latent_seed", "latent_spread", "model_hash", "recipe"} <= set(table)
    sounds = [soundfile.read(output / "on_demand" / name) for name in table["file_name"]]
    assert {(len(sound), rate) for sound, rate in sounds} == {(16000, 16000)}
    tags = [provenance_of(output / "on_demand" / name) for name in table["file_name"]]
    assert [tag["latent_seed"] for tag in tags] == table["latent_seed"].tolist()


def test_a_clip_on_demand_can_be_made_again_to_the_byte(trained, output):
    row = pd.read_csv(output / "on_demand/metadata.csv").iloc[1]
    done = use(trained, "regenerate", f"clip_id={row['clip_id']}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("relativistic_mel/regenerated")
    again = output / "regenerated" / row["file_name"]
    assert again.read_bytes() == (output / "on_demand" / row["file_name"]).read_bytes()
    assert "clip_id=other: there is no such synthetic clip" in told(
        use(trained, "regenerate", "clip_id=other")
    )


def test_an_unknown_class_is_refused_with_those_there_are(trained):
    done = use(trained, "synthesize", "label=maybe")
    assert "label=maybe: the generator knows no such class. Choose one of: 7, high, yes." in told(done)


def test_without_a_trained_generator_the_mend_is_told(trained):
    error = told(use(trained, "synthesize", "count=1", "family=wavegan"))
    assert "own/wavegan/generator is not there or not complete. Run the stage that makes it first" in error


def test_without_a_label_or_count_it_is_the_stage_which_needs_the_training_data(trained):
    assert "05_model_input/own/train is not there" in told(use(trained, "synthesize"))


def test_without_trained_classifiers_the_mend_is_told(trained):
    error = told(use(trained, "sort_clips", "family=wavegan"))
    assert "own/wavegan/classic is not there or not complete. Run the stage that makes it first" in error


def test_a_way_from_class_to_class_can_be_heard_and_seen(trained, output):
    done = use(trained, "interpolate", "from_label=yes", "to_label=7", "steps=3")
    assert done.returncode == 0, done.stdout + done.stderr
    sound, rate = soundfile.read(output / "interpolation/interpolation.wav")
    assert (len(sound), rate) == (3 * 16000 + 2 * 1600, 16000)
    assert provenance_of(output / "interpolation/interpolation.wav")["from_label"] == "yes"
    assert provenance_of(output / "interpolation/interpolation.png")["to_label"] == "7"
    assert "Interpolation: " in done.stdout


def test_unlabelled_clips_are_copied_into_class_folders(trained, output, tmp_path):
    source = write_class_folders(tmp_path / "found", per_class=2, seed=50)
    (source / "readme.txt").write_text("not a sound")
    soundfile.write(source / "long.wav", 0.1 * np.random.default_rng(0).normal(size=2 * 16000), 16000)
    before = {path: path.stat().st_mtime_ns for path in source.rglob("*")}
    limits = ("sorting.threshold=0.4", "clip.usable.most_minutes=0.03")
    done = use(trained, "sort_clips", f"source={source}", *limits)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path: path.stat().st_mtime_ns for path in source.rglob("*")} == before
    table = pd.read_csv(output / "sorted/sorted.csv", dtype={"label": "str"})
    assert len(table) == 6
    assert table["file_name"].is_unique
    for row in table.to_dict("records"):
        assert row["file_name"].split("/")[0] == ("doubtful" if row["doubtful"] else row["label"])
        copied = output / "sorted" / row["file_name"]
        assert copied.read_bytes() == (source / row["source"]).read_bytes()
    quarantine = pd.read_csv(output / "sorted/quarantine.csv")
    assert quarantine[["source", "reason"]].values.tolist() == [
        ["long.wav", "too_long"],
        ["readme.txt", "unreadable"],
    ]


def test_the_generator_is_an_mlflow_model_of_the_run(trained):
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(trained.tracking_uri)
    try:
        runs = mlflow.search_runs(experiment_names=["gan_augmentation"], output_format="list")
        (parent,) = [run for run in runs if run.data.params.get("gan.batch_size")]
        model = mlflow.pyfunc.load_model(f"runs:/{parent.info.run_id}/generator")
    finally:
        mlflow.set_tracking_uri(before)
    made = model.predict(pd.DataFrame({"label": ["yes", "7"], "seed": [1, 2]}))
    assert made["label"].tolist() == ["yes", "7"]
    assert made["sample_rate"].tolist() == [16000, 16000]
    assert np.stack(made["audio"]).shape == (2, 16000)
    fresh = model.predict(pd.DataFrame({"label": ["yes"]}))
    again = model.predict(fresh[["label", "seed"]])
    np.testing.assert_array_equal(fresh["audio"][0], again["audio"][0])
