"""Picture files in, grey pictures of one size out; what cannot be used goes to quarantine with its reason.

Conventions: a picture is uint8 (size, size), 0 is black. Rows keep the order of the file table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import Field

from gan_augmentation.images.idx import read_idx
from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings
from gan_augmentation.supply.tables import MIN_CLIPS_PER_CLASS, clip_id

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from PIL import Image


class PictureSettings(Settings):
    """The form every picture is brought to, and how many are taken."""

    size: int = Field(28, ge=8, le=256, description="height and width, pixels")
    most: int | None = Field(
        None, ge=MIN_CLIPS_PER_CLASS, description="pictures taken of each class, of each part; null takes all"
    )


class Read(NamedTuple):
    """What became of one file: either a `picture` or a `reason` for refusing it."""

    picture: NDArray[np.uint8] | None
    reason: str
    detail: str


def read_pictures(
    files: pd.DataFrame, settings: PictureSettings, workers: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every picture and bring it to the size.

    Args:
        files: path, place, label, speaker, source, part; as `sources.provide_pictures` gives it.
        settings: the size, and how many are taken.
        workers: threads to decode with.

    Returns:
        clips: clip_id, label, speaker (None), source, part, sha256 (of the pixels), image (uint8 arrays).
        quarantine: source, reason, detail; one row for each file refused.
    """
    import pandas as pd

    files = _limited(files, settings.most)
    read = list(_read_all(files, settings.size, workers))
    used = [each.picture is not None for each in read]
    clips = files.loc[used, ["label", "speaker", "source", "part"]].reset_index(drop=True)
    pictures = [each.picture for each in read if each.picture is not None]
    hashes = [hashlib.sha256(picture.tobytes()).hexdigest() for picture in pictures]
    clips["sha256"] = pd.Series(hashes, dtype="str")
    clips["image"] = pd.Series(pictures, dtype=object)
    names = [clip_id(*pair) for pair in zip(hashes, clips["source"], strict=True)]
    clips.insert(0, "clip_id", pd.Series(names, dtype="str"))
    refused = [
        (source, each.reason, each.detail)
        for source, each in zip(files["source"], read, strict=True)
        if each.picture is None
    ]
    return clips, pd.DataFrame(refused, columns=["source", "reason", "detail"], dtype="str")


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


def _read_all(files: pd.DataFrame, size: int, workers: int) -> Iterator[Read]:
    from tqdm import tqdm

    inside = files["place"].notna()
    arrays = {path: read_idx(Path(path), 3) for path in files.loc[inside, "path"].unique()}

    def read(path: str, place: float) -> Read:
        return _checked(fit_size(arrays[path][int(place)], size)) if path in arrays else _decode(path, size)

    with ThreadPoolExecutor(workers) as threads:
        done = threads.map(read, files["path"], files["place"])
        yield from tqdm(done, desc="read", total=len(files), unit="picture", mininterval=0.5)


def _checked(picture: NDArray[np.uint8]) -> Read:
    if picture.min() == picture.max():
        return Read(None, "blank", f"every pixel is {picture[0, 0]}")
    return Read(picture, "", "")


def _decode(path: str, size: int) -> Read:
    from PIL import Image

    try:
        with Image.open(path) as opened:
            return _checked(fit_size(_grey(opened), size))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        return Read(None, "unreadable", f"{Path(path).name}: {type(error).__name__}: {error}")


def _grey(opened: Image.Image) -> NDArray[np.uint8]:
    """The pixels as a viewer would show them: upright, on white where they are transparent, in grey."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I"):  # 16 bits, which Pillow would cut instead of scale
        return (np.asarray(upright, dtype=np.int64) >> 8).clip(0, 255).astype(np.uint8)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    return np.asarray(upright.convert("L"))
