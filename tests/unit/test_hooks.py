"""Errors that a user can mend are told in one line."""

from types import SimpleNamespace

import click
import numpy as np
import pandas as pd
import pytest
from kedro.framework import project

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.hooks import PlainErrors, _choose_synthesis, _command, _kept


def tell(error):
    PlainErrors().on_pipeline_error(error, {}, None, None)


def raised(error, cause):
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_a_mendable_error_is_told_plainly_however_deep_it_lies():
    with pytest.raises(click.ClickException, match="give a folder"):
        tell(raised(RuntimeError("wrapped"), GanAugmentationError("source: empty; give a folder")))


def test_a_full_disk_is_told_with_the_mend():
    full = OSError(28, "No space left on device", "data/x")
    with pytest.raises(
        click.ClickException, match=r"the disk is full while writing data/x.*run the same command"
    ):
        tell(raised(RuntimeError("wrapped"), full))


def test_any_other_error_keeps_its_traceback():
    tell(ZeroDivisionError())


def test_the_command_of_a_run_names_environment_and_switches():
    run = {"pipeline_names": None, "env": "fsdd", "runtime_params": {"family": "x", "seed": 3}}
    assert _command(run) == "kedro run --pipeline __default__ --env fsdd --params family=x,seed=3"


def test_the_last_line_says_how_many_samples_were_recognised():
    filtering = pd.DataFrame({"made": [10, 10], "recognised": [9, 6], "kept": [8, 5]})
    assert _kept(filtering) == "13 of 20 candidates kept; the evaluator recognised 75% before the filter"


def test_labels_of_the_evaluator_itself_are_not_told_as_recognised():
    filtering = pd.DataFrame({"made": [10, 10], "recognised": [np.nan, np.nan], "kept": [8, 5]})
    assert "recognised" not in _kept(filtering)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ({"label": None, "count": None}, "stage"),
        ({"label": "yes", "count": None}, "demand"),
        ({"label": False, "count": None}, "demand"),
        ({"label": None, "count": 3}, "demand"),
    ],
)
def test_synthesize_is_the_stage_unless_a_label_or_a_count_is_asked_for(asked, chosen, monkeypatch):
    pipelines = {"synthesize": "stage", "on_demand": "demand"}
    monkeypatch.setattr(project, "pipelines", pipelines)
    _choose_synthesis(SimpleNamespace(**asked))
    assert pipelines["synthesize"] == chosen
