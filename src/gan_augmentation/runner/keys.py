"""Keys: what each dataset of a pipeline is made from, as a hash of sources, parameters and code.

The key of what a node makes follows from the code of the node and the keys of its inputs, so that all keys are known before
anything runs. Where a pipeline begins stand parameters, the user's files, and what other pipelines have made.

What depends on earlier runs as well, as the split does, says its `content`; on that, and not on the key that it was made
from, builds what follows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from gan_augmentation.atomic import content_of
from gan_augmentation.code_version import code_version
from gan_augmentation.keys import key_of
from gan_augmentation.runner.markers import key_of_done

if TYPE_CHECKING:
    from kedro.io import AbstractDataset, DataCatalog
    from kedro.pipeline import Pipeline
    from kedro.pipeline.node import Node

NO_EFFECT = {"params:workers"}
"""Parameters that change how long the work takes, and nothing else."""


class Keys:
    """The keys of a pipeline's datasets; None for what cannot be told, such as a folder that others write to.

    Attributes:
        made_from: of each output, what its marker must say.
    """

    def __init__(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        self._catalog = catalog
        self.made_from: dict[str, str | None] = {}
        built_on = {name: self._of_source(name) for name in pipeline.inputs()}
        for node in pipeline.nodes:
            inputs = [built_on[name] for name in node.inputs if name not in NO_EFFECT]
            for name in node.outputs:
                self.made_from[name] = _key_of_output(node, name, inputs)
                built_on[name] = self._of_output(name)

    def _of_source(self, name: str) -> str | None:
        dataset = self._catalog.get(name)
        if name == "parameters":
            effective = {key: value for key, value in dataset.load().items() if not key.startswith("_")}
            return _key_of_parameters(effective)
        if name.startswith("params:"):
            return _key_of_parameters(dataset.load())
        if hasattr(dataset, "content"):
            return dataset.content()
        path = path_of(dataset)
        if path is None:
            return None
        return key_of_done(path) or key_of(content_of(path))

    def _of_output(self, name: str) -> str | None:
        dataset, key = self._catalog.get(name), self.made_from[name]
        if not hasattr(dataset, "content"):
            return key
        path = path_of(dataset)
        return dataset.content() if path and key is not None and key_of_done(path) == key else None


def path_of(dataset: AbstractDataset[Any, Any] | None) -> Path | None:
    """Where a dataset is kept; None for one that lives in memory."""
    path = dataset._describe().get("filepath") if dataset is not None else None
    return Path(path) if path else None


def _key_of_output(node: Node, name: str, made_from: list[str | None]) -> str | None:
    known = [key for key in made_from if key is not None]
    return key_of(name, code_version(node.func), *known) if len(known) == len(made_from) else None


def _key_of_parameters(values: Any) -> str:
    return key_of(json.dumps(values, sort_keys=True, default=_plain))


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
