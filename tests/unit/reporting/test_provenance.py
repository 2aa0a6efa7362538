"""What a run was made with."""

import re
import shlex

import click
import pytest
import torch

from gan_augmentation.cli import cli, split_params
from gan_augmentation.reporting.provenance import command_of, flatten, switches, versions
from gan_augmentation.splitting import SplitSettings


def test_settings_become_one_level_with_dotted_names():
    given = {"split": SplitSettings(test=0.25), "a": {"b": {"c": 1}}, "seed": 3, "_helper": {"x": 1}}
    assert flatten(given) == {"split.test": 0.25, "split.validation": 0.15, "a.b.c": 1, "seed": 3}


def test_the_command_repeats_the_run():
    switches = {
        "_given": {"env": None, "params": {}},
        "medium": "sounds",
        "family": "toy",
        "profile": "smoke",
        "seed": 3,
        "source": None,
        "clips_per_class": 20,
    }
    assert command_of(switches) == (
        "kedro run --pipeline augment_audio --params family=toy,profile=smoke,seed=3,clips_per_class=20"
    )
    pictures = {**switches, "_given": {"env": "mine", "params": {}}, "medium": "pictures"}
    assert command_of(pictures).startswith("kedro run --pipeline augment_images --env mine")
    given = {
        "clip_seconds": 2,
        "classifier": {"training": {"steps": 300}},
        "arms": ["real", "gan"],
        "dry_run": False,
    }
    assert command_of({**switches, "_given": {"env": None, "params": given}}).endswith(
        "clips_per_class=20,clip_seconds=2,classifier.training.steps=300,arms=[real,gan],dry_run=false'"
    )


def test_the_command_of_a_source_with_spaces_and_quotes_can_be_pasted():
    switches = {
        "_given": {"env": "own", "params": {}},
        "medium": "sounds",
        "family": "toy",
        "profile": "smoke",
        "seed": 3,
        "source": '/d/my "own" $SET',
        "clips_per_class": None,
    }
    words = shlex.split(command_of(switches))
    assert words[-1] == 'family=toy,profile=smoke,seed=3,source=/d/my "own" $SET'


@pytest.mark.parametrize("text", ["/d/Smith, John", "/d/set #2", "it's, so", "on", "007", "[1], [2", "plain"])
def test_a_text_comes_back_from_the_command_as_it_was(text):
    given = {"label": text, "source": text}
    read = split_params(click.Context(cli), cli.commands["run"].params[0], switches(given))
    assert read == given


def test_versions_name_what_computes():
    assert versions()["torch"].startswith("2.")
    assert {"python", "machine", "gan-augmentation"} <= set(versions())
    assert versions()["threads"] == str(torch.get_num_threads())
    assert versions(threads=3)["threads"] == "3"
    assert versions()["precision"] in ("float32", "bfloat16")
    assert re.fullmatch("[0-9a-f]{12}", versions()["code"])
