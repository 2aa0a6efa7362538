"""How a folder of sounds says the class and the speaker of a file.

Each layout turns a root folder into the file table: path (absolute), label, speaker (None where unknown),
source (posix path relative to the root), part (the side of the split, None where the source says none), sorted by source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.folders import class_folders, files_below, files_of
from gan_augmentation.supply.metadata import find_metadata, read_metadata

if TYPE_CHECKING:
    import pandas as pd

Layout = Literal["class_folders", "fsdd"]

# Speech Commands names a speaker by 8 hex digits (Warden 2018): 0a7c2a8d_nohash_0.wav.
SPEAKER = re.compile(r"^([0-9a-f]{8})_nohash_")
FSDD_NAME = re.compile(r"^(?P<digit>\d)_(?P<speaker>[^_]+)_\d+\.wav$")

Row = tuple[str, str, str | None, str, str | None]


def list_sounds(root: Path, layout: Layout, labels: tuple[str, ...] | None) -> pd.DataFrame:
    """The file table of a folder.

    Args:
        root: the folder; one that holds nothing but a single sub-folder of the layout is looked into.
        layout: how labels and speakers are written.
        labels: the classes to keep, or all.

    Raises:
        GanAugmentationError: no file of this layout, or a class of `labels` without any.
    """
    import pandas as pd

    rows = sorted(LAYOUTS[layout](root.resolve()), key=lambda row: row[3])
    if labels is not None:
        rows = [row for row in rows if row[1] in labels]
        absent = sorted(set(labels) - {row[1] for row in rows})
        if absent:
            raise GanAugmentationError(
                f"{root}: it has no sounds of the class(es) {', '.join(absent)}. Give a source that holds "
                f"{', '.join(labels)}, or use --env own, which takes the classes as they are."
            )
    files = pd.DataFrame(rows, columns=["path", "label", "speaker", "source", "part"], dtype=object)
    return files.astype({"path": "str", "label": "str", "source": "str"})


def list_unlabelled(root: Path) -> pd.DataFrame:
    """The file table of every file below a folder; labels and speakers are None.

    Raises:
        GanAugmentationError: there is no file.
    """
    import pandas as pd

    root = root.resolve()
    rows = [(str(path), None, None, path.relative_to(root).as_posix()) for path in files_below(root)]
    if not rows:
        raise GanAugmentationError(
            f"{root}: it holds no files. Give a folder or an archive of sound files; they may lie in sub-folders."
        )
    rows.sort(key=lambda row: row[3])
    files = pd.DataFrame(rows, columns=["path", "label", "speaker", "source"], dtype=object)
    return files.astype({"path": "str", "source": "str"})


def _class_folders(root: Path) -> Iterator[Row]:
    """As `metadata.csv` or `metadata.jsonl` says; without one `<class>/.../<file>`.

    Where no speaker is given, a name like those of Speech Commands tells them.
    """
    if table := find_metadata(root):
        for entry in read_metadata(table):
            speaker = entry.speaker or _named_speaker(entry.path.name)
            yield str(entry.path), entry.label, speaker, entry.source, entry.part
        return
    for path, label, source, part in class_folders(root, "sounds"):
        yield path, label, _named_speaker(Path(path).name), source, part


def _named_speaker(name: str) -> str | None:
    speaker = SPEAKER.match(name)
    return speaker and speaker.group(1)


def _fsdd(root: Path) -> Iterator[Row]:
    """`recordings/<digit>_<speaker>_<n>.wav`, directly in the root or below one folder."""
    found = sorted(path for path in root.rglob("recordings") if path.is_dir())
    if not found:
        raise GanAugmentationError(
            f"{root}: it has no folder 'recordings'. Give the Free Spoken Digit Dataset as it is published, "
            "or use --env own for a folder with one sub-folder per class."
        )
    for path in files_of(found[0]):
        if name := FSDD_NAME.match(path.name):
            yield str(path), name["digit"], name["speaker"], f"recordings/{path.name}", None


LAYOUTS: dict[Layout, Callable[[Path], Iterator[Row]]] = {"class_folders": _class_folders, "fsdd": _fsdd}
