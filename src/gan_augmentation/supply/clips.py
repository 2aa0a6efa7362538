"""Clips on the disk: what is known of each in a table, their sounds or pictures in shards that are read when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from gan_augmentation.supply.shards import Shards, ShardWriter
from gan_augmentation.supply.tables import clip_id

if TYPE_CHECKING:
    from collections.abc import Generator

    import pandas as pd
    from numpy.typing import NDArray

SAID = ("label", "speaker", "source", "part", "decision")
"""What a file table may say of a file's clips."""
COLUMNS = {"clip_id": "str", "file": "int64", "sha256": "str"}
"""What stands beside a clip in its shard; `file` is the row of the file table."""


class Rows(Protocol):
    """Rows of one shape that are had by number: an array, or shards."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, rows: Any) -> NDArray[Any]:
        """Some of them, by a slice or by their numbers."""


@dataclass(frozen=True)
class Clips:
    """Clips of one form; as `Rows`, their sounds or pictures.

    Attributes:
        facts: a row for each: clip_id, label, speaker (None where unknown), source, part and decision (if the source has them),
            sha256, recording (of sounds).
        store: sounds float32 (samples,) or pictures uint8 (height, width), of these clips and perhaps of others.
        rows: where in the store each clip is.
        key: of what the store was made from.
    """

    facts: pd.DataFrame
    store: Rows
    rows: NDArray[np.int64]
    key: str

    def __len__(self) -> int:
        """How many there are."""
        return len(self.facts)

    def __getitem__(self, rows: slice | Sequence[int] | NDArray[np.integer]) -> NDArray[Any]:
        """The sounds or pictures of these rows of the table."""
        return self.store[self.rows[rows]]

    def of(self, clip_ids: Sequence[str]) -> NDArray[Any]:
        """The sounds or pictures of these clips, in this order, in memory."""
        import pandas as pd

        place = pd.Series(np.arange(len(self)), index=self.facts["clip_id"])
        return self[place.loc[list(clip_ids)].to_numpy()]

    def recordings_of(self, clip_ids: Sequence[str]) -> NDArray[np.intp]:
        """A whole number for each of these clips, equal for those that hold one recording."""
        import pandas as pd

        if "recording" not in self.facts:
            return np.arange(len(clip_ids))
        numbers: NDArray[np.intp] = pd.factorize(
            self.facts.set_index("clip_id")["recording"].loc[list(clip_ids)]
        )[0]
        return numbers

    def only(self, staying: NDArray[np.bool_]) -> Clips:
        """Some of them; what the store holds of the others stays where it is."""
        facts = self.facts[staying].reset_index(drop=True)
        return Clips(facts, self.store, self.rows[staying], self.key)


Refused = tuple[int, str, str]
"""Row of a file in the file table, reason and detail."""


class Cut(NamedTuple):
    """What became of one file: either `windows`, its clips (n, *shape), or a `reason` for refusing it."""

    sha256: str
    windows: NDArray[Any] | None
    reason: str
    detail: str


def cut_to_shards(
    files: pd.DataFrame,
    writer: ShardWriter,
    most_windows: int,
    cut: Callable[[pd.DataFrame], Generator[Cut]],
) -> tuple[Clips, pd.DataFrame]:
    """Make what is missing of the clips of these files, a shard at a time.

    Args:
        files: path, label, speaker, source, perhaps part and decision.
        writer: of the shards; what they are made from is in its key.
        most_windows: clips that a file can give.
        cut: what becomes of files, one after the other, in their order; asked for those that are missing.

    Returns:
        clips: of all files.
        quarantine: source, reason, detail; one row for each file refused.
    """
    step = max(1, writer.rows // most_windows)
    begun = len(writer) * step
    with closing(cut(files.iloc[begun:])) as cuts:
        for first in range(begun, max(len(files), 1), step):  # an empty shard when there are none
            sources = files["source"].iloc[first : first + step].to_list()
            _add_shard(writer, first, sources, list(islice(cuts, len(sources))))
    shards = Shards(writer.folder)
    facts, quarantine = tables_of(files, shards.columns(), shards.notes())
    return Clips(facts, shards, np.arange(len(facts)), shards.key), quarantine


def _add_shard(writer: ShardWriter, first: int, sources: list[str], cuts: list[Cut]) -> None:
    windows = [cut.windows for cut in cuts if cut.windows is not None]
    values = np.concatenate(windows) if windows else np.empty((0, *writer.shape), dtype=writer.dtype)
    writer.add(values, *name_cuts(sources, cuts, first))


def name_cuts(
    sources: Sequence[str], cuts: Sequence[Cut], first: int = 0
) -> tuple[pd.DataFrame, list[Refused]]:
    """The clips of files by name (clip_id, file, sha256), and what was refused.

    The first clip of a file is named by the file alone, whatever the settings.

    Args:
        sources: of the files.
        cuts: what became of them.
        first: row of the first of them in the file table.
    """
    import pandas as pd

    clips = [
        (clip_id(cut.sha256, f"{source}/{number}" if number else source), first + place, cut.sha256)
        for place, (source, cut) in enumerate(zip(sources, cuts, strict=True))
        for number in range(0 if cut.windows is None else len(cut.windows))
    ]
    refused = [
        (first + place, cut.reason, cut.detail) for place, cut in enumerate(cuts) if cut.windows is None
    ]
    return pd.DataFrame(clips, columns=list(COLUMNS)).astype(COLUMNS), refused


def tables_of(
    files: pd.DataFrame, named: pd.DataFrame, refused: Sequence[Refused]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is known of the clips, and the quarantine (source, reason, detail), from `name_cuts` and the file table."""
    import pandas as pd

    said = [name for name in SAID if name in files]
    facts = files.iloc[named["file"].to_numpy()][said].reset_index(drop=True)
    facts["sha256"] = named["sha256"]
    facts.insert(0, "clip_id", named["clip_id"])
    sources = files["source"].to_list()
    rows = [(sources[file], reason, detail) for file, reason, detail in refused]
    return facts, pd.DataFrame(rows, columns=["source", "reason", "detail"], dtype="str")
