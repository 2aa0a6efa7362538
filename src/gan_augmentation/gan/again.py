"""A synthetic clip made again, from what stands of it in its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.synthetic_files import SyntheticFiles, ready_to_share

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.sampling import TrainedGenerator

SHOWN = 3
HASH_DIGITS = 12


def make_again(
    generator: TrainedGenerator, table: pd.DataFrame, clip_id: str | None, compute: Compute
) -> SyntheticFiles:
    """The clip of this name, equal to the bit on the machine that made it, with its row.

    Args:
        generator: the one that made it.
        table: rows as `synthetic_files.provenance` gives them.
        clip_id: which of them.
        compute: device and precision, as when it was made.

    Raises:
        GanAugmentationError: there is no such clip, or another generator made it.
    """
    import torch

    row = _row_of(table, clip_id)
    made_by = row["model_hash"].iloc[0]
    if made_by != generator.digest:
        raise GanAugmentationError(
            f"clip_id={clip_id}: the generator {made_by[:HASH_DIGITS]} made it, and the one that is there is "
            f"{generator.digest[:HASH_DIGITS]}. It was trained anew since; put back the generator of then (each training's is "
            "in its MLflow run), or make new clips."
        )
    label, spread = row["label"].iloc[0], float(row["latent_spread"].iloc[0])
    seeds = [int(row["latent_seed"].iloc[0])]
    number = torch.tensor([generator.classes.index(label)])
    images = generator.sample(number, seeds, spread, compute).numpy()
    return ready_to_share(row, generator.decode(images, seeds), generator.representation)


def _row_of(table: pd.DataFrame, clip_id: str | None) -> pd.DataFrame:
    names: list[Any] = list(table["clip_id"])
    if not names:
        raise GanAugmentationError(
            "clip_id: no synthetic clips of this data and family are there. Make some first, with "
            "`kedro run --pipeline augment_audio` (or augment_images), or `--pipeline synthesize --params count=10`."
        )
    shown = ", ".join(names[:SHOWN])
    there = (
        f"There are {len(names)}, {shown}{' and so on' if len(names) > SHOWN else ''}; metadata.csv names all"
    )
    if clip_id is None:
        raise GanAugmentationError(f"clip_id: say which clip, with --params clip_id=NAME. {there}.")
    row = table[table["clip_id"] == clip_id]
    if row.empty:
        raise GanAugmentationError(f"clip_id={clip_id}: there is no such synthetic clip. {there}.")
    return row.iloc[:1].reset_index(drop=True)
