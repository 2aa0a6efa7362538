"""What the user decided about single files: `decisions.csv`, kept beside the raw data and read by every run.

Columns: `file` (a source, as `quarantine.csv` writes it) and `decision`, which is "exclude" or "accept". An excluded file
goes to the quarantine; an accepted one stays though it is a duplicate or its copy is in another class.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.names import text_of

if TYPE_CHECKING:
    import pandas as pd

NAME = "decisions.csv"
CHOICES = ("accept", "exclude")


def with_decisions(files: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """The file table with a column `decision` ("accept", "exclude", missing where there is none), from the file in this folder.

    Decisions on files that the source does not hold are told and passed over, since one folder serves several sources.

    Raises:
        GanAugmentationError: the table cannot be read, or a column or a choice is wrong; names it.
    """
    decisions = _read(folder / NAME) if (folder / NAME).exists() else {}
    if unknown := sorted(decisions.keys() - set(files["source"])):
        logging.getLogger(__name__).warning(
            "%s: the source does not hold %s, so the decision on it has no effect.",
            folder / NAME,
            ", ".join(unknown),
        )
    return files.assign(decision=files["source"].map(decisions).astype(object))


def leave_excluded(files: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The files that are not excluded, and the quarantine (source, reason, detail) of the others."""
    excluded = files["decision"] == "exclude"
    quarantine = files.loc[excluded, ["source"]].assign(
        reason="excluded", detail=f"excluded by the user in {NAME}"
    )
    return files[~excluded].reset_index(drop=True), quarantine.reset_index(drop=True)


def _read(path: Path) -> dict[str, str]:
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:  # pandas' own errors are ValueErrors
        raise GanAugmentationError(
            f"{path}: it cannot be read ({error}). Save it as CSV with the columns file and decision."
        ) from error
    for name in ("file", "decision"):
        if name not in table:
            raise GanAugmentationError(f"{path}: it has no column {name}. Add it to the first line.")
    wrong = table[~table["decision"].isin(CHOICES)]
    if len(wrong):
        name, decision = wrong.iloc[0][["file", "decision"]]
        raise GanAugmentationError(
            f"{path}, column decision: '{decision}' for {name} is no decision. Choose one of: {', '.join(CHOICES)}."
        )
    return dict(zip(table["file"].map(text_of), table["decision"], strict=True))
