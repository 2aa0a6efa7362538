"""Sounds: the files of a source, and synthetic clips as an AudioFolder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro.io import AbstractDataset
from pydantic import TypeAdapter

from gan_augmentation.datasets.whole import WholeFolder

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.gan.synthesis import SyntheticClips


class AudioFiles(AbstractDataset[None, "pd.DataFrame"]):
    """The table of a source's sound files, fetched, unpacked or made when first asked for.

    Args:
        source: the data set's own source, as in `gan_augmentation.audio.sources`.
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
        """Path, label, speaker and source of each file, all on disk."""
        from gan_augmentation.audio.sources import Source, provide_audio

        source = TypeAdapter(Source).validate_python(self.source)
        return provide_audio(source, self.override, self.folder)

    def save(self, data: None) -> None:
        """Not possible: a source is read only."""
        raise NotImplementedError("a source of sounds is read only")

    def _describe(self) -> dict[str, Any]:
        return {"source": self.source, "override": self.override, "folder": str(self.folder)}


class AudioFolder(WholeFolder):
    """Sounds in a folder per class, with `metadata.csv` beside them (the AudioFolder form of Hugging Face datasets)."""

    def write(self, data: SyntheticClips, folder: Path) -> None:
        """`<label>/<clip_id>.wav`, 16-bit."""
        import soundfile

        for name, audio in zip(data.metadata["file_name"], data.audio, strict=True):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            soundfile.write(path, audio, data.sample_rate, subtype="PCM_16")
        data.metadata.to_csv(folder / "metadata.csv", index=False)

    def read(self, folder: Path) -> SyntheticClips:
        """The clips and their table."""
        import numpy as np
        import pandas as pd
        import soundfile

        from gan_augmentation.gan.synthesis import SyntheticClips

        table = pd.read_csv(folder / "metadata.csv", dtype={"label": "str"}, keep_default_na=False)
        sounds = [soundfile.read(folder / name, dtype="float32") for name in table["file_name"]]
        audio = np.stack([sound for sound, _ in sounds])
        return SyntheticClips(table, audio, sounds[0][1])
