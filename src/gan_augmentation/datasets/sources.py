"""Where data come from: tables of files that are read and never written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kedro.io import AbstractDataset, DatasetError

from gan_augmentation.secrets import all_without_secrets


class ReadOnly(AbstractDataset[None, Any]):
    """A table of files that exists before the pipeline does."""

    def save(self, data: None) -> None:
        """Not possible.

        Raises:
            DatasetError: always.
        """
        raise DatasetError(f"{type(self).__name__} is a source, which is read only")


class SourceFiles(ReadOnly):
    """The table of a source's files, fetched, unpacked or made when first asked for.

    Args:
        source: the data set's own source, as in the `sources` module of its medium.
        override: the user's `source=`.
        filepath: the folder where downloads and unpacked files are kept.
        metadata: for kedro-viz.
    """

    def __init__(
        self,
        *,
        source: dict[str, Any],
        override: str | None,
        filepath: str,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self.source, self.override, self.folder = source, override, Path(filepath)
        self.metadata = metadata

    def content(self) -> str:
        """SHA-256 of what the table says, and of the files; the place where they lie does not count."""
        from gan_augmentation.supply.tables import content_of_files

        return content_of_files(self.load())

    def _describe(self) -> dict[str, Any]:
        described = {"source": self.source, "override": self.override, "folder": str(self.folder)}
        return {name: all_without_secrets(value) for name, value in described.items()}
