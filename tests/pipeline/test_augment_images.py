"""What the whole pipeline makes of tiny pictures."""

import numpy as np
import pytest

from tests.pictures import write_idx_files
from tests.pipeline.conftest import PICTURES, run_pipeline


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    source = write_idx_files(tmp_path_factory.mktemp("pictures") / "idx", train=30, test=10)
    return run_pipeline("augment_images", source, tmp_path_factory.mktemp("run"), **PICTURES)


def test_the_test_part_is_the_official_one(run):
    split = run.load("split").merge(run.load("clips").facts[["clip_id", "part"]])
    assert (split["split"].eq("test") == split["part"].eq("test")).all()
    assert split["split"].value_counts()["test"] == 30
    assert 12 <= split["split"].value_counts()["validation"] <= 15


def test_equal_pictures_are_looked_for_across_the_sides(run):
    assert run.load("leak_check")["compared_for_copies"] == 120


def test_a_classifier_tells_three_shapes_apart(run):
    arms = run.load("arms")
    assert len(arms) == 12
    assert arms.loc[arms["arm"] == "real", "accuracy"].mean() > 0.6


def test_synthetic_pictures_are_pixels_and_name_their_nearest(run):
    made = run.load("synthetic_clips")
    assert made.pictures.shape == (18, 28, 28)
    assert made.pictures.dtype == np.uint8
    assert made.metadata["file_name"].str.endswith(".png").all()
    assert set(made.metadata["nearest_real_clip"]) <= set(run.load("train_set").clip_ids)


def test_the_report_shows_pictures_and_plays_nothing(run):
    page = run.load("report")
    assert "<audio" not in page
    assert "pectrogram of" not in page
    assert page.count('alt="Picture of') == 2 * 3 * 3
    assert "kedro run --pipeline augment_images --env shapes" in page
