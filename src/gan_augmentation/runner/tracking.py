"""What earlier runs have made belongs to the MLflow run of this one too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gan_augmentation.runner.keys import path_of

if TYPE_CHECKING:
    from kedro.io import AbstractDataset, DataCatalog
    from kedro.pipeline.node import Node


def track_again(nodes: list[Node], catalog: DataCatalog) -> None:
    """Log the tables, figures and pages that these nodes made before, if a run is being tracked."""
    import mlflow

    if mlflow.active_run() is None:
        return
    for node in nodes:
        for name in node.outputs:
            _track(catalog.get(name))


def _track(dataset: AbstractDataset[Any, Any] | None) -> None:
    import mlflow

    if hasattr(dataset, "log"):
        dataset.log(dataset.load())
    if hasattr(
        dataset, "artifact_path"
    ):  # kedro-mlflow's wrapper, which makes a class of its own around each dataset
        mlflow.log_artifact(str(path_of(dataset)), dataset.artifact_path)
