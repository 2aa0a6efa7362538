"""Sound as it is: a waveform as an image of height 1, or folded row by row into a grid.

Conventions: audio is (N, clip_samples) float32 in [-1, 1]. An image's values are samples, in time order: along a row, then down
the rows, then through the channels.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from gan_augmentation.representations.pair import Pair
from gan_augmentation.representations.scaling import SignedScaling
from gan_augmentation.representations.shapes import check_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.scaling import Scaling
    from gan_augmentation.seeding import Seeds


class _Samples(Pair):
    """Samples at some rate; at the clips' own rate both ways are exact."""

    sample_rate: int = Field(16000, gt=0, description="of the clips, Hz")
    clip_samples: int = Field(16000, gt=0, description="length of every clip, samples")

    def scaling(self, peak: float) -> Scaling:
        """How its values become images: the train part's peak becomes 1."""
        return SignedScaling(peak=peak)

    def fit_scaling(self, train: NDArray[np.float32]) -> Scaling:
        """The scaling of the train part's values."""
        return SignedScaling.fit(train)

    def _resample(self, audio: NDArray[np.float32], samples: int) -> NDArray[np.float32]:
        """Clips (N, any) as (N, samples) of the same duration; what the lower rate cannot hold is lost.

        By Fourier transforms of whole clips, which, unlike a filter with its soft edge, lose nothing on the way to a
        higher rate and back.
        """
        from scipy.signal import resample

        if samples == audio.shape[1]:
            return audio
        return np.asarray(resample(audio, samples, axis=1), dtype=np.float32)


class Waveform(_Samples):
    """The samples in one row (1, 1, length), padded with silence at the end so that the length divides by `multiple`.

    At 16 kHz and a second a row has 16,384 samples, as in WaveGAN (Donahue 2019); `rate` 4000 gives its small variant of
    4,096.
    """

    kind: Literal["waveform"] = "waveform"
    rate: int = Field(16000, gt=0, description="Hz, of the row; at most that of the clips")
    multiple: int = Field(1024, gt=0, description="what the length of a row divides by")

    @model_validator(mode="after")
    def _rate_is_not_above_the_clips(self) -> Self:
        if self.rate > self.sample_rate:
            raise ValueError(f"rate {self.rate} must be at most sample_rate {self.sample_rate}")
        return self

    @property
    def _row(self) -> int:
        return round(self.clip_samples * self.rate / self.sample_rate)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(1, 1, length)."""
        return (1, 1, math.ceil(self._row / self.multiple) * self.multiple)

    def encode(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows (N, 1, 1, length) of clips (N, clip_samples)."""
        check_shape(audio.shape, (self.clip_samples,))
        rows = self._resample(np.asarray(audio, dtype=np.float32), self._row)
        return np.pad(rows, ((0, 0), (0, self.shape[2] - self._row)))[:, None, None]

    def decode(self, rows: NDArray[np.float32], seed: Seeds) -> NDArray[np.float32]:
        """Clips (N, clip_samples) of rows (N, 1, 1, length). Nothing is left to chance: the seed is not used."""
        check_shape(rows.shape, self.shape)
        return np.clip(self._resample(rows[:, 0, 0, : self._row], self.clip_samples), -1, 1)

    def picture(self, images: NDArray[np.float32], peak: float) -> NDArray[np.float32]:
        """Mel spectrograms: a row of samples shows nothing."""
        from gan_augmentation.representations.mel import Mel
        from gan_augmentation.representations.scaling import RootScaling

        clips = self.decode(self.scaling(peak).unscale(images), seed=0)
        mel = Mel(sample_rate=self.sample_rate, clip_samples=self.clip_samples).encode(clips)
        return RootScaling(peak=float(mel.max(initial=0)) or 1.0).scale(mel)[:, 0]


class WaveformImage(_Samples):
    """The samples folded into a grid, which a network for pictures can make: 150x150x1 or 128x128x3.

    The clip is resampled so that it fills the grid: a second in 22,500 samples, three seconds in 49,152.
    """

    kind: Literal["waveform_image"] = "waveform_image"
    side: int = Field(150, gt=1, description="height and width of the grid")
    channels: int = Field(1, ge=1, le=3)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, side, side)."""
        return (self.channels, self.side, self.side)

    def encode(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        """Grids (N, channels, side, side) of clips (N, clip_samples)."""
        check_shape(audio.shape, (self.clip_samples,))
        samples = self._resample(np.asarray(audio, dtype=np.float32), math.prod(self.shape))
        return samples.reshape(-1, *self.shape)

    def decode(self, grids: NDArray[np.float32], seed: Seeds) -> NDArray[np.float32]:
        """Clips (N, clip_samples) of grids (N, channels, side, side). The seed is not used."""
        check_shape(grids.shape, self.shape)
        return np.clip(
            self._resample(grids.reshape(len(grids), math.prod(self.shape)), self.clip_samples), -1, 1
        )
