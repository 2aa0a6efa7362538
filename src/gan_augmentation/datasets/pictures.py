"""Pictures: the files of a source, and synthetic pictures as an ImageFolder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro.io import AbstractDataset
from pydantic import TypeAdapter

from gan_augmentation.datasets.whole import WholeFolder

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.gan.synthesis import SyntheticPictures


class PictureFiles(AbstractDataset[None, "pd.DataFrame"]):
    """The table of a source's pictures, fetched or unpacked when first asked for.

    Args:
        source: the data set's own source, as in `gan_augmentation.images.sources`.
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

    def load(self) -> pd.DataFrame:
        """Path, place, label, speaker, source and part of each picture, all on disk."""
        from gan_augmentation.images.sources import PictureSource, provide_pictures

        source = TypeAdapter(PictureSource).validate_python(self.source)
        return provide_pictures(source, self.override, self.folder)

    def save(self, data: None) -> None:
        """Not possible: a source is read only."""
        raise NotImplementedError("a source of pictures is read only")

    def _describe(self) -> dict[str, Any]:
        return {"source": self.source, "override": self.override, "folder": str(self.folder)}


class ImageFolder(WholeFolder):
    """Pictures in a folder per class, with `metadata.csv` beside them (the ImageFolder form of Hugging Face datasets)."""

    def write(self, data: SyntheticPictures, folder: Path) -> None:
        """`<label>/<clip_id>.png`, 8-bit grey."""
        from PIL import Image

        for name, picture in zip(data.metadata["file_name"], data.pictures, strict=True):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            Image.fromarray(picture).save(path)
        data.metadata.to_csv(folder / "metadata.csv", index=False)

    def read(self, folder: Path) -> SyntheticPictures:
        """The pictures and their table."""
        import numpy as np
        import pandas as pd
        from PIL import Image

        from gan_augmentation.gan.synthesis import SyntheticPictures

        table = pd.read_csv(folder / "metadata.csv", dtype={"label": "str"}, keep_default_na=False)
        pictures = np.stack([np.asarray(Image.open(folder / name)) for name in table["file_name"]])
        return SyntheticPictures(table, pictures)
