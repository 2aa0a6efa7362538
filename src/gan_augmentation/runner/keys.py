"""Keys: what each dataset of a pipeline is made from, as a hash of sources, parameters and code.

The key of what a node makes follows from the code of the node and the keys of its inputs, so that all keys are known before
anything runs. Where a pipeline begins stand parameters, the user's files, and what other pipelines have made.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from gan_augmentation.atomic import content_of
from gan_augmentation.code_version import code_version, digest_of
from gan_augmentation.runner.markers import key_of_done

if TYPE_CHECKING:
    from kedro.io import AbstractDataset, DataCatalog
    from kedro.pipeline import Pipeline
    from kedro.pipeline.node import Node

NO_EFFECT = {"params:workers"}
"""Parameters that change how long the work takes, and nothing else."""


class Keys:
    """The keys of a pipeline's datasets; None for what cannot be told, such as a folder that others write to."""

    def __init__(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        self._catalog = catalog
        self._of: dict[str, str | None] = {name: self._of_source(name) for name in pipeline.inputs()}
        for node in pipeline.nodes:
            made_from = [self._of[name] for name in node.inputs if name not in NO_EFFECT]
            for name in node.outputs:
                self._of[name] = _key_of_output(node, name, made_from)

    def __getitem__(self, dataset: str) -> str | None:
        return self._of[dataset]

    def _of_source(self, name: str) -> str | None:
        dataset = self._catalog.get(name)
        if name == "parameters" or name.startswith("params:"):
            return digest_of([json.dumps(dataset.load(), sort_keys=True, default=_plain)])
        if hasattr(dataset, "content"):
            return dataset.content()
        path = path_of(dataset)
        return key_of_done(path) or digest_of([json.dumps(content_of(path))]) if path else None


def path_of(dataset: AbstractDataset[Any, Any] | None) -> Path | None:
    """Where a dataset is kept; None for one that lives in memory."""
    path = dataset._describe().get("filepath") if dataset is not None else None
    return Path(path) if path else None


def _key_of_output(node: Node, name: str, made_from: list[str | None]) -> str | None:
    known = [key for key in made_from if key is not None]
    return digest_of([name, code_version(node.func), *known]) if len(known) == len(made_from) else None


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
