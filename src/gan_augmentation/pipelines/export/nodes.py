"""Nodes of `export`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthetic_files import SyntheticClips, SyntheticFiles
from gan_augmentation.sharing.augmented import AugmentedSet
from gan_augmentation.supply.clips import Clips


def gather(
    clips: Clips,
    split: pd.DataFrame,
    manifest: pd.DataFrame,
    synthetic_clips: SyntheticFiles,
) -> AugmentedSet:
    """The real clips of every part, and the synthetic ones that the arm trains on."""
    from gan_augmentation.sharing.augmented import gather

    rate = synthetic_clips.sample_rate if isinstance(synthetic_clips, SyntheticClips) else None
    table, made_from = synthetic_clips.metadata, synthetic_clips.made_from
    return gather(clips, split, manifest, table, synthetic_clips.clips, made_from, rate)


def write_card(
    augmented: AugmentedSet,
    generator: TrainedGenerator,
    quality: dict[str, Any],
    memorisation: dict[str, Any],
    verdict: dict[str, Any],
    data_set: str,
    family: str,
    profile: str,
    seed: int,
) -> str:
    """The data card."""
    from gan_augmentation.sharing.card import Facts, data_card

    facts = Facts(data_set, family, profile, seed, generator.digest, quality, memorisation, verdict)
    return data_card(augmented, facts)


def share(augmented: AugmentedSet, card: str) -> tuple[AugmentedSet, str]:
    """Set and card, to be written together."""
    return augmented, card
