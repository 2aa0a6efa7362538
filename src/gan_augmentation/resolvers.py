"""Words that the YAML files may use besides Kedro's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    from omegaconf import DictConfig, ListConfig


def choose(switch: str, choices: DictConfig, name: str) -> DictConfig:
    """`${choose:family,${_families},NAME}`: the whole entry of that name.

    Raises:
        GanAugmentationError: there is none; names those there are.
    """
    if name not in choices:
        known = ", ".join(sorted(map(str, choices)))
        raise GanAugmentationError(f"{switch}={name}: there is no such {switch}. Choose one of: {known}.")
    return choices[name]


def choose_each(switch: str, choices: DictConfig, names: ListConfig) -> DictConfig:
    """`${choose_each:family,${_families},${families}}`: the whole entries of these names, by name.

    Raises:
        GanAugmentationError: there is no such entry; names those there are. Or `names` is no list.
    """
    from omegaconf import DictConfig

    if isinstance(names, str):
        raise GanAugmentationError(f"{names}: a list of names stands in brackets, as [{names}].")
    # In the tree of all parameters, so that a value in it can be replaced by its dotted name.
    return DictConfig({name: choose(switch, choices, name) for name in names}, parent=choices._get_root())


def cpu_count() -> int:
    """`${cpu_count:}`: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def samples(rate: int, seconds: float) -> int:
    """`${samples:RATE,SECONDS}`: the samples of a clip, as `ClipSettings.samples` counts them.

    Raises:
        GanAugmentationError: one of them is not a number.
    """
    try:
        return max(1, round(rate * seconds))
    except TypeError:
        raise GanAugmentationError(
            f"clip: {seconds} seconds at {rate} Hz is no length; both must be numbers."
        ) from None


def tracking_uri() -> str:
    """`${tracking_uri:}`: MLFLOW_TRACKING_URI, or the project's own SQLite file by its absolute path."""
    root = Path(__file__).resolve().parents[2]
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{root / 'mlflow.db'}"
