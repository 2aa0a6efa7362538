"""Arrays with names: features as Parquet shards, labelled images and synthetic images as safetensors."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_augmentation.datasets.whole import SHARD_CLIPS, WholeFolder

if TYPE_CHECKING:
    from gan_augmentation.gan.synthesis import SyntheticSet
    from gan_augmentation.representations.features import Features, LabelledImages

SETTINGS, ARRAYS, FACTS = "settings.json", "arrays.safetensors", "facts.json"


class FeatureShards(WholeFolder):
    """Features as Parquet shards (clip_id, values), with the settings of their exact inverse in `settings.json`."""

    def write(self, data: Features, folder: Path) -> None:
        """A shard for each thousand clips; an empty one when there are none."""
        import pandas as pd

        flat = data.values.reshape(len(data.values), math.prod(data.values.shape[1:]))
        for number, start in enumerate(range(0, max(len(flat), 1), SHARD_CLIPS)):
            rows = slice(start, start + SHARD_CLIPS)
            shard = pd.DataFrame({"clip_id": data.clip_ids[rows], "values": list(flat[rows])})
            shard.to_parquet(folder / f"{number:05d}.parquet", index=False)
        settings = {**data.representation.model_dump(mode="json"), "shape": data.values.shape[1:]}
        (folder / SETTINGS).write_text(json.dumps(settings, indent=2))

    def read(self, folder: Path) -> Features:
        """All shards, in order."""
        import numpy as np
        import pandas as pd

        from gan_augmentation.representations.features import Features
        from gan_augmentation.representations.representation import parse_representation

        settings = json.loads((folder / SETTINGS).read_text())
        shape = settings.pop("shape")
        table = pd.concat([pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))])
        values = np.stack(table["values"].to_list()).reshape(-1, *shape)
        return Features(tuple(table["clip_id"]), values, parse_representation(settings))


class LabelledImagesFolder(WholeFolder):
    """One part of the data, scaled for the networks."""

    def write(self, data: LabelledImages, folder: Path) -> None:
        """Arrays and facts."""
        from safetensors.numpy import save_file

        save_file({"images": data.images, "labels": data.labels}, folder / ARRAYS)
        facts: dict[str, Any] = {"classes": data.classes, "clip_ids": data.clip_ids, "peak": data.peak}
        facts["representation"] = data.representation.model_dump(mode="json")
        (folder / FACTS).write_text(json.dumps(facts))

    def read(self, folder: Path) -> LabelledImages:
        """The part."""
        from safetensors.numpy import load_file

        from gan_augmentation.representations.features import LabelledImages
        from gan_augmentation.representations.representation import parse_representation

        arrays, facts = load_file(folder / ARRAYS), json.loads((folder / FACTS).read_text())
        return LabelledImages(
            arrays["images"],
            arrays["labels"],
            tuple(facts["classes"]),
            tuple(facts["clip_ids"]),
            facts["peak"],
            parse_representation(facts["representation"]),
        )


class SyntheticSetFolder(WholeFolder):
    """A generator's candidates with what the evaluator says of them."""

    def write(self, data: SyntheticSet, folder: Path) -> None:
        """Arrays and classes."""
        from safetensors.numpy import save_file

        names = ("images", "labels", "latent_seeds", "probabilities", "kept")
        save_file({name: getattr(data, name) for name in names}, folder / ARRAYS)
        (folder / FACTS).write_text(json.dumps({"classes": data.classes, "asked": data.asked}))

    def read(self, folder: Path) -> SyntheticSet:
        """The candidates."""
        from safetensors.numpy import load_file

        from gan_augmentation.gan.synthesis import SyntheticSet

        facts = json.loads((folder / FACTS).read_text())
        return SyntheticSet(
            classes=tuple(facts["classes"]), asked=facts.get("asked", True), **load_file(folder / ARRAYS)
        )
