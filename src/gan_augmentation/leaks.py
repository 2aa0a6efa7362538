"""Whether what is trained on was taken from the train side alone: looked at in every run, before a GAN is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.representations.features import Features, LabelledImages
    from gan_augmentation.representations.representation import Representation
    from gan_augmentation.supply.clips import Clips

HELD_OUT = ["validation", "test"]
SHOWN = 5


def check_sides(split: pd.DataFrame, clips: Clips, seen: Representation) -> dict[str, int]:
    """Look for speakers and for copies, of sounds or of equal pictures, on both sides of the split.

    Args:
        split: clip_id, speaker (may be missing) and split; what is "unused" counts as train, from which it was taken.
        clips: sounds or pictures of all clips.
        seen: how classifiers see them.

    Returns:
        What was looked at: clips (of the train side), held_out_clips, speakers, compared_for_copies.

    Raises:
        GanAugmentationError: as `check_leaks`, `check_copies` and `check_equal`.
    """
    from gan_augmentation.representations.image import Image

    held_out = int(split["split"].isin(HELD_OUT).sum())
    return {
        "clips": len(split) - held_out,
        "held_out_clips": held_out,
        "speakers": _check_speakers(split),
        "compared_for_copies": check_equal(clips, split)
        if isinstance(seen, Image)
        else check_copies(clips, split, seen.sample_rate),
    }


def check_leaks(train: LabelledImages, features: Features, split: pd.DataFrame) -> None:
    """Look for held-out clips in the train part, from which the GAN learns and all copies are made.

    Three ways in: a held-out clip under its own name, one under another name (an image that is not that of the clip
    whose name it bears), and a speaker who is on both sides.

    Args:
        train: the part that is about to be handed out.
        features: of all clips.
        split: clip_id, speaker (may be missing) and split.

    Raises:
        GanAugmentationError: there is a leak; names the first clips or speakers.
    """
    sides = split.set_index("clip_id")["split"]
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
    _check_speakers(split)


def _check_speakers(split: pd.DataFrame) -> int:
    """How many there are on the train side, of whom none may be on the other."""
    groups = split.loc[split["speaker"].notna(), ["speaker", "split"]]
    held_out = groups["split"].isin(HELD_OUT)
    speakers = set(groups.loc[~held_out, "speaker"])
    _refuse(
        sorted(speakers & set(groups.loc[held_out, "speaker"])), "are speakers on both sides of the split"
    )
    return len(speakers)


def check_copies(clips: Clips, split: pd.DataFrame, sample_rate: int) -> int:
    """Look for sounds of which another side of the split has a copy, whatever was done before to prevent it.

    Args:
        clips: sounds, and clip_id of each.
        split: clip_id and split; what is "unused" counts as train, from which it was taken.
        sample_rate: of the sounds, Hz.

    Returns:
        How many clips were compared.

    Raises:
        GanAugmentationError: there are such sounds; names the first pairs.
    """
    from gan_augmentation.audio.duplicates import find_copies

    sides = split.set_index("clip_id")["split"].replace("unused", "train")
    names = clips.facts["clip_id"].to_list()
    pairs = [(names[pair.first], names[pair.second]) for pair in find_copies(clips, sample_rate)]
    across = [
        f"{one} ({sides[one]}) and {other} ({sides[other]})"
        for one, other in pairs
        if sides[one] != sides[other]
    ]
    _refuse(across, "are copies of one sound on two sides of the split")
    return len(clips)


def check_equal(clips: Clips, split: pd.DataFrame) -> int:
    """Look for pictures of which another side of the split has an equal one, whatever was done before to prevent it.

    Args:
        clips: pictures; clip_id and sha256 (of the pixels) of each.
        split: clip_id and split; what is "unused" counts as train, from which it was taken.

    Returns:
        How many clips were compared.

    Raises:
        GanAugmentationError: there are such pictures; names the first of them.
    """
    sides = split.set_index("clip_id")["split"].replace("unused", "train")
    found = clips.facts[["clip_id", "sha256"]].assign(side=clips.facts["clip_id"].map(sides))
    torn = found[found.groupby("sha256")["side"].transform("nunique") > 1]
    one_a_side = torn.drop_duplicates(["sha256", "side"])
    names = (one_a_side["clip_id"] + " (" + one_a_side["side"] + ")").groupby(
        one_a_side["sha256"], sort=False
    )
    _refuse(names.agg(" and ".join).to_list(), "are copies of one picture on two sides of the split")
    return len(clips)


def _refuse(found: list[str], what: str) -> None:
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise GanAugmentationError(
            f"leak check: {', '.join(map(str, found[:SHOWN]))}{more} {what}. Nothing was trained. Prepare the data again "
            "(kedro run --pipeline prepare_audio or prepare_images); if it comes back, it is a fault of the project."
        )
