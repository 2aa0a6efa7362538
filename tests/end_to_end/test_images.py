"""`augment_images`: idx files and own pictures, and what is refused."""

import gzip

import pandas as pd
import pytest
from PIL import Image

from tests.pictures import write_idx_files, write_picture_folders


@pytest.mark.parametrize("packed", [True, False])
def test_idx_files_go_all_the_way_to_the_report(project, tmp_path, packed):
    source = write_idx_files(tmp_path / "idx", train=20, packed=packed)
    words = ("--pipeline", "augment_images", "--env", "mnist", "--params", f"profile=smoke,source={source}")
    done = project.kedro("run", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    data = project.folder / "data"
    assert (data / "08_reporting/mnist/relativistic_image/report.html").exists()
    assert (data / "08_reporting/mnist/relativistic_image/progression.gif").exists()
    folder = data / "07_model_output/mnist/relativistic_image/synthetic"
    table = pd.read_csv(folder / "metadata.csv")
    assert set(table["file_name"]) == {path.relative_to(folder).as_posix() for path in folder.rglob("*.png")}
    assert Image.open(folder / table["file_name"][0]).size == (28, 28)


def test_a_way_between_pictures_is_seen_and_not_heard(project, tmp_path):
    switches = "profile=smoke,from_label=0,to_label=1,steps=3"
    done = project.kedro("run", "--pipeline", "interpolate", "--env", "mnist", "--params", switches)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = project.folder / "data/07_model_output/mnist/relativistic_image/interpolation"
    names = {path.name for path in folder.iterdir()}
    assert "interpolation.png" in names
    assert "interpolation.wav" not in names


def truncated(folder):
    path = write_idx_files(folder) / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-100]))


def too_few_labels(folder):
    path = write_idx_files(folder) / "t10k-labels-idx1-ubyte.gz"
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(content[:7] + bytes([len(content) - 9]) + content[8:-1]))


def one_class(folder):
    write_picture_folders(folder)
    for name in ("box", "dot"):
        (folder / name).rename(folder.parent / name)


SOURCES = {
    "truncated": (truncated, "train-images-idx3-ubyte.gz: it is not a whole idx file"),
    "too_few_labels": (too_few_labels, "it has 17 labels for the 18 pictures"),
    "one_class": (one_class, "a single class, 'bar'"),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_pictures_that_cannot_be_learnt_from_are_refused(kind, project, tmp_path):
    make, message = SOURCES[kind]
    make(tmp_path / "pictures")
    words = ("--pipeline", "augment_images", "--env", "own_images")
    done = project.kedro("run", *words, "--params", f"profile=smoke,source={tmp_path / 'pictures'}")
    output = done.stdout + done.stderr
    assert done.returncode != 0
    assert "Traceback" not in output
    assert message in output[output.index("Error: ") :]
    assert not (project.folder / "data/06_models/own_images").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--pipeline", "augment_images"],
            "the demo data (no --env) holds sounds, and this pipeline takes others",
        ),
        (["--env", "mnist"], "--env mnist holds pictures, and this pipeline takes others"),
    ],
)
def test_a_pipeline_for_the_other_medium_is_refused_in_one_line(words, message, project):
    done = project.kedro("run", *words)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert f"Error: {message}" in done.stderr
