"""Sounds: the files of a source, and synthetic clips as an AudioFolder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from gan_augmentation.datasets.sources import ReadOnly, SourceFiles
from gan_augmentation.datasets.whole import WholeFolder, read_metadata
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.names import as_texts, write_cells
from gan_augmentation.secrets import all_without_secrets

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.classifier.sorting import SortedClips
    from gan_augmentation.gan.synthetic_files import SyntheticClips


class AudioFiles(SourceFiles):
    """The table of a source's sound files."""

    def load(self) -> pd.DataFrame:
        """Path, label, speaker, source, part and decision of each file, all on disk."""
        from gan_augmentation.audio.sources import Source, provide_audio

        source = TypeAdapter(Source).validate_python(self.source)
        return provide_audio(source, self.override, self.folder)


class UnlabelledFiles(ReadOnly):
    """The table of the sound files below the user's own folder, or in an archive, whose classes are not known.

    Args:
        source: the user's `source=`.
        filepath: the folder where downloads and unpacked files are kept.
        target: the folder that sorted copies go to; the source may not be in it, nor it in the source.
        metadata: for kedro-viz.
    """

    def __init__(
        self, *, source: str | None, filepath: str, target: str, metadata: dict[str, Any] | None = None
    ) -> None:
        self.source, self.folder, self.target = source, Path(filepath), Path(target)
        self.metadata = metadata

    def load(self) -> pd.DataFrame:
        """Path and source of each file."""
        from gan_augmentation.audio.layouts import list_unlabelled
        from gan_augmentation.supply.folders import open_source

        if self.source is None:
            raise GanAugmentationError(
                "source: say where the sounds are. Add --params source=PATH, a folder or an archive of sound files."
            )
        root, target = open_source(str(self.source), self.folder).resolve(), self.target.resolve()
        if root.is_relative_to(target) or target.is_relative_to(root):
            raise GanAugmentationError(
                f"source={self.source}: sorted copies go to {target}, which is made anew, so one may not lie in the other. "
                "Give a folder elsewhere."
            )
        return list_unlabelled(root)

    def _describe(self) -> dict[str, Any]:
        return {"source": all_without_secrets(self.source), "folder": str(self.folder)}


class SortedFolder(WholeFolder):
    """Copies of sound files in a folder per class, with `sorted.csv` and `quarantine.csv` beside them."""

    def write(self, data: SortedClips, folder: Path) -> None:
        """Copy each file as it is."""
        for path, name in zip(data.paths, data.table["file_name"], strict=True):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy2(path, folder / name)
        write_cells(data.table, folder / "sorted.csv")
        write_cells(data.quarantine, folder / "quarantine.csv")

    def read(self, folder: Path) -> pd.DataFrame:
        """The table."""
        import pandas as pd

        text = dict.fromkeys(("file_name", "source", "label", "second_label"), "str")
        return as_texts(pd.read_csv(folder / "sorted.csv", dtype=text, keep_default_na=False))


class AudioFolder(WholeFolder):
    """Sounds in a folder per class, with `metadata.csv` beside them (the AudioFolder form of Hugging Face datasets)."""

    def write(self, data: SyntheticClips, folder: Path) -> None:
        """`<label>/<clip_id>.wav`, 16-bit, each tagged as synthetic."""
        from gan_augmentation.tags import wav_bytes

        for name, audio, facts in zip(data.metadata["file_name"], data.audio, data.made_from, strict=True):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(wav_bytes(audio, data.sample_rate, facts))
        write_cells(data.metadata, folder / "metadata.csv")

    def read(self, folder: Path) -> SyntheticClips:
        """The clips and their table."""
        import numpy as np
        import soundfile

        from gan_augmentation.gan.synthetic_files import SyntheticClips

        table = read_metadata(folder)
        sounds = [soundfile.read(folder / name, dtype="float32") for name in table["file_name"]]
        audio = np.stack([sound for sound, _ in sounds])
        return SyntheticClips(table, audio, sounds[0][1])
