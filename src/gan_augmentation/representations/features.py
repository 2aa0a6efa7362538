"""The features of clips, and what networks are given of them: one part of the split, scaled to [-1, 1]."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gan_augmentation.keys import code_key, key_of
from gan_augmentation.representations.representation import Representation
from gan_augmentation.supply.clips import Clips, Rows
from gan_augmentation.supply.shards import Shards, ShardWriter

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.representations.scaling import Scaling

CODE = ("representations/*.py", "supply/shards.py")
"""On which features depend."""
PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Features:
    """Representations of clips, in the representation's own values.

    Attributes:
        clip_ids: names of the clips.
        values: float32 (N, C, H, W), in memory or in shards.
        representation: the settings they were made with, which lead back to sound.
    """

    clip_ids: tuple[str, ...]
    values: Rows
    representation: Representation

    def rows(self, clip_ids: list[str]) -> NDArray[np.float32]:
        """The values of these clips, in this order."""
        place = {clip_id: row for row, clip_id in enumerate(self.clip_ids)}
        return self.values[[place[clip_id] for clip_id in clip_ids]]


@dataclass(frozen=True)
class View:
    """How networks see clips, without any data.

    Attributes:
        representation: the settings images are made with.
        peak: of the scaler, fitted on the train part.
    """

    representation: Representation
    peak: float

    @property
    def scaling(self) -> Scaling:
        """The way between images and the representation's values."""
        return self.representation.scaling(self.peak)

    def see(self, clips: NDArray[Any]) -> NDArray[np.float32]:
        """Images (N, C, H, W) in [-1, 1] of clips (N, samples), or of pictures (N, height, width)."""
        return self.scaling.scale(self.representation.encode(clips))


@dataclass(frozen=True)
class LabelledImages:
    """What networks learn from: one part of the data, and nothing of the others.

    Attributes:
        images: float32 (N, C, H, W), in [-1, 1].
        labels: int64 (N,), each an index into `classes`.
        classes: names of the classes, sorted.
        clip_ids: names of the clips.
        peak: of the scaler, fitted on the train part.
        representation: the settings the images were made with; with the peak they lead back to sound.
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    clip_ids: tuple[str, ...]
    peak: float
    representation: Representation

    def __len__(self) -> int:
        """How many clips there are."""
        return len(self.images)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        channels, height, width = self.images.shape[1:]
        return channels, height, width

    @property
    def view(self) -> View:
        """How other clips become images like these."""
        return View(self.representation, self.peak)

    @property
    def scaling(self) -> Scaling:
        """The way between its images and the representation's values."""
        return self.view.scaling

    @property
    def label_names(self) -> list[str]:
        """The class of each clip, by name."""
        return [self.classes[label] for label in self.labels]

    @property
    def one_hot(self) -> NDArray[np.float32]:
        """The labels as probabilities (N, classes)."""
        return np.eye(len(self.classes), dtype=np.float32)[self.labels]

    def only(self, classes: tuple[str, ...]) -> LabelledImages:
        """The clips of these classes, labelled anew by their place among them."""
        numbers = [self.classes.index(name) for name in classes]
        taken = self.take(np.flatnonzero(np.isin(self.labels, numbers)))
        places = {number: place for place, number in enumerate(numbers)}
        labels = np.array([places[label] for label in taken.labels], dtype=np.int64)
        return replace(taken, labels=labels, classes=classes)

    def take(self, rows: NDArray[np.intp]) -> LabelledImages:
        """The clips in these rows, in this order; one may come several times."""
        ids = tuple(self.clip_ids[row] for row in rows)
        return replace(self, images=self.images[rows], labels=self.labels[rows], clip_ids=ids)

    def with_others(self, features: Features, rows: pd.DataFrame) -> LabelledImages:
        """Other clips in the place of these, seen as these are.

        Args:
            features: of (at least) the clips wanted.
            rows: clip_id and label of each.
        """
        number = {name: index for index, name in enumerate(self.classes)}
        labels: NDArray[np.int64] = np.array([number[name] for name in rows["label"]], dtype=np.int64)
        return LabelledImages(
            self.scaling.scale(features.rows(list(rows["clip_id"]))),
            labels,
            self.classes,
            tuple(rows["clip_id"]),
            self.peak,
            self.representation,
        )


def scale_parts(features: Features, split: pd.DataFrame) -> dict[str, LabelledImages]:
    """Each part of the split by itself, scaled as the train part asks for.

    Args:
        features: of all clips.
        split: clip_id, label, split.

    Returns:
        The parts by name: train, validation, test.
    """
    classes = tuple(sorted(split["label"].unique()))
    rows = {part: split[split["split"] == part] for part in PARTS}
    values = features.rows(list(rows["train"]["clip_id"]))
    peak = features.representation.fit_scaling(values).peak
    nothing = LabelledImages(values[:0], np.empty(0, np.int64), classes, (), peak, features.representation)
    return {part: nothing.with_others(features, rows[part]) for part in PARTS}


def extract_features(clips: Clips, representation: Representation, folder: Path) -> Features:
    """The features of clips, shard by shard; those that an earlier run finished in this folder are not made again."""
    import pandas as pd
    from tqdm import tqdm

    clip_ids = clips.facts["clip_id"].to_list()
    key = key_of(code_key(*CODE), representation, clips.key, clips.rows)
    writer = ShardWriter(folder, key, representation.shape, np.float32)
    starts = range(0, max(len(clips), 1), writer.rows)  # an empty shard when there are no clips
    for start in tqdm(starts[len(writer) :], desc="encode", unit="shard", mininterval=0.5, delay=2):
        rows = slice(start, start + writer.rows)
        names = pd.DataFrame({"clip_id": clip_ids[rows]}, dtype="str")
        writer.add(representation.encode(clips[rows]), names)
    return Features(tuple(clip_ids), Shards(writer.folder), representation)


def in_representation(
    part: LabelledImages, originals: NDArray[Any], representation: Representation
) -> LabelledImages:
    """The same clips in another representation, scaled as this part asks for.

    Args:
        part: the train part.
        originals: its sounds (N, samples), in its order.
        representation: what is wanted; the part itself comes back if it is that already.
    """
    if representation == part.representation:
        return part
    values = representation.encode(originals)
    scaling = representation.fit_scaling(values)
    return LabelledImages(
        scaling.scale(values), part.labels, part.classes, part.clip_ids, scaling.peak, representation
    )
