"""`kedro run` as everywhere, but `--params` takes lists: `--params "sizes=[10,20,all],seeds=5"`."""

from __future__ import annotations

import re
from typing import Any

import click
from kedro.framework.cli.project import run as kedro_run
from kedro.framework.cli.utils import _split_params

COMMA_OUTSIDE_BRACKETS = re.compile(r",(?![^\[\]]*\])")
COMMA_INSIDE = "\0"


def split_params(context: click.Context, option: click.Parameter, value: Any) -> dict[str, Any]:
    """The parameters by name.

    Kedro splits at every comma; those inside brackets are hidden from it, and come back before OmegaConf reads the list.
    """
    if not isinstance(value, str):
        return dict(_split_params(context, option, value))
    named = [_split_params(context, option, item) for item in _items(value)]
    ...


@click.group(name="gan-augmentation")
def cli() -> None:
    """Commands of the project."""
