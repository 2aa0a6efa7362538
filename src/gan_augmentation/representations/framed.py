"""What the representations in overlapping frames have in common: their sizes, and the Fourier transform behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from gan_augmentation.representations.pair import Pair

if TYPE_CHECKING:
    from gan_augmentation.representations.griffin_lim import ShortTimeFourier

_COLUMNS = 16  # the columns of an image are a multiple of this


class Framed(Pair):
    """Fixed-length clips in overlapping frames, which become the columns of an image."""

    sample_rate: int = Field(16000, gt=0, description="Hz")
    clip_samples: int = Field(16000, gt=0, description="length of every clip, samples")
    n_fft: int = Field(gt=0, description="window and transform length, samples")
    hop_length: int = Field(
        gt=0, description="step from frame to frame, samples; divides n_fft at least twice"
    )

    @model_validator(mode="after")
    def _hops_fill_the_window(self) -> Self:
        if self.n_fft % self.hop_length or self.n_fft < 2 * self.hop_length:
            raise ValueError(f"hop_length {self.hop_length} must divide n_fft {self.n_fft} at least twice")
        return self

    @property
    def frames(self) -> int:
        """Frames of a clip; the first is centred on its first sample."""
        return 1 + self.clip_samples // self.hop_length

    @property
    def columns(self) -> int:
        """The frames, and silent ones up to the next multiple of 16.

        Networks halve the width; 63 frames (hop 256) become 64 columns, 126 (four seconds) become 128.
        """
        return -(-self.frames // _COLUMNS) * _COLUMNS

    def _fourier(self) -> ShortTimeFourier:
        from gan_augmentation.representations.griffin_lim import ShortTimeFourier

        return ShortTimeFourier(self.n_fft, self.hop_length, self.clip_samples)
