"""Differentiable augmentation, applied alike to real and generated images before the discriminator sees them (Zhao 2020).

Small shifts, a change of level, a hole: what an image of its kind survives. Never a flip, which would turn a sound backwards or
upside down. Images are (N, C, H, W) in [-1, 1]; for a spectrogram H is frequency, W is time and -1 is silence; in a picture -1 is
black; in a waveform H is 1 and 0 is silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    import torch
    from torch import Tensor

Shape = tuple[int, int, int]
Count = Annotated[int, Field(ge=0)]
Part = Annotated[float, Field(ge=0, lt=1)]
DARK = -1.0
ZERO = 0.0


class _Augmentation(Settings):
    suits: ClassVar[tuple[str, ...]] = ("mel", "log_magnitude_if", "waveform", "waveform_image", "image")
    changes_shape: ClassVar[bool] = False

    def view_shape(self, shape: Shape) -> Shape:
        """The shape (C, H, W) of what the discriminator sees."""
        return shape


class NoAugmentation(_Augmentation):
    """The discriminator sees the images as they are."""

    kind: Literal["none"] = "none"

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """The same images."""
        return images


class SpectrogramAugment(_Augmentation):
    """Random shift, gain and cutout, drawn anew for each spectrogram.

    Attributes:
        time_shift: largest shift in frames, either way; what is uncovered is silence.
        frequency_shift: largest shift in bands, either way.
        gain: largest relative change of the level above silence.
        cutout: height (bands) and width (frames) of the hole of silence; 0 makes none.
    """

    kind: Literal["spectrogram"] = "spectrogram"
    suits: ClassVar[tuple[str, ...]] = ("mel",)
    time_shift: Count = 4
    frequency_shift: Count = 4
    gain: Part = 0.1
    cutout: tuple[Count, Count] = (24, 8)

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """The augmented images; gradients flow through."""
        shifted = shift(images, self.frequency_shift, self.time_shift, DARK, generator)
        return cut_out(scale(shifted, self.gain, DARK, generator), self.cutout, DARK, generator)


class PictureAugment(_Augmentation):
    """Random shift, brightness and cutout, drawn anew for each picture.

    Attributes:
        shift: largest shift in pixels, in any direction; what is uncovered is black.
        brightness: largest relative change of the level above black.
        cutout: side of the black hole, in pixels; 0 makes none.
    """

    kind: Literal["picture"] = "picture"
    suits: ClassVar[tuple[str, ...]] = ("image",)
    shift: Count = 2
    brightness: Part = 0.2
    cutout: Count = 8

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """The augmented images; gradients flow through."""
        shifted = shift(images, self.shift, self.shift, DARK, generator)
        return cut_out(
            scale(shifted, self.brightness, DARK, generator), (self.cutout, self.cutout), DARK, generator
        )


class WaveformAugment(_Augmentation):
    """Random shift and gain, drawn anew for each waveform.

    Attributes:
        time_shift: largest shift in samples, either way; what is uncovered is silence.
        gain: largest relative change of the level.
    """

    kind: Literal["waveform"] = "waveform"
    suits: ClassVar[tuple[str, ...]] = ("waveform",)
    time_shift: Count = 800
    gain: Part = 0.1

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """The augmented waveforms; gradients flow through."""
        return scale(shift(images, 0, self.time_shift, ZERO, generator), self.gain, ZERO, generator)


class Slices(_Augmentation):
    """The discriminator sees a slice of each waveform: a stretch of neighbouring samples from a random place.

    It learns how samples follow each other, not where in the clip they stand, and a single recording yields as many
    different slices as it has samples.

    Attributes:
        samples: length of a slice.
    """

    kind: Literal["slices"] = "slices"
    suits: ClassVar[tuple[str, ...]] = ("waveform",)
    changes_shape: ClassVar[bool] = True
    samples: Annotated[int, Field(ge=16)] = 4096

    def view_shape(self, shape: Shape) -> Shape:
        """One row of so many samples."""
        channels, height, width = shape
        return channels, height, min(self.samples, width)

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Slices (N, C, 1, samples); gradients flow through."""
        import torch

        count, channels, height, width = images.shape
        samples = min(self.samples, width)
        starts = torch.randint(width - samples + 1, (count, 1), generator=generator).to(images.device)
        places = starts + torch.arange(samples, device=images.device)
        return images.gather(3, places[:, None, None].expand(count, channels, height, samples))


def shift(images: Tensor, up: int, across: int, fill: float, generator: torch.Generator) -> Tensor:
    """Each image moved by up to so many rows and columns, but no more than a quarter of its sides."""
    import torch
    from torch.nn.functional import pad

    count, _, height, width = images.shape
    up, across = min(up, height // 4), min(across, width // 4)
    padded = pad(images, (across, across, up, up), value=fill)
    top = torch.randint(2 * up + 1, (count, 1), generator=generator).to(images.device)
    left = torch.randint(2 * across + 1, (count, 1), generator=generator).to(images.device)
    rows = top + torch.arange(height, device=images.device)
    columns = left + torch.arange(width, device=images.device)
    which = torch.arange(count, device=images.device).view(-1, 1, 1)
    picked = padded.permute(0, 2, 3, 1)[which, rows.unsqueeze(2), columns.unsqueeze(1)]
    return picked.permute(0, 3, 1, 2)


def scale(images: Tensor, most: float, silence: float, generator: torch.Generator) -> Tensor:
    """Each image's distance from silence changed by up to a part of it."""
    import torch

    change = 1 + most * (2 * torch.rand(len(images), 1, 1, 1, generator=generator) - 1)
    return (images - silence) * change.to(images.device) + silence


def cut_out(images: Tensor, size: tuple[int, int], fill: float, generator: torch.Generator) -> Tensor:
    """A hole in each image, no more than a quarter of its sides, its centre anywhere.

    It has a middle row and column: an even side is one shorter.
    """
    import torch

    count, _, height, width = images.shape
    tall, wide = min(size[0], height // 4), min(size[1], width // 4)
    top = torch.randint(height, (count, 1), generator=generator).to(images.device)
    left = torch.randint(width, (count, 1), generator=generator).to(images.device)
    rows = (torch.arange(height, device=images.device) - top).abs() * 2 < tall
    columns = (torch.arange(width, device=images.device) - left).abs() * 2 < wide
    hole = (rows.unsqueeze(2) & columns.unsqueeze(1)).unsqueeze(1)
    return images.masked_fill(hole, fill)


DiffAugment = Annotated[
    NoAugmentation | SpectrogramAugment | PictureAugment | WaveformAugment | Slices,
    Field(discriminator="kind"),
]
