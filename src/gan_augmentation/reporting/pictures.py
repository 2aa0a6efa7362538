"""Spectrograms and pictures to look at: single ones, real above synthetic, and how samples grew through the training.

Images are float arrays (..., H, W) in [-1, 1]. Spectrograms have low frequencies in the first row as everywhere in the
project; when shown they lie at the bottom. Pictures are upright.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gan_augmentation.reporting import look
from gan_augmentation.supply.tables import Medium

Images = NDArray[np.float32]

_GAP = 2  # pixels between tiles
_CAPTION = 24  # pixels
_GIF_ROWS = 2


@dataclass(frozen=True)
class _Style:
    """How images of a medium are shown: colours, which end is up, stretched by whole numbers or to fill a row."""

    colours: str
    upside_down: bool
    enlarged: tuple[int, int]
    aspect: Literal["auto", "equal"]


_STYLES: dict[Medium, _Style] = {
    "sounds": _Style("magma", True, (1, 2), "auto"),  # a clip of 128 bands has but 32 frames
    "pictures": _Style("gray", False, (2, 2), "equal"),
}


def image_png(image: Images, medium: Medium) -> bytes:
    """One image (H, W) as a small PNG, a pixel per value; the page enlarges it."""
    buffer = io.BytesIO()
    _paint(image, _STYLES[medium]).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def grid_figure(
    real: Sequence[Images], synthetic: Sequence[Images], classes: Sequence[str], medium: Medium
) -> Figure:
    """For each class a row of real clips above a row of synthetic ones.

    Args:
        real: for each class, images (K, H, W).
        synthetic: the same.
        classes: the labels.
        medium: what the images are of.
    """
    with look.figure(look.WIDTH, 0.9 * len(classes)) as figure:
        rows = figure.subplots(2 * len(classes), squeeze=False)[:, 0]
        for index, label in enumerate(classes):
            _show_row(rows[2 * index], real[index], label, _STYLES[medium])
            _show_row(rows[2 * index + 1], synthetic[index], "synthetic", _STYLES[medium])
    return figure


def strip_figure(images: Images, start: str, end: str, medium: Medium) -> Figure:
    """Images (K, H, W) in a row, with words at both ends."""
    with look.figure(look.WIDTH, 1.4) as figure:
        axes = figure.subplots()
        _show_row(axes, images, start, _STYLES[medium])
        right = axes.twinx()
        look.bare(right)
        right.set_ylabel(look.shortened(end), rotation=0, ha="left", va="center", fontsize=8)
    return figure


def progression_figure(
    snapshots: Sequence[tuple[int, Images]], classes: Sequence[str], medium: Medium
) -> Figure:
    """The same latents through the training: a column per snapshot, a row per class.

    Args:
        snapshots: real images seen so far, and the samples (classes, columns, H, W), of which the first column is
            shown. A picture that still grows has its pixels repeated to the final size.
        classes: the labels; a snapshot may show only the first of them.
        medium: what the images are of.
    """
    height, width = snapshots[-1][1].shape[-2:]
    shown = classes[: len(snapshots[-1][1])]
    with look.figure(look.WIDTH, 0.3 + 0.5 * len(shown)) as figure:
        rows = figure.subplots(len(shown), squeeze=False)[:, 0]
        for index, label in enumerate(shown):
            tiles = [_enlarge(samples[index, 0], height, width) for _, samples in snapshots]
            _show_row(rows[index], np.stack(tiles), label, _STYLES[medium])
        rows[0].set_xticks(
            [width / 2 + column * (width + _GAP) for column in range(len(snapshots))],
            [_thousands(images) for images, _ in snapshots],
            fontsize=7.5,
        )
        rows[0].xaxis.tick_top()
        rows[0].tick_params(length=0)
        figure.supxlabel("real images seen", fontsize=8)
    return figure


def progression_gif(snapshots: Sequence[tuple[int, Images]], medium: Medium) -> bytes:
    """Samples of every class at each snapshot, one after the other, in an endless GIF.

    Args:
        snapshots: as for `progression_figure`; the first two columns are shown.
        medium: what the images are of.
    """
    height, width = snapshots[-1][1].shape[-2:]
    style = _STYLES[medium]
    frames = [_frame(images, _enlarge(samples, height, width), style) for images, samples in snapshots]
    durations = [600] * (len(frames) - 1) + [2400]
    buffer = io.BytesIO()
    frames[0].save(buffer, format="GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return buffer.getvalue()


def joined_snapshots(snapshots: Mapping[tuple[str, int], Images]) -> list[tuple[int, Images]]:
    """The snapshots of all models in their order; models of one class each are put one below the other.

    The n-th snapshots of all models stand together, as far as every model has come; their trainings may differ in length, and
    one may have grown before another.
    """
    of_models = [
        [(images, snapshots[name, images]) for name, images in sorted(snapshots) if name == model]
        for model in sorted({model for model, _ in snapshots})
    ]
    return [
        (max(images for images, _ in same), _joined([samples for _, samples in same]))
        for same in zip(*of_models, strict=False)
    ]


def _joined(of_models: Sequence[Images]) -> Images:
    """One below the other, the smaller ones enlarged."""
    height, width = (max(samples.shape[axis] for samples in of_models) for axis in (-2, -1))
    return np.concatenate([_enlarge(samples, height, width) for samples in of_models])


def snapshot_picture(samples: Images, medium: Medium) -> NDArray[np.uint8]:
    """Samples (classes, columns, H, W) as one colour picture (height, width, 3)."""
    return np.asarray(_frame(0, samples, _STYLES[medium]).convert("RGB"), dtype=np.uint8)


def _frame(images: int, samples: Images, style: _Style) -> Image.Image:
    """Samples (classes, columns, H, W), a column of the frame per class, with a caption beneath."""
    rows = [_side_by_side(of_all_classes) for of_all_classes in samples.swapaxes(0, 1)[:_GIF_ROWS]]
    gapped = [np.pad(row, ((0, _GAP), (0, 0)), constant_values=np.nan) for row in rows]
    sheet = _paint(np.concatenate(gapped), style)
    height, width = style.enlarged[0] * sheet.height, style.enlarged[1] * sheet.width
    frame = Image.new("P", (width, height + _CAPTION), color=0)
    frame.putpalette(_palette(style.colours))
    frame.paste(sheet.resize((width, height), Image.Resampling.NEAREST), (0, 0))
    caption = f"{_thousands(images)} images"
    ImageDraw.Draw(frame).text((4, height), caption, fill=255, font=ImageFont.load_default(18))
    return frame


def _show_row(axes: Axes, images: Images, label: str, style: _Style) -> None:
    if len(images):
        strip = _side_by_side(images)[:: -1 if style.upside_down else 1]
        axes.imshow(strip, vmin=-1, vmax=1, origin="upper", aspect=style.aspect, cmap=style.colours)
    else:  # a generator that knows of no class may leave one out
        axes.annotate("none", (0.5, 0.5), xycoords="axes fraction", ha="center", va="center")
    look.bare(axes)
    axes.set_ylabel(look.shortened(label), rotation=0, ha="right", va="center", fontsize=8)


def _side_by_side(images: Images) -> Images:
    """Images (K, H, W) in one strip (H, width), with gaps of NaN."""
    padded = np.pad(images, ((0, 0), (0, 0), (0, _GAP)), constant_values=np.nan)
    return np.concatenate(list(padded), axis=1)[:, :-_GAP]


def _enlarge(images: Images, height: int, width: int) -> Images:
    """Each pixel of (..., h, w) repeated up to (..., height, width)."""
    tall = np.repeat(images, height // images.shape[-2], axis=-2)
    return np.repeat(tall, width // images.shape[-1], axis=-1)


def _paint(image: Images, style: _Style) -> Image.Image:
    """An indexed picture of (H, W); NaN becomes the darkest colour."""
    levels = np.nan_to_num((np.clip(image, -1, 1) + 1) * 127.5, nan=0).round().astype(np.uint8)
    picture = Image.fromarray(levels[:: -1 if style.upside_down else 1], mode="P")
    picture.putpalette(_palette(style.colours))
    return picture


@cache
def _palette(name: str) -> bytes:
    colours = colormaps[name](np.arange(256), bytes=True)
    return bytes(colours[:, :3].tobytes())


def _thousands(images: int) -> str:
    return f"{images / 1000:.0f}k" if images >= 1000 else str(images)
