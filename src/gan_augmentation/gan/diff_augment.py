"""Differentiable augmentation, applied alike to real and generated images before the discriminator sees them (Zhao 2020).

Made for spectrograms: small shifts in time and pitch, a change of level, a hole. Never a flip, which would turn a sound
backwards or upside down. Images are (N, C, frequency, time) in [-1, 1], where -1 is silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    import torch
    from torch import Tensor

SILENCE = -1.0


class NoAugmentation(Settings):
    """The discriminator sees the images as they are."""

    kind: Literal["none"] = "none"

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """The same images."""
        return images


class SpectrogramAugment(Settings):
    """Random shift, gain and cutout, drawn anew for each image.

    Attributes:
        time_shift: largest shift in frames, either way; what is uncovered is silence.
        frequency_shift: largest shift in bands, either way.
        gain: largest relative change of the level above silence.
        cutout: height (bands) and width (frames) of the hole of silence; 0 makes none.
    """

    kind: Literal["spectrogram"] = "spectrogram"
    time_shift: Annotated[int, Field(ge=0)] = 4
    frequency_shift: Annotated[int, Field(ge=0)] = 4
    gain: Annotated[float, Field(ge=0, lt=1)] = 0.1
    cutout: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] = (24, 8)

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """The augmented images; gradients flow through."""
        return self._cut(self._scale(self._shift(images, generator), generator), generator)

    def _shift(self, images: Tensor, generator: torch.Generator) -> Tensor:
        import torch
        from torch.nn.functional import pad

        count, _, height, width = images.shape
        up = min(self.frequency_shift, height // 4)
        across = min(self.time_shift, width // 4)
        padded = pad(images, (across, across, up, up), value=SILENCE)
        top = torch.randint(2 * up + 1, (count, 1), generator=generator).to(images.device)
        left = torch.randint(2 * across + 1, (count, 1), generator=generator).to(images.device)
        rows = top + torch.arange(height, device=images.device)
        columns = left + torch.arange(width, device=images.device)
        which = torch.arange(count, device=images.device).view(-1, 1, 1)
        picked = padded.permute(0, 2, 3, 1)[which, rows.unsqueeze(2), columns.unsqueeze(1)]
        return picked.permute(0, 3, 1, 2)

    def _scale(self, images: Tensor, generator: torch.Generator) -> Tensor:
        import torch

        change = 1 + self.gain * (2 * torch.rand(len(images), 1, 1, 1, generator=generator) - 1)
        return (images - SILENCE) * change.to(images.device) + SILENCE

    def _cut(self, images: Tensor, generator: torch.Generator) -> Tensor:
        import torch

        count, _, height, width = images.shape
        tall, wide = min(self.cutout[0], height // 4), min(self.cutout[1], width // 4)
        top = torch.randint(height, (count, 1), generator=generator).to(images.device)
        left = torch.randint(width, (count, 1), generator=generator).to(images.device)
        rows = (torch.arange(height, device=images.device) - top).abs() * 2 < tall
        columns = (torch.arange(width, device=images.device) - left).abs() * 2 < wide
        hole = (rows.unsqueeze(2) & columns.unsqueeze(1)).unsqueeze(1)
        return images.masked_fill(hole, SILENCE)


DiffAugment = Annotated[NoAugmentation | SpectrogramAugment, Field(discriminator="kind")]
