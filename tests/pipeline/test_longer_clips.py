"""The whole pipeline on clips of two seconds in steps of 256 samples."""

import numpy as np
import pytest

from tests.pipeline.conftest import TINY, run_pipeline

SECONDS, HOP, SAMPLES, SHAPE = 2.0, 256, 32000, (1, 32, 128)
BRIEF = {"training": {"steps": 4, "batch_size": 16}, "network": {"kind": "residual", "widths": [4]}}


@pytest.fixture(scope="module")
def longer_run(sounds, tmp_path_factory):
    representation = TINY["representation"] | {"clip_samples": SAMPLES, "hop_length": HOP}
    budget = {"epochs": 1, "least": 32, "most": 32}
    changes = {
        "clip_seconds": SECONDS,
        "hop": HOP,
        "clip": {"seconds": SECONDS},
        "representation": representation,
        "gan": TINY["gan"] | {"representation": representation, "budget": budget},
        "evaluator": TINY["evaluator"] | BRIEF,
        "classifier": BRIEF | {"seeds": 2},
        "synthesis": {"per_class": 2},
    }
    return run_pipeline("augment_audio", sounds, tmp_path_factory.mktemp("longer"), **changes)


def test_every_stage_works_at_the_longer_length(longer_run):
    assert longer_run.load("clips")[:].shape[1:] == (SAMPLES,)
    parts = ("train_set", "validation_set", "test_set", "classic_set", "synthetic_set")
    assert {part: longer_run.load(part).images.shape[1:] for part in parts} == dict.fromkeys(parts, SHAPE)
    made = longer_run.load("synthetic_clips").audio
    assert made.shape == (6, SAMPLES)
    assert np.isfinite(made).all()


def test_it_ends_in_a_verdict_and_a_page(longer_run):
    assert longer_run.load("verdict")["headline"].split(" (")[0] in longer_run.load("report")
    assert len(longer_run.load("arms")) == 4 * 2
