"""The augmented set on the disk: a folder for `datasets`, shards for `webdataset`, a table and a card for people."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_augmentation.datasets.whole import WholeFolder
from gan_augmentation.names import as_texts, write_cells
from gan_augmentation.supply.shards import SHARD_ROWS

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.sharing.augmented import AugmentedSet

FOLDERS = {"sounds": "audiofolder", "pictures": "imagefolder"}
COLUMNS = ["file_name", "label", "synthetic", "source"]


class ExportFolder(WholeFolder):
    """`audiofolder/` or `imagefolder/`, `webdataset/`, `metadata.csv` and `README.md`.

    Loaders read `metadata.jsonl` of each part, where a label is what it is; in a CSV file they would take the class `7` for a
    number and `NA` for nothing. `metadata.csv` is for people and spreadsheets.
    """

    def write(self, data: tuple[AugmentedSet, str], folder: Path) -> None:
        """The set and its card; every clip twice, as a file and in a shard."""
        augmented, card = data
        home = FOLDERS["pictures" if augmented.sample_rate is None else "sounds"]
        files = augmented.files()
        (folder / "webdataset").mkdir()
        for part, rows in augmented.table.groupby("split", sort=False):
            for number, start in enumerate(range(0, len(rows), SHARD_ROWS)):
                shard = folder / "webdataset" / f"{part}-{number:06d}.tar"
                with tarfile.open(shard, "w", format=tarfile.PAX_FORMAT) as archive:
                    for row in rows.iloc[start : start + SHARD_ROWS].to_dict("records"):
                        content = next(files)
                        _write(folder / home / row["file_name"], content)
                        _add(archive, row, content, augmented.classes.index(row["label"]))
            _write_lines(rows, folder / home / str(part))
        table = augmented.table[[*COLUMNS, "split"]].assign(
            file_name=f"{home}/" + augmented.table["file_name"]
        )
        write_cells(table, folder / "metadata.csv", errors="backslashreplace")
        (folder / "README.md").write_text(card, encoding="utf-8")

    def read(self, folder: Path) -> pd.DataFrame:
        """The table for people."""
        import pandas as pd

        return as_texts(pd.read_csv(folder / "metadata.csv", dtype={"label": "str"}, keep_default_na=False))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_lines(rows: pd.DataFrame, folder: Path) -> None:
    """`metadata.jsonl` of a part; file names are relative to it."""
    lines = [
        json.dumps({**row, "file_name": row["file_name"].split("/", 1)[1]}) + "\n"
        for row in rows[COLUMNS].to_dict("records")
    ]
    (folder / "metadata.jsonl").write_text("".join(lines))


def _add(archive: tarfile.TarFile, row: dict[Any, Any], content: bytes, number: int) -> None:
    """The clip, its class by number, and its row; the same bytes at any time and by any user."""
    facts = json.dumps({key: row[key] for key in ("label", "synthetic", "source")})
    suffix = row["file_name"].rsplit(".", 1)[1]
    for kind, member in ((suffix, content), ("cls", str(number).encode()), ("json", facts.encode())):
        entry = tarfile.TarInfo(f"{row['clip_id']}.{kind}")
        entry.size = len(member)
        archive.addfile(entry, io.BytesIO(member))
