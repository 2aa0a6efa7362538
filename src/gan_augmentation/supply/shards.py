"""Arrays too large for memory: rows of one shape in Parquet files of a thousand or fewer, written and read one after the other.

Shards are made in order and each is whole or not there, so their number says where a run that was stopped goes on. They lie in
a folder with the name of the key of all that they are made from, beside the form of a row (`shards.json`); those of another key
go when it is begun.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_augmentation.atomic import replaced_file

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import DTypeLike, NDArray

FORM = "shards.json"
VALUES = "values"
NOTES = b"notes"
SHARD_ROWS = 1000
SHARD_BYTES = 2**26  # of its values: longer clips make shards of fewer
GROUP_ROWS = 16  # read together when a few rows are asked for


class Shards:
    """The rows of a folder, read when they are asked for: `shards[10:20]` or `shards[[3, 1]]` gives an array of them.

    Attributes:
        folder: where they lie.
        key: of what they were made from.
        shape: of a row.
        dtype: of its values.
    """

    def __init__(self, folder: Path) -> None:
        from pyarrow import parquet

        form = json.loads((folder / FORM).read_text())
        self.folder, self.key = folder, str(form["key"])
        self.shape: tuple[int, ...] = tuple(form["shape"])
        self.dtype = np.dtype(form["dtype"])
        self.paths = shards_in(folder)
        counts = [parquet.read_metadata(path).num_rows for path in self.paths]
        self._starts = np.cumsum([0, *counts])

    def __len__(self) -> int:
        """How many rows there are."""
        return int(self._starts[-1])

    def __getitem__(self, rows: slice | Sequence[int] | NDArray[np.integer]) -> NDArray[Any]:
        """These rows (N, *shape), in this order; of each shard only the groups that hold them are read."""
        wanted = np.arange(len(self))[rows]
        found = np.empty((len(wanted), *self.shape), dtype=self.dtype)
        shard = np.searchsorted(self._starts, wanted, side="right") - 1
        for number in np.unique(shard):
            places = np.flatnonzero(shard == number)
            found[places] = self._read(self.paths[number], wanted[places] - self._starts[number])
        return found

    def _read(self, path: Path, rows: NDArray[np.integer]) -> NDArray[Any]:
        from pyarrow import parquet

        groups, place = np.unique(rows // GROUP_ROWS, return_inverse=True)
        with parquet.ParquetFile(path) as file:
            table = file.read_row_groups(groups.tolist(), columns=[VALUES], use_threads=False)
        values = table[VALUES].combine_chunks().flatten().to_numpy()
        return np.asarray(values.reshape(-1, *self.shape)[place * GROUP_ROWS + rows % GROUP_ROWS])

    def columns(self) -> pd.DataFrame:
        """What stands beside the values, of all rows."""
        import pandas as pd
        from pyarrow import parquet

        names = [name for name in parquet.read_schema(self.paths[0]).names if name != VALUES]
        return pd.concat([pd.read_parquet(path, columns=names) for path in self.paths], ignore_index=True)

    def notes(self) -> list[Any]:
        """What was noted with the shards, of all together."""
        from pyarrow import parquet

        return [note for path in self.paths for note in json.loads(parquet.read_schema(path).metadata[NOTES])]

    def copy_into(self, folder: Path) -> None:
        """The same shards in another folder; whatever befalls those, these stay as they were made."""
        for path in (self.folder / FORM, *self.paths):
            shutil.copy2(path, folder / path.name)


class ShardWriter:
    """Shards that are being made; those that an earlier run finished are there already, if made from the same.

    Args:
        home: where they lie, in a folder of their own.
        key: of all that they are made from.
        shape: of a row.
        dtype: of its values.

    Attributes:
        folder: where they lie.
        rows: the most that a shard should hold.
    """

    def __init__(self, home: Path, key: str, shape: Sequence[int], dtype: DTypeLike) -> None:
        self.folder, self.shape, self.dtype = home / key[:16], tuple(shape), np.dtype(dtype)
        bytes_of_row = int(np.prod(self.shape)) * self.dtype.itemsize
        self.rows = max(1, min(SHARD_ROWS, SHARD_BYTES // bytes_of_row))
        if not (self.folder / FORM).exists():
            shutil.rmtree(home, ignore_errors=True)
            form = {"key": key, "shape": self.shape, "dtype": self.dtype.name}
            with replaced_file(self.folder / FORM) as temporary:
                temporary.write_text(json.dumps(form, indent=1))
        self._finished = len(shards_in(self.folder))

    def __len__(self) -> int:
        """How many shards are finished."""
        return self._finished

    def add(self, values: NDArray[Any], columns: pd.DataFrame, notes: Sequence[Any] = ()) -> None:
        """The next shard: its values (N, *shape), what stands beside each row, and notes that concern no row (JSON)."""
        import pyarrow as pa
        from pyarrow import parquet

        flat = pa.array(np.ascontiguousarray(values, dtype=self.dtype).reshape(-1))
        # Where nothing can be missing, reading takes half the time.
        kind = pa.list_(pa.field("element", flat.type, nullable=False), int(np.prod(self.shape)))
        lists = pa.FixedSizeListArray.from_arrays(flat, type=kind)
        table = pa.Table.from_pandas(columns, preserve_index=False)
        table = table.append_column(pa.field(VALUES, kind, nullable=False), lists)
        table = table.replace_schema_metadata({**table.schema.metadata, NOTES: json.dumps(notes)})
        with replaced_file(self.folder / f"{len(self):05d}.parquet") as temporary:
            parquet.write_table(
                table,
                temporary,
                row_group_size=GROUP_ROWS,
                use_dictionary=False,
                compression="lz4",
            )
        self._finished += 1


def shards_in(folder: Path) -> list[Path]:
    """The shards of a folder, in order."""
    return sorted(folder.glob("[0-9]*.parquet"))
