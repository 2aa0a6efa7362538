"""Where the sounds come from: the spoken demo set, an official archive, or the user's own folder or archive.

Whatever the kind, the result is the same file table: path (absolute, on disk), label, speaker (None where
unknown), source (posix path relative to the source's root), part (the side of the split, None where the source says none),
decision (the user's last word on the file), sorted by source. Downloads and unpacked files
are kept in the folder given, and found there again by the next run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gan_augmentation.audio.demo import make_demo
from gan_augmentation.audio.layouts import Layout, list_sounds
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.settings_model import Settings
from gan_augmentation.supply.archives import unpack
from gan_augmentation.supply.decisions import with_decisions
from gan_augmentation.supply.fetching import fetch
from gan_augmentation.supply.folders import open_source
from gan_augmentation.supply.tables import check_enough

if TYPE_CHECKING:
    import pandas as pd


class Demo(Settings):
    """Seven words spoken by espeak-ng, made on this machine."""

    kind: Literal["demo"] = "demo"

    def provide(self, override: str | None, folder: Path) -> pd.DataFrame:
        """Make the set, once. It takes no source of the user's."""
        if override is not None:
            raise GanAugmentationError(
                f"source={override}: the demo makes its own sounds and reads no source. Add --env own, or "
                "the --env of the data set that this is a copy of."
            )
        make_demo(folder / "spoken_words")
        return list_sounds(folder / "spoken_words", "class_folders", None)


class Archive(Settings):
    """An official archive, fetched once; a local copy of it can be given instead."""

    kind: Literal["archive"] = "archive"
    url: str = Field(description="address of the archive (http, https or file)")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="checksum of the archive")
    bytes: int = Field(ge=1, description="size of the archive")
    layout: Layout = Field("class_folders", description="how a file's class and speaker are written")
    labels: tuple[str, ...] | None = Field(None, description="the classes to keep; all when left out")

    def provide(self, override: str | None, folder: Path) -> pd.DataFrame:
        """The official archive, or the user's copy of (a part of) it in the same layout."""
        if override is None:
            archive = fetch(self.url, sha256=self.sha256, size=self.bytes, folder=folder)
            root = unpack(archive, folder)
        else:
            root = open_source(override, folder)
        return list_sounds(root, self.layout, self.labels)


class User(Settings):
    """Own sounds, one sub-folder per class."""

    kind: Literal["user"] = "user"

    def provide(self, override: str | None, folder: Path) -> pd.DataFrame:
        """The user's folder or archive."""
        if override is None:
            raise GanAugmentationError(
                "source: --env own needs to know where your sounds are. Add --params source=PATH, a folder "
                "or an archive with one sub-folder of sound files per class."
            )
        return list_sounds(open_source(override, folder), "class_folders", None)


Source = Annotated[Demo | Archive | User, Field(discriminator="kind")]


def provide_audio(source: Source, override: str | None, folder: Path) -> pd.DataFrame:
    """The file table of a source, with every file on disk.

    Args:
        source: where the sounds come from by default.
        override: the user's `source=`, a folder, an archive (.zip, .tar, .tar.gz, .tgz) or the http(s)
        address of
            one. It is the user's own file, so no checksum is asked of it.
        folder: where downloads and unpacked files are kept, and the user's `decisions.csv`, if there is one.

    Raises:
        GanAugmentationError: the source cannot be had, or holds too little to learn from.
    """
    files = with_decisions(source.provide(override, folder), folder)
    check_enough(files, files, "sounds")
    return files
