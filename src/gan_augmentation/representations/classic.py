"""Classically augmented clips as features."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter

from gan_augmentation.audio.classic import SoundAugmentation
from gan_augmentation.images.classic import PictureAugmentation
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

ClassicAugmentation = Annotated[SoundAugmentation | PictureAugmentation, Field(discriminator="kind")]


def parse_augmentation(settings: dict[str, Any]) -> ClassicAugmentation:
    """The augmentation that was written down as `model_dump`."""
    parsed: ClassicAugmentation = TypeAdapter(ClassicAugmentation).validate_python(settings)
    return parsed


def copies_of_each(augmentation: ClassicAugmentation, clips: int) -> int:
    """How many copies each of so many clips gets.

    As many as the settings say, and more where clips are few: a classifier sees tens of thousands of clips, and a few copies of
    a few clips, seen hundreds of times each, are learnt by heart (docs/synthetic_use.md).
    """
    return max(augmentation.copies, ceil(augmentation.least / clips))


def augment(
    clips: NDArray[Any], augmentation: ClassicAugmentation, seed: int, workers: int
) -> Iterator[NDArray[Any]]:
    """Augmented copies of clips, in blocks, in order; the same for any number of workers (processes).

    The copies of clip i are rows i * copies .. (i + 1) * copies of all blocks together. Blocks come as the workers
    make them, so that a large set never lies in memory at once.
    """
    from joblib import Parallel, delayed
    from tqdm import tqdm

    starts = range(0, len(clips), augmentation.block)
    tasks = (delayed(augmentation.augment)(clips[s : s + augmentation.block], s, seed) for s in starts)
    blocks = Parallel(n_jobs=workers, return_as="generator")(tasks)
    count = len(clips) * augmentation.copies
    with tqdm(total=count, desc="augment", unit="copy", mininterval=0.5, delay=2) as progress:
        for block in blocks:
            progress.update(len(block))
            yield block


def classic_copies(
    originals: NDArray[Any],
    train: LabelledImages,
    augmentation: ClassicAugmentation,
    seed: int,
    workers: int,
) -> LabelledImages:
    """Augmented copies of the train part, scaled as it is.

    Args:
        originals: the sounds or pictures of the train part, in its order.
        train: the train part.
        augmentation: what is done to a copy.
        seed: of every random number.
        workers: processes.
    """
    copies = copies_of_each(augmentation, len(train))
    augmentation = augmentation.model_copy(update={"copies": copies})
    images = np.empty((len(originals) * copies, *train.shape), dtype=np.float32)
    filled = 0
    for block in augment(originals, augmentation, derive_seed(seed, "classic"), workers):
        images[filled : filled + len(block)] = train.scaling.scale(train.representation.encode(block))
        filled += len(block)
    ids = tuple(f"{clip_id}_copy{number}" for clip_id in train.clip_ids for number in range(copies))
    return LabelledImages(
        images, np.repeat(train.labels, copies), train.classes, ids, train.peak, train.representation
    )
