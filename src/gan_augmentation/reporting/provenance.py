"""What a run was made with, and how to repeat it."""

from __future__ import annotations

import json
import platform
import shlex
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel

from gan_augmentation.keys import code_key
from gan_augmentation.secrets import without_secrets
from gan_augmentation.switches import read_switch

PACKAGES = ("gan-augmentation", "torch", "librosa", "numpy", "scikit-learn", "kedro", "mlflow")
SWITCHES = ("family", "profile", "seed", "source")


def flatten(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings as one level, with dotted names: models unpacked like mappings, without helpers (`_name`) and secrets."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if name.startswith("_"):
            continue
        if isinstance(value, BaseModel):
            value = value.model_dump(mode="json")
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = without_secrets(value) if isinstance(value, str) else value
    return flat


def versions(*, threads: int | None = None) -> dict[str, str]:
    """Packages, this project's code, Python, the machine's kind, and how it computes: on all of this bytes may depend.

    Args:
        threads: of torch; as many as it uses now unless told.
    """
    import torch

    from gan_augmentation.compute import Compute

    compute = Compute.detect()
    return {
        **{name: version(name) for name in PACKAGES},
        "code": code_key("**/*.py")[:12],
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "device": str(compute.device),
        "precision": str(compute.precision).removeprefix("torch."),
        "threads": str(threads or torch.get_num_threads()),
    }


def command_of(parameters: Mapping[str, Any]) -> str:
    """The command that repeats a run of the whole pipeline.

    Args:
        parameters: all of them; `_given` holds the `env` and the `params` that the run was started with.
    """
    pipeline = {"sounds": "augment_audio", "pictures": "augment_images"}[parameters["medium"]]
    return _command(pipeline, parameters, (*SWITCHES, "clips_per_class"))


def benchmark_command(parameters: Mapping[str, Any]) -> str:
    """The command that repeats a benchmark."""
    return _command("benchmark", parameters, (*SWITCHES, "sizes", "seeds", "arms", "families"))


def switches(values: Mapping[str, Any]) -> str:
    """Parameters as `--params` takes them, but for passwords in addresses."""
    return ",".join(f"{name}={without_secrets(_as_typed(value))}" for name, value in values.items())


def run_command(pipelines: str, env: str | None, params: Mapping[str, Any]) -> str:
    """`kedro run` as a shell takes it; `params` is flat."""
    words = ["kedro run", f"--pipeline {pipelines}"]
    if env:
        words.append(f"--env {shlex.quote(env)}")
    if params:
        words.append(f"--params {shlex.quote(switches(params))}")
    return " ".join(words)


def _command(pipeline: str, parameters: Mapping[str, Any], names: Sequence[str]) -> str:
    given = parameters["_given"]
    chosen = {name: parameters[name] for name in names if parameters[name] is not None} | flatten(
        given["params"]
    )
    return run_command(pipeline, given["env"], chosen)


def _as_typed(value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_as_typed, value))}]"
    if isinstance(value, str):
        return value if _is_read_as_it_stands(value) else "'" + value.replace("'", "''") + "'"
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)


def _is_read_as_it_stands(text: str) -> bool:
    """Whether the command line reads a text without quotes as this text."""
    try:
        return read_switch(text) == text and "," not in text
    except ValueError:
        return False
