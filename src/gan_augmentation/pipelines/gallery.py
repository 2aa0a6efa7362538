"""A few synthetic clips of each class beside their nearest train clips, to be heard and seen."""

from __future__ import annotations

from dataclasses import replace

from gan_augmentation.gan.synthesis import SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticClips, SyntheticFiles
from gan_augmentation.reporting.content import GalleryItem
from gan_augmentation.reporting.pictures import image_png
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.tables import Medium
from gan_augmentation.tags import wav_bytes

GALLERY_BYTES = 8_000_000
"""Of a page for its gallery: the whole is to stay below 15 MB, of which the charts' library takes 5."""
PICTURE_PAIR_BYTES = 10_000
"""Of the two pictures of a pair, at least about."""


def beside_nearest(
    synthetic_clips: SyntheticFiles,
    synthetic_set: SyntheticSet,
    clips: Clips,
    train: LabelledImages,
    *,
    near: float,
    per_class: int,
    most_bytes: int,
    medium: Medium,
) -> list[GalleryItem]:
    """The first clips of each class; fewer of each, or of the first classes alone, where more do not fit on the page.

    Args:
        synthetic_clips: sounds or pictures, with the nearest train clip of each and its distance.
        synthetic_set: the same clips as classifiers see them, in the same order.
        clips: sounds or pictures of the train clips, and perhaps of others.
        train: the train part.
        near: the distance up to which a clip is a near copy.
        per_class: how many of each, at most.
        most_bytes: of the page for them.
        medium: what the clips are.
    """
    place_of = {clip_id: place for place, clip_id in enumerate(train.clip_ids)}
    by_label = synthetic_clips.metadata.groupby("label", sort=False)
    fit = max(1, most_bytes // _bytes_of_pair(synthetic_clips, synthetic_set))
    chosen = by_label.head(min(per_class, max(1, fit // len(by_label)))).head(fit)
    places: list[int] = chosen.index.to_list()
    rows = chosen.to_dict("records")
    items = [
        GalleryItem(
            label=row["label"],
            nearest_label=train.classes[train.labels[place_of[row["nearest_real_clip"]]]],
            synthetic_png=image_png(synthetic_set.images[place, 0], medium),
            nearest_png=image_png(train.images[place_of[row["nearest_real_clip"]], 0], medium),
            distance=row["nearest_real_distance"],
            near_copy=row["nearest_real_distance"] <= near,
            confidence=row["confidence"],
        )
        for place, row in zip(places, rows, strict=True)
    ]
    if not isinstance(synthetic_clips, SyntheticClips):
        return items
    made_from, rate = synthetic_clips.made_from, synthetic_clips.sample_rate
    names = chosen["nearest_real_clip"].to_list()
    nearest = dict(zip(names, clips.of(names), strict=True))
    return [
        replace(
            item,
            synthetic_wav=wav_bytes(synthetic_clips.audio[place], rate, made_from[place]),
            nearest_wav=wav_bytes(nearest[row["nearest_real_clip"]], rate),
        )
        for item, place, row in zip(items, places, rows, strict=True)
    ]


def _bytes_of_pair(synthetic_clips: SyntheticFiles, synthetic_set: SyntheticSet) -> int:
    """Two pictures of a byte a pixel at most in base 64, and their sounds of 16 bits."""
    pictures = max(PICTURE_PAIR_BYTES, 2 * synthetic_set.images[0, 0].size * 4 // 3)
    if not isinstance(synthetic_clips, SyntheticClips):
        return pictures
    return pictures + 2 * synthetic_clips.audio.shape[1] * 2 * 4 // 3
