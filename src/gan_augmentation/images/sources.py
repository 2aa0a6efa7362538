"""Where the pictures come from: official idx files, or the user's own idx files or folder of classes.

Whatever the kind, the result is the same file table: path (absolute, on disk), place (number of the picture within
the file, None where the file is one picture), label, speaker (None), source (path relative to the source's root),
part ("train" or "test" where the publisher says so, else None). Downloads are kept in the folder given.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.images.idx import read_idx
from gan_augmentation.settings_model import Settings
from gan_augmentation.supply.decisions import with_decisions
from gan_augmentation.supply.fetching import fetch
from gan_augmentation.supply.folders import class_folders, files_of, open_source, places_of
from gan_augmentation.supply.tables import check_enough

if TYPE_CHECKING:
    import pandas as pd

PARTS = {"train": "train", "t10k": "test"}
NAMES = [f"{part}-{what}" for part in PARTS for what in ("images-idx3-ubyte", "labels-idx1-ubyte")]

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Files = dict[str, Path]
"""The four idx files by their official names."""


class IdxFiles(Settings):
    """The four official idx files, fetched once; local copies of them can be given instead."""

    kind: Literal["idx"] = "idx"
    address: str = Field(description="of the folder that holds the four files (http, https or file)")
    sha256: dict[str, Sha256] = Field(description="checksum of each file, unpacked, by its official name")
    labels: tuple[str, ...] = Field(description="names of the classes, in the order of their numbers")

    def provide(self, override: str | None, folder: Path) -> pd.DataFrame:
        """The official files, or the user's copy."""
        if override is not None:
            return _own(override, folder, self.labels)
        return _table({name: self._fetch(name, folder) for name in NAMES}, self.labels)

    def _fetch(self, name: str, folder: Path) -> Path:
        """A file, verified as unpacked: mirrors pack the same bytes in different ways."""
        address = f"{self.address.rstrip('/')}/{name}.gz"
        path = fetch(address, sha256=None, size=None, folder=folder)
        try:
            with gzip.open(path) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, EOFError, zlib.error) as error:
            found = f"none ({error})"
        if found == self.sha256[name]:
            return path
        path.unlink()
        raise GanAugmentationError(
            f"{address}: wrong checksum. Expected sha256 {self.sha256[name]} of the unpacked file, found {found}. "
            "The file was removed: start again to download it anew. If it is the same once more, give a copy that "
            "you trust by --params source=PATH."
        )


class OwnPictures(Settings):
    """Own pictures, one sub-folder per class, or own idx files."""

    kind: Literal["own_pictures"] = "own_pictures"

    def provide(self, override: str | None, folder: Path) -> pd.DataFrame:
        """The user's folder or archive."""
        if override is None:
            raise GanAugmentationError(
                "source: --env own_images needs to know where your pictures are. Add --params source=PATH, a "
                "folder or an archive with one sub-folder of pictures (png, jpg) per class."
            )
        return _own(override, folder, None)


PictureSource = Annotated[IdxFiles | OwnPictures, Field(discriminator="kind")]


def provide_pictures(source: PictureSource, override: str | None, folder: Path) -> pd.DataFrame:
    """The file table of a source, with every file on disk.

    Args:
        source: where the pictures come from by default.
        override: the user's `source=`: a folder, an archive or the address of one, which holds the four idx files
            or a sub-folder of pictures per class. It is the user's own, so no checksum is asked of it.
        folder: where downloads and unpacked files are kept, and the user's `decisions.csv`, if there is one.

    Raises:
        GanAugmentationError: the source cannot be had, or holds too little to learn from.
    """
    files = with_decisions(source.provide(override, folder), folder)
    check_enough(files, files, "pictures")
    return files


def _own(override: str, folder: Path, labels: tuple[str, ...] | None) -> pd.DataFrame:
    root = open_source(override, folder).resolve()
    found = next(filter(None, map(_idx_files, places_of(root))), None)
    if not found:
        return _folder_table(root)
    if missing := [name for name in NAMES if name not in found]:
        raise GanAugmentationError(
            f"{root}: it has {', '.join(sorted(found))}, but not {', '.join(missing)}. Put all four idx files there, "
            "plain or as .gz, under their official names."
        )
    return _table(found, labels)


def _idx_files(root: Path) -> Files:
    return {
        path.name.removesuffix(".gz"): path
        for path in files_of(root)
        if path.name.removesuffix(".gz") in NAMES
    }


def _folder_table(root: Path) -> pd.DataFrame:
    import pandas as pd

    rows = sorted(class_folders(root, "pictures"), key=lambda row: row[2])
    files = pd.DataFrame(rows, columns=["path", "label", "source", "part"], dtype=object)
    return files.astype({"path": "str", "label": "str", "source": "str"}).assign(place=None, speaker=None)


def _table(found: Files, labels: tuple[str, ...] | None) -> pd.DataFrame:
    import pandas as pd

    parts = []
    for name, part in PARTS.items():
        pictures, numbers = (found[f"{name}-{what}"] for what in ("images-idx3-ubyte", "labels-idx1-ubyte"))
        places = range(len(read_idx(pictures, 3)))
        names = _names(numbers, labels)
        if len(names) != len(places):
            raise GanAugmentationError(
                f"{numbers}: it has {len(names):,} labels for the {len(places):,} pictures of {pictures.name}. "
                "Get both files anew, from one publisher."
            )
        sources = [f"{name}-images/{place:05d}" for place in places]
        table = {"path": str(pictures), "place": places, "label": names, "source": sources, "part": part}
        parts.append(pd.DataFrame(table))
    return pd.concat(parts, ignore_index=True).assign(speaker=None)


def _names(path: Path, labels: tuple[str, ...] | None) -> list[str]:
    """The class of each picture; its number where classes have no names."""
    numbers = read_idx(path, 1)
    if labels is None:
        return [str(number) for number in numbers]
    if len(numbers) and numbers.max() >= len(labels):
        raise GanAugmentationError(
            f"{path}: it has the label {numbers.max()}, but there are {len(labels)} classes ({', '.join(labels)}). "
            "Use --env own_images, which takes the classes as they are."
        )
    return [labels[number] for number in numbers]
