"""Kedro datasets of folders that are whole or not there."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro.io import AbstractDataset

from gan_augmentation.atomic import MARKER, replaced_folder
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.names import as_texts

if TYPE_CHECKING:
    import pandas as pd


class WholeFolder(AbstractDataset[Any, Any]):
    """A folder that counts as there once its marker is. The marker lists its files with their hashes.

    Args:
        filepath: the folder.
        metadata: for kedro-viz.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self.folder = Path(filepath)
        self.metadata = metadata

    @abstractmethod
    def write(self, data: Any, folder: Path) -> None:
        """Write the data into an empty folder."""

    @abstractmethod
    def read(self, folder: Path) -> Any:
        """Read what `write` wrote."""

    def save(self, data: Any) -> None:
        """Put the data in the folder's place, whole."""
        with replaced_folder(self.folder) as temporary:
            self.write(data, temporary)

    def load(self) -> Any:
        """The data.

        Raises:
            GanAugmentationError: the folder is not complete (Kedro wraps it in its DatasetError).
        """
        if not self._exists():
            raise GanAugmentationError(
                f"{self.folder} is not there or not complete. Run the stage that makes it first, or the whole "
                "pipeline."
            )
        return self.read(self.folder)

    def _exists(self) -> bool:
        return (self.folder / MARKER).exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self.folder)}


def read_metadata(folder: Path) -> pd.DataFrame:
    """The rows of synthetic clips, from the `metadata.csv` beside them; names stay text."""
    import pandas as pd

    return as_texts(pd.read_csv(folder / "metadata.csv", dtype={"label": "str"}, keep_default_na=False))
