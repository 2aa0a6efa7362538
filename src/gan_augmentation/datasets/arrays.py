"""Arrays with names: features as Parquet shards, labelled images and synthetic images as safetensors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_augmentation.datasets.whole import WholeFolder
from gan_augmentation.supply.shards import Shards

if TYPE_CHECKING:
    from gan_augmentation.gan.synthesis import SyntheticSet
    from gan_augmentation.representations.features import Features, LabelledImages

SETTINGS, ARRAYS, FACTS = "settings.json", "arrays.safetensors", "facts.json"


class FeatureShards(WholeFolder):
    """Features as Parquet shards (clip_id, values), with the settings of their exact inverse in `settings.json`."""

    def write(self, data: Features, folder: Path) -> None:
        """The settings, and copies of the shards."""
        data.values.copy_into(folder)
        settings = data.representation.model_dump(mode="json")
        (folder / SETTINGS).write_text(json.dumps(settings, indent=2))

    def read(self, folder: Path) -> Features:
        """The settings; values are read when they are asked for."""
        from gan_augmentation.representations.features import Features
        from gan_augmentation.representations.representation import parse_representation

        shards = Shards(folder)
        settings = json.loads((folder / SETTINGS).read_text())
        return Features(tuple(shards.columns()["clip_id"]), shards, parse_representation(settings))


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
