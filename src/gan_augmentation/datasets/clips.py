"""Clips, sounds or pictures: a table of what is known of them, and Parquet shards of the clips themselves."""

from __future__ import annotations

from pathlib import Path

from gan_augmentation.datasets.whole import WholeFolder
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.shards import Shards

FACTS = "facts.parquet"


class ClipShards(WholeFolder):
    """Clips of one form: `facts.parquet` with a row for each, which says its `row` among those of all shards.

    The shards hold what was cut of every file; the table leaves out those that are in the quarantine as duplicates.
    """

    def write(self, data: Clips, folder: Path) -> None:
        """The table, and copies of the shards."""
        data.store.copy_into(folder)
        data.facts.assign(row=data.rows).to_parquet(folder / FACTS, index=False)

    def read(self, folder: Path) -> Clips:
        """The table; sounds and pictures are read when they are asked for."""
        import pandas as pd

        facts, shards = pd.read_parquet(folder / FACTS), Shards(folder)
        return Clips(facts, shards, facts.pop("row").to_numpy(), shards.key)
