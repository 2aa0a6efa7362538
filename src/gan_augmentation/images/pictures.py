"""Picture files in, grey pictures of one size out; what cannot be used goes to quarantine with its reason.

Conventions: a picture is uint8 (size, size), 0 is black. Rows keep the order of the file table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from gan_augmentation.images.idx import read_idx
from gan_augmentation.keys import code_key, key_of
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings
from gan_augmentation.supply.clips import Clips, Cut, cut_to_shards
from gan_augmentation.supply.shards import ShardWriter
from gan_augmentation.supply.tables import MIN_CLIPS_PER_CLASS, content_of_files
from gan_augmentation.tags import read_tag

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from PIL import Image

CODE = ("images/*.py", "supply/clips.py", "supply/shards.py", "tags.py")
"""On which pictures depend."""
SOME = 1024  # pictures read at a time
LONGEST_SIDE = 16_384  # pixels; padded to a square, a picture takes the square of it in bytes


class PictureSettings(Settings):
    """The form every picture is brought to, and how many are taken."""

    size: int = Field(28, ge=8, le=256, description="height and width, pixels")
    most: int | None = Field(
        None, ge=MIN_CLIPS_PER_CLASS, description="pictures taken of each class, of each part; null takes all"
    )
    synthetic: bool = Field(
        False, description="whether pictures are taken that say in their header that they are"
    )


def read_pictures(
    files: pd.DataFrame, settings: PictureSettings, workers: int, folder: Path
) -> tuple[Clips, pd.DataFrame]:
    """Read every picture and bring it to the size; shards that an earlier run finished in this folder are not made again.

    Args:
        files: path, place, label, speaker, source, part, decision; as `sources.provide_pictures` gives it.
        settings: the size, and how many are taken.
        workers: threads to decode with.
        folder: of the shards.

    Returns:
        clips: clip_id, label, speaker (None), source, part, decision, sha256 (of the pixels), and the pictures,
            uint8 (size, size).
        quarantine: source, reason, detail; one row for each file refused.
    """
    files = _limited(files, settings.most)
    key = key_of(code_key(*CODE), settings, content_of_files(files))
    writer = ShardWriter(folder, key, (settings.size, settings.size), np.uint8)
    return cut_to_shards(files, writer, 1, lambda rest: _read_all(rest, settings, workers))


def fit_size(picture: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """A picture (height, width) as (size, size): padded to a square, then averaged over areas.

    The padding has the median of the border, so that dark pictures get dark edges and light ones light edges.
    """
    from PIL import Image

    if picture.shape == (size, size):
        return picture
    height, width = picture.shape
    side = max(height, width)
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    square = np.full((side, side), int(np.median(edges)), dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = picture
    return np.asarray(Image.fromarray(square).resize((size, size), Image.Resampling.BOX))


def _limited(files: pd.DataFrame, most: int | None) -> pd.DataFrame:
    """At most so many files of each class and part, in their order; fewer are among more."""
    if most is None:
        return files
    draw = files["source"].map(lambda source: derive_seed(0, "most", source))
    rank = draw.groupby([files["label"], files["part"].fillna("")]).rank(method="first")
    return files[rank <= most]


def _read_all(files: pd.DataFrame, settings: PictureSettings, workers: int) -> Generator[Cut]:
    from tqdm import tqdm

    inside = files["place"].notna()
    arrays = {path: read_idx(Path(path), 3) for path in files.loc[inside, "path"].unique()}

    def read(path: str, place: float) -> Cut:
        if path in arrays:
            return _checked(fit_size(arrays[path][int(place)], settings.size))
        return _decode(path, settings)

    with (
        ThreadPoolExecutor(workers) as threads,
        tqdm(desc="read", total=len(files), unit="picture", mininterval=0.5) as progress,
    ):
        for start in range(
            0, len(files), SOME
        ):  # a pool that is given all would run ahead of the one who asks
            some = files.iloc[start : start + SOME]
            for cut in threads.map(read, some["path"], some["place"]):
                progress.update()
                yield cut


def _checked(picture: NDArray[np.uint8]) -> Cut:
    if picture.min() == picture.max():
        return Cut("", None, "blank", f"every pixel is {picture[0, 0]}")
    return Cut(hashlib.sha256(picture.tobytes()).hexdigest(), picture[None], "", "")


def _decode(path: str, settings: PictureSettings) -> Cut:
    from PIL import Image

    name = Path(path).name
    try:
        with Image.open(path) as opened:
            if max(opened.size) > LONGEST_SIDE:
                return Cut("", None, "too_large", f"{name}: a side is longer than {LONGEST_SIDE:,} pixels")
            if not settings.synthetic and read_tag(str(opened.info.get("Comment", ""))):
                return Cut("", None, "synthetic", f"{name}: its header says that a GAN made it")
            return _checked(fit_size(_grey(opened), settings.size))
    except Exception as error:  # Pillow raises what it meets, and a damaged file costs itself, not the run
        return Cut("", None, "unreadable", f"{name}: {type(error).__name__}: {error}")


def _grey(opened: Image.Image) -> NDArray[np.uint8]:
    """The pixels as a viewer would show them: upright, on white where they are transparent, in grey."""
    from PIL import Image, ImageOps

    try:
        upright = ImageOps.exif_transpose(opened)
    except (
        Exception
    ):  # another entry of its Exif is odd, and Pillow writes all of them anew: viewers show it as it lies
        upright = opened
    if upright.mode.startswith("I"):  # 16 bits, which Pillow would cut instead of scale
        return (np.asarray(upright, dtype=np.int64) >> 8).clip(0, 255).astype(np.uint8)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    return np.asarray(upright.convert("L"))
