"""Which nodes of a pipeline have work to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_augmentation.runner.keys import Keys, path_of
from gan_augmentation.runner.markers import key_of_done, mark

if TYPE_CHECKING:
    from pathlib import Path

    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline
    from kedro.pipeline.node import Node


class Plan:
    """What is done of a pipeline, and what is to do.

    Attributes:
        to_do: nodes with an artifact that is not there, was made from other inputs, parameters or code, or is not as it was
            made; those whose results live in memory alone, where somebody needs them or nobody keeps them; and the nodes
            that write to one working folder with them.
        done: the others.
    """

    def __init__(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        self._pipeline, self._catalog = pipeline, catalog
        self._keys = Keys(pipeline, catalog)
        self.to_do: list[Node] = self._find()
        self.done: list[Node] = [node for node in pipeline.nodes if node not in self.to_do]

    def mark_done(self, node: Node) -> None:
        """Put markers beside the artifacts of a node that has just run to its end."""
        for name in node.outputs:
            path, key = self._path(name), self._keys.made_from[name]
            if path is not None and key is not None:
                mark(path, key)
        if any(hasattr(self._catalog.get(name), "content") for name in node.outputs):
            self._keys = Keys(
                self._pipeline, self._catalog
            )  # what builds on its content has a key from now on

    def _find(self) -> list[Node]:
        stale = [
            node for node in self._pipeline.nodes if any(not self._is_done(name) for name in node.outputs)
        ]
        shared = {name for node in stale for name in node.inputs if self._is_workplace(name)}
        to_do: list[Node] = []
        needed = self._pipeline.outputs()
        for node in reversed(self._pipeline.nodes):
            in_memory = {name for name in node.outputs if self._path(name) is None}
            if node in stale or in_memory & needed or shared & set(node.inputs):
                to_do.insert(0, node)
                needed |= set(node.inputs)
        return to_do

    def _is_done(self, name: str) -> bool:
        """Whether an artifact is; what lives in memory is made when it is needed."""
        path, key = self._path(name), self._keys.made_from[name]
        return path is None or (key is not None and key_of_done(path) == key)

    def _is_workplace(self, name: str) -> bool:
        return getattr(self._catalog.get(name), "is_workplace", False)

    def _path(self, name: str) -> Path | None:
        return path_of(self._catalog.get(name))
