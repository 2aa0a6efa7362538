"""Trained models: the generator, its checkpoints, classifiers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro.io import AbstractDataset, DatasetError

from gan_augmentation.datasets.runs import current_run
from gan_augmentation.datasets.whole import WholeFolder

if TYPE_CHECKING:
    from gan_augmentation.classifier.storage import StoredClassifiers
    from gan_augmentation.gan.checkpoints import CheckpointStore
    from gan_augmentation.gan.sampling import TrainedGenerator


class GeneratorFolder(WholeFolder):
    """A trained generator: safetensors and `recipe.json`."""

    def write(self, data: TrainedGenerator, folder: Path) -> None:
        """Weights and recipe."""
        data.save(folder)

    def read(self, folder: Path) -> TrainedGenerator:
        """The generator, which needs no training data."""
        from gan_augmentation.gan.sampling import TrainedGenerator

        return TrainedGenerator.load(folder)


class TrackedGenerator(GeneratorFolder):
    """A trained generator that, in a run, also becomes an MLflow model called `generator`."""

    def save(self, data: TrainedGenerator) -> None:
        """Write the folder and log the model."""
        super().save(data)
        if (run := current_run()) is not None:
            run.log_generator(self.folder)


class ClassifierFolder(WholeFolder):
    """Classifiers of one arm: safetensors, their network's settings and their curves."""

    def write(self, data: StoredClassifiers, folder: Path) -> None:
        """A file per classifier."""
        data.save(folder)

    def read(self, folder: Path) -> StoredClassifiers:
        """The classifiers."""
        from gan_augmentation.classifier.storage import StoredClassifiers

        return StoredClassifiers.load(folder)


class ClassifierFolderIfThere(ClassifierFolder):
    """Classifiers that may not have been trained; then None is loaded."""

    def load(self) -> StoredClassifiers | None:
        """The classifiers, or None."""
        return super().load() if self._exists() else None


class CheckpointFolder(AbstractDataset[None, "CheckpointStore"]):
    """Where a training keeps its checkpoints; loading gives the store, which the training itself writes to.

    Args:
        filepath: the folder.
        metadata: for kedro-viz.
    """

    is_workplace = True  # what uses it is done together, or not at all

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self.folder = Path(filepath)
        self.metadata = metadata

    def content(self) -> str:
        """Always the same: what is made by way of checkpoints does not depend on them."""
        return "checkpoints"

    def load(self) -> CheckpointStore:
        """The store; its folder need not exist yet."""
        from gan_augmentation.gan.checkpoints import CheckpointStore

        return CheckpointStore(self.folder)

    def save(self, data: None) -> None:
        """Not possible: the training writes through the store.

        Raises:
            DatasetError: always.
        """
        raise DatasetError("checkpoints are written by the training, through the store")

    def _describe(self) -> dict[str, Any]:
        return {"folder": str(self.folder)}
