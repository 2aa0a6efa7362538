"""Whether what is trained on was taken from the train side alone: looked at in every run, before a GAN is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.representations.features import Features, LabelledImages

SHOWN = 5


def check_leaks(train: LabelledImages, features: Features, split: pd.DataFrame) -> dict[str, int]:
    """Look for held-out clips among what a GAN and its classifiers are to learn from.

    Three ways in: a held-out clip under its own name, one under another name (an image that is not that of the clip
    whose name it bears), and a speaker who is on both sides.

    Args:
        train: the part that is about to be handed out.
        features: of all clips.
        split: clip_id, speaker (may be missing) and split.

    Returns:
        What was looked at: clips, held_out_clips, speakers.

    Raises:
        GanAugmentationError: there is a leak; names the first clips or speakers.
    """
    sides = split.set_index("clip_id")["split"]
    held_out = sides[sides.isin(["validation", "test"])]
    _refuse(
        [name for name in train.clip_ids if sides.get(name) != "train"],
        "are in the training data, but not on the train side of the split",
    )
    expected = train.scaling.scale(features.rows(list(train.clip_ids)))
    strange = ~(expected == train.images).all(axis=(1, 2, 3))
    _refuse(
        [train.clip_ids[row] for row in np.flatnonzero(strange)],
        "stand for other clips in the training data than in the features",
    )
    groups = split.loc[split["speaker"].notna(), ["speaker", "split"]]
    speakers = set(groups.loc[groups["split"] == "train", "speaker"])
    _refuse(
        sorted(speakers & set(groups.loc[groups["split"].isin(["validation", "test"]), "speaker"])),
        "are speakers on both sides of the split",
    )
    return {"clips": len(train), "held_out_clips": len(held_out), "speakers": len(speakers)}


def _refuse(found: list[str], what: str) -> None:
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise GanAugmentationError(
            f"leak check: {', '.join(map(str, found[:SHOWN]))}{more} {what}. Nothing was trained. Prepare the data again "
            "(kedro run --pipeline prepare_audio or prepare_images); if it comes back, it is a fault of the project."
        )
