"""The augmented set: the real clips of every part, and the synthetic ones that were trained on, as one table and their files."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.names import folder_names
from gan_augmentation.tags import png_bytes, wav_bytes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from gan_augmentation.supply.clips import Clips

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class AugmentedSet:
    """Clips with their places.

    Attributes:
        table: split, file_name (`<split>/<folder>/<clip_id>.wav` or `.png`), clip_id, label, synthetic, source (the file that a
            real clip is from, empty for a synthetic one).
        clips: sounds float32 (samples,) or pictures uint8 (height, width), in the order of the table.
        made_from: what the file of a synthetic clip says of itself, by clip_id.
        sample_rate: in Hz; None for pictures.
    """

    table: pd.DataFrame
    clips: Sequence[NDArray[Any]]
    made_from: Mapping[str, Mapping[Hashable, Any]]
    sample_rate: int | None

    @property
    def classes(self) -> list[str]:
        """Names of the classes, sorted."""
        return sorted(set(self.table["label"]))

    def files(self) -> Iterator[bytes]:
        """Each clip as a file, in the order of the table."""
        for name, clip in zip(self.table["clip_id"], self.clips, strict=True):
            facts = self.made_from.get(name)
            plain = None if facts is None else {str(key): value for key, value in facts.items()}
            yield (
                png_bytes(clip, plain)
                if self.sample_rate is None
                else wav_bytes(clip, self.sample_rate, plain)
            )


def gather(
    clips: Clips,
    split: pd.DataFrame,
    manifest: pd.DataFrame,
    synthetic: pd.DataFrame,
    synthetic_clips: NDArray[Any],
    made_from: Sequence[Mapping[Hashable, Any]],
    sample_rate: int | None,
) -> AugmentedSet:
    """The real clips that stand on a side of the split, and the synthetic ones that an arm trains on.

    Within a part the clips stand in an order by chance, so that shards read one after the other are mixed.

    Args:
        clips: sounds or pictures, with clip_id and source of each.
        split: clip_id, label, split.
        manifest: origin and clip_id of what the arm trains on; its real clips must be the train part.
        synthetic: clip_id and label of the synthetic clips.
        synthetic_clips: the clips themselves.
        made_from: what is known of each.
        sample_rate: in Hz; None for pictures.

    Raises:
        GanAugmentationError: manifest and split are of two runs, so that the test part may hold what the GAN was trained on.
    """
    import pandas as pd

    trained_on = set(manifest.loc[manifest["origin"] == "real", "clip_id"])
    if trained_on != set(split.loc[split["split"] == "train", "clip_id"]):
        raise GanAugmentationError(
            "export: the split that is there is not the one that the arm was trained with; a run or a benchmark with another "
            "seed, share or clips_per_class has decided it anew since. Run the whole pipeline as before, then export."
        )
    real = split[split["split"].isin(PARTS)].merge(clips.facts[["clip_id", "source"]], on="clip_id")
    real = real.assign(synthetic=False, clip=list(clips.of(list(real["clip_id"]))))
    used = set(manifest.loc[manifest["origin"] == "synthetic", "clip_id"])
    made = synthetic[["clip_id", "label"]].assign(
        split="train", source="", synthetic=True, clip=list(synthetic_clips)
    )
    columns = ["split", "clip_id", "label", "synthetic", "source", "clip"]
    whole = pd.concat([real[columns], made.loc[made["clip_id"].isin(used), columns]], ignore_index=True)
    whole = whole.iloc[np.lexsort([whole["clip_id"].map(_chance), whole["split"].map(PARTS.index)])]
    folders = folder_names(whole["label"])
    suffix = ".png" if sample_rate is None else ".wav"
    names = [
        f"{part}/{folders[label]}/{name}{suffix}"
        for part, label, name in zip(whole["split"], whole["label"], whole["clip_id"], strict=True)
    ]
    table = whole[columns[:-1]].assign(file_name=names).reset_index(drop=True)
    facts = dict(zip(synthetic["clip_id"], made_from, strict=True))
    return AugmentedSet(table, list(whole["clip"]), facts, sample_rate)


def _chance(clip_id: str) -> str:
    return hashlib.sha256(clip_id.encode()).hexdigest()
