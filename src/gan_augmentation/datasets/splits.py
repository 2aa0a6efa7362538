"""The table of the split, and what runs with other seeds or shares have decided: no run makes another's sides forgotten."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from gan_augmentation.datasets.files import CsvTable, DecidedTable, EarlierCsvTable

OTHERS = "other_splits.csv"
"""Beside the table, which it belongs to: without that it counts for nothing."""


class SplitTable(DecidedTable):
    """Which clip stands on which side, with a column decided_with; what it replaces is kept if it was decided otherwise."""

    def save(self, data: pd.DataFrame) -> None:
        """Write the frame, and the rows before it that were decided with something else."""
        known = EarlierSplits(filepath=str(self._filepath)).load()
        others = CsvTable(filepath=str(Path(self._filepath).with_name(OTHERS)))
        if known is None or "decided_with" not in known:
            others.save(data.iloc[:0])
        else:
            others.save(known[~known["decided_with"].isin(data["decided_with"])])
        super().save(data)


class EarlierSplits(EarlierCsvTable):
    """Every split that earlier runs have decided, one under the other."""

    def load(self) -> pd.DataFrame | None:
        """The rows, or None where there is no split."""
        last = super().load()
        others = EarlierCsvTable(filepath=str(Path(self._filepath).with_name(OTHERS))).load()
        if last is None or others is None or others.empty or "decided_with" not in last:
            return last
        return pd.concat([last, others], ignore_index=True)
