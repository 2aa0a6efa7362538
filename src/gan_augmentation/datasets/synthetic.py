"""What is known of synthetic clips, without the clips."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_augmentation.atomic import MARKER
from gan_augmentation.datasets.sources import ReadOnly
from gan_augmentation.datasets.whole import read_metadata

if TYPE_CHECKING:
    import pandas as pd


class SyntheticRows(ReadOnly):
    """The rows of all synthetic clips that lie in several folders.

    Args:
        folders: of synthetic clips; one that is not there, or not complete, holds none.
        metadata: for kedro-viz.
    """

    def __init__(self, *, folders: list[str], metadata: dict[str, Any] | None = None) -> None:
        self.folders = [Path(folder) for folder in folders]
        self.metadata = metadata

    def load(self) -> pd.DataFrame:
        """One table; of a clip that is in two folders, the first row comes first."""
        import pandas as pd

        there = [read_metadata(folder) for folder in self.folders if (folder / MARKER).exists()]
        return pd.concat(there, ignore_index=True) if there else pd.DataFrame({"clip_id": []})

    def _describe(self) -> dict[str, Any]:
        return {"folders": [str(folder) for folder in self.folders]}
