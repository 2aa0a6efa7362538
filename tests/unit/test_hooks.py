"""What a run says and does before and after its nodes."""

from types import SimpleNamespace

import click
import numpy as np
import pandas as pd
import pytest
from kedro.framework import project
from kedro.io import DataCatalog, MemoryDataset

from gan_augmentation.datasets.files import WholeFile
from gan_augmentation.datasets.runs import current_run
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.hooks.closing_words import VerdictLast, _kept
from gan_augmentation.hooks.errors import PlainErrors
from gan_augmentation.hooks.parameters import CheckedParameters, _check_names, _choose_pipelines
from gan_augmentation.hooks.tracking import ReadableTracking, _command
from gan_augmentation.pipeline_registry import register_pipelines


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
    assert chosen_pipelines(monkeypatch, **asked)["synthesize"] == chosen


@pytest.mark.parametrize(
    ("medium", "dry_run", "chosen"),
    [
        ("sounds", False, "sounds"),
        ("pictures", False, "pictures"),
        ("sounds", True, "plan of sounds"),
        ("pictures", True, "plan of pictures"),
    ],
)
def test_benchmark_prepares_what_the_environment_holds_and_may_only_plan(
    medium, dry_run, chosen, monkeypatch
):
    given = {"medium": medium, "dry_run": dry_run}
    assert chosen_pipelines(monkeypatch, **given)["benchmark"] == chosen


def chosen_pipelines(monkeypatch, **given):
    """What the names mean after these parameters were seen."""
    pipelines = {
        "synthesize": "stage",
        "on_demand": "demand",
        "benchmark": "sounds",
        "benchmark_plan": "plan of sounds",
        "benchmark_images": "pictures",
        "benchmark_images_plan": "plan of pictures",
    }
    monkeypatch.setattr(project, "pipelines", pipelines)
    defaults = {"label": None, "count": None, "medium": "sounds", "dry_run": False}
    _choose_pipelines(SimpleNamespace(**{**defaults, **given}))
    return pipelines


def begin_benchmark(name="benchmark", **given):
    """What the hook says of a run's parameters, before the run is opened."""
    values = {"medium": "sounds", "family": "one", "families": ["other", "third"]}
    catalog = DataCatalog({f"params:{name}": MemoryDataset(value) for name, value in values.items()})
    pipeline = register_pipelines()[name]
    CheckedParameters().before_pipeline_run({"runtime_params": given, "env": None}, pipeline, catalog)


def test_a_recipe_that_a_benchmark_would_not_read_is_refused_with_the_mend():
    begin_benchmark()
    begin_benchmark(recipes={"other": {"batch_size": 8}})
    with pytest.raises(
        click.ClickException, match=r"gan\.: they are of family 'one'.*recipes\.other\. instead"
    ):
        begin_benchmark(gan={"batch_size": 8})
    with pytest.raises(click.ClickException, match=r"recipes\.one\.: .* set gan\. instead"):
        begin_benchmark(recipes={"one": {"batch_size": 8}})


def test_a_class_that_yaml_reads_as_nothing_is_asked_for_in_quotes():
    _check_names({"label": "null", "to_label": 7, "source": None})
    with pytest.raises(
        GanAugmentationError, match=r"from_label: YAML reads .* as nothing.*from_label='null'"
    ):
        _check_names({"from_label": None})


def test_other_recipes_are_refused_where_one_is_trained():
    begin_benchmark("train_gan", gan={"batch_size": 8})
    with pytest.raises(click.ClickException, match=r"recipes\.other\.: .* Choose family=other"):
        begin_benchmark("train_gan", recipes={"other": {"batch_size": 8}})


def test_the_last_lines_of_a_benchmark_are_its_verdict_and_the_controls_that_failed(capsys):
    verdict = {"headline": "The headline.", "cells": ["At 10 a gain."], "source": ["It is the GAN's."]}
    found = [("one", False), ("two", True), ("three", None)]
    controls = [{"arm": arm, "found": f"{arm} said so.", "as_expected": told} for arm, told in found]
    catalog = DataCatalog(
        {
            "benchmark_verdict": MemoryDataset(verdict),
            "benchmark_controls": MemoryDataset(controls),
            "benchmark_report": WholeFile(filepath="some/report.html"),
        }
    )
    pipeline = register_pipelines()["benchmark"]
    VerdictLast().after_pipeline_run({}, pipeline, catalog)
    lines = capsys.readouterr().out.split("\n")
    assert lines[1:6] == [
        "The headline.",
        "  At 10 a gain.",
        "  It is the GAN's.",
        "  one: one said so.",
        "",
    ]
    assert lines[6].endswith("some/report.html")


def test_a_dry_run_opens_no_run_in_mlflow():
    hook = ReadableTracking()
    tracking = SimpleNamespace(disable_tracking=SimpleNamespace(pipelines=[]))
    hook.mlflow_config = SimpleNamespace(tracking=tracking)  # of a server it knows nothing, and needs none
    plan = register_pipelines()["benchmark_plan"]
    hook.before_pipeline_run({"pipeline_names": ["benchmark"]}, plan, DataCatalog())
    assert current_run() is None
