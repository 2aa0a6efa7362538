"""What is done with clips that hold one recording or one picture: what stays, and what stays on one side of the split."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.tables import Medium

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class Copies(NamedTuple):
    """Two rows of clips, the one to keep first, that hold one recording or picture; `exact` if nothing differs."""

    first: int
    second: int
    exact: bool


def set_copies_apart(clips: Clips, copies: list[Copies], medium: Medium) -> tuple[Clips, pd.DataFrame]:
    """Keep one of equal clips, none of a clip with two labels, and say which of the others hold one recording.

    A copy under the name of another speaker is refused like an equal one: to join two speakers for it could leave too few
    for a split. So is one in another part of the source; the one in its test part is kept. Of those that the user accepts
    (column decision), none is refused.

    Args:
        clips: all of them.
        copies: pairs of their rows.
        medium: for the words of the details.

    Returns:
        clips: those that stay, with the fact `recording`, equal for the clips of one recording.
        quarantine: source, reason ("duplicate" or "label-conflict"), detail; names the other file.
    """
    import pandas as pd

    sources = clips.facts["source"].to_list()
    refused = _refuse(clips.facts, copies, f"the same {medium[:-1]} as")
    rows = [(sources[row], *why) for row, why in sorted(refused.items())]
    quarantine = pd.DataFrame(rows, columns=["source", "reason", "detail"], dtype="str").drop_duplicates()
    # Two that equal a third are equal, whether or not it stays.
    ties = [pair for pair in copies if pair.exact or not {pair.first, pair.second} & refused.keys()]
    named = replace(clips, facts=clips.facts.assign(recording=_recordings(clips.facts, ties)))
    kept = named.only(~np.isin(np.arange(len(clips)), list(refused)))
    return kept, quarantine.reset_index(drop=True)


def _refuse(clips: pd.DataFrame, copies: list[Copies], same: str) -> dict[int, tuple[str, str]]:
    """Reason and detail of each row that does not stay."""
    labels, sources = clips["label"].to_list(), clips["source"].to_list()
    refused: dict[int, tuple[str, str]] = {}
    for first, second, _ in copies:
        if labels[first] != labels[second]:
            for row, other in ((first, second), (second, first)):
                detail = f"{same} {sources[other]}, which is in another class ('{labels[other]}')"
                refused.setdefault(row, ("label-conflict", detail))
    speakers = clips["speaker"].to_list()
    parts = clips["part"].to_list() if "part" in clips else [None] * len(clips)
    for first, second, exact in copies:
        apart = _differ(speakers[first], speakers[second]) or _differ(parts[first], parts[second])
        tested = parts[second] == "test" and parts[first] != "test"
        kept, other = (second, first) if tested else (first, second)
        if (exact or apart) and kept not in refused:
            whose = f", of speaker {speakers[kept]}" if _differ(speakers[first], speakers[second]) else ""
            refused.setdefault(other, ("duplicate", f"{same} {sources[kept]}{whose}, which is kept"))
    decisions = clips["decision"].to_list() if "decision" in clips else [None] * len(clips)
    return {row: why for row, why in refused.items() if decisions[row] != "accept"}


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two names are known and not the same."""
    return isinstance(one, str) and isinstance(other, str) and one != other


def _recordings(clips: pd.DataFrame, copies: list[Copies]) -> NDArray[np.object_]:
    """The first clip_id among the clips that copies, or one file, tie together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    of_file = clips.groupby("source").ngroup().to_numpy()
    ties = [(of_file[first], of_file[second]) for first, second, _ in copies]
    ends = np.array(ties, dtype=np.int64).reshape(-1, 2).T
    count = of_file.max(initial=-1) + 1
    _, tied = connected_components(coo_array((np.ones(ends.shape[1]), tuple(ends)), (count, count)))
    names = clips["clip_id"].groupby(tied[of_file]).transform("min")
    return names.to_numpy(dtype=object)
