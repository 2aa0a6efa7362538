"""What must stay on one side of the split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def groups_of(table: pd.DataFrame) -> np.ndarray:
    """A whole number per row, equal for the clips that a speaker or a recording ties together."""
    import pandas as pd
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    known = table["speaker"].notna()
    # The two kinds of name carry a prefix so that a speaker called like a clip does not join it.
    names = ("clip/" + table["clip_id"]).where(~known, "speaker/" + table["speaker"].astype("str"))
    groups: np.ndarray = pd.factorize(names)[0]
    if "recording" not in table:
        return groups
    recordings = pd.factorize(table["recording"])[0]
    size = (groups.max(initial=-1) + 1, recordings.max(initial=-1) + 1)
    ties = coo_array((np.ones(len(table)), (groups, size[0] + recordings)), (sum(size), sum(size)))
    _, tied = connected_components(ties, directed=False)
    return np.asarray(tied[groups])
