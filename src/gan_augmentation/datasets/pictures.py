"""Pictures: the files of a source, and synthetic pictures as an ImageFolder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from gan_augmentation.datasets.sources import SourceFiles
from gan_augmentation.datasets.whole import WholeFolder, read_metadata
from gan_augmentation.names import write_cells

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.gan.synthetic_files import SyntheticPictures


class PictureFiles(SourceFiles):
    """The table of a source's pictures."""

    def load(self) -> pd.DataFrame:
        """Path, place, label, speaker, source and part of each picture, all on disk."""
        from gan_augmentation.images.sources import PictureSource, provide_pictures

        source = TypeAdapter(PictureSource).validate_python(self.source)
        return provide_pictures(source, self.override, self.folder)


class ImageFolder(WholeFolder):
    """Pictures in a folder per class, with `metadata.csv` beside them (the ImageFolder form of Hugging Face datasets)."""

    def write(self, data: SyntheticPictures, folder: Path) -> None:
        """`<label>/<clip_id>.png`, 8-bit grey, each tagged as synthetic."""
        from gan_augmentation.tags import png_bytes

        for name, picture, facts in zip(
            data.metadata["file_name"], data.pictures, data.made_from, strict=True
        ):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(png_bytes(picture, facts))
        write_cells(data.metadata, folder / "metadata.csv")

    def read(self, folder: Path) -> SyntheticPictures:
        """The pictures and their table."""
        import numpy as np
        from PIL import Image

        from gan_augmentation.gan.synthetic_files import SyntheticPictures

        table = read_metadata(folder)
        pictures = np.stack([np.asarray(Image.open(folder / name)) for name in table["file_name"]])
        return SyntheticPictures(table, pictures)
