"""`kedro run` as everywhere, but `--params` takes lists (`sizes=[10,20,all],seeds=5`), and only what is missing is done."""

from __future__ import annotations

import copy
import re
from typing import Any

import click
import yaml
from kedro.framework.cli.project import run as kedro_run
from omegaconf import OmegaConf

COMMA = re.compile(r",(?![^\[\]]*\])")
"""One that stands outside brackets; Kedro's own command splits at every comma."""
QUOTED = re.compile(r"""=\s*(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")\s*(?=,|$)""")
"""A value that stands in quotes; what is in them parts nothing."""
HIDDEN = str.maketrans(",[]", "\0\1\2")
SHOWN = str.maketrans("\0\1\2", ",[]")
COMMENT = re.compile(r"^[^=]*=\s*[^'\"\s].*\s#")
"""A value without quotes that YAML would read to the # alone."""


def split_params(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """`a=1,b.c=[2,3]` as nested dictionaries; what is a mapping already (from `--config`) stays as it is."""
    if not isinstance(value, str):
        return value
    hidden = QUOTED.sub(lambda quoted: quoted[0].translate(HIDDEN), value)
    items = [item.translate(SHOWN).strip() for item in COMMA.split(hidden) if item.strip()]
    for item in items:
        key, equals, _ = item.partition("=")
        if not (key.strip() and equals):
            raise click.BadParameter(
                f"'{item}' must be a name and a value with = between them; a value that holds a comma stands in quotes of both "
                "kinds: --params \"name='...'\"."
            )
        if COMMENT.match(item):
            raise click.BadParameter(
                f"'{item}': YAML takes what follows # for a comment. Put the value in quotes of both kinds: --params "
                f"\"{key.strip()}='...'\"."
            )
        try:
            OmegaConf.from_dotlist([item])
        except yaml.YAMLError as error:
            raise click.BadParameter(
                f"'{item}' can't be read as YAML. A value that begins with @, *, & or a quote, or holds a bracket, stands in "
                f"quotes of both kinds: --params \"{key.strip()}='...'\"."
            ) from error
    return OmegaConf.to_container(OmegaConf.from_dotlist(items))


def _own_run() -> click.Command:
    command = copy.copy(kedro_run)
    command.params = [copy.copy(option) for option in kedro_run.params]
    options = {option.name: option for option in command.params}
    options["params"].callback = split_params
    options["runner"].default = "gan_augmentation.runner.OnlyWhatIsMissing"
    return command


run = _own_run()


@click.group(name="gan-augmentation")
def cli() -> None:
    """The project's commands."""


cli.add_command(run)
