"""Sound to log-magnitude and instantaneous frequency, and its exact way back (GANSynth, Engel 2019)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from gan_augmentation.representations.pair import Pair
from gan_augmentation.representations.scaling import LogMagnitudeScaling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.griffin_lim import ShortTimeFourier
    from gan_augmentation.representations.scaling import Scaling

_COLUMNS = 16  # the columns of an image are a multiple of this
_CLIPS = 32  # at a time
_TINY = 1e-8  # magnitudes below it have no phase
_FULL_TURN = 2.0  # in units of pi


class LogMagnitudeIF(Pair):
    """Two channels (2, bins, columns): the magnitude, whose logarithm the scaling takes, and the instantaneous frequency.

    The instantaneous frequency is the step of the phase from one frame to the next, in units of pi, wrapped to [-1, 1); that of
    the first frame is its phase. Adding the steps up gives every phase back, so that the way back is exact but for the highest
    bin (half the sample rate), which is left out so that the bins are a power of two.
    """

    kind: Literal["log_magnitude_if"] = "log_magnitude_if"
    sample_rate: int = Field(16000, gt=0, description="Hz")
    clip_samples: int = Field(16000, gt=0, description="length of every clip, samples")
    n_fft: int = Field(512, gt=0, description="window and transform length, samples")
    hop_length: int = Field(128, gt=0, description="step from frame to frame; divides n_fft at least twice")

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
    def shape(self) -> tuple[int, int, int]:
        """(2, bins, columns): the frames, and silent ones up to the next multiple of 16."""
        return (2, self.n_fft // 2, -(-self.frames // _COLUMNS) * _COLUMNS)

    def scaling(self, peak: float) -> Scaling:
        """How its values become images."""
        return LogMagnitudeScaling(peak=peak)

    def fit_scaling(self, train: NDArray[np.float32]) -> Scaling:
        """The scaling of the train part's values."""
        return LogMagnitudeScaling.fit(train)

    def encode(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        """Magnitudes and instantaneous frequencies (N, 2, bins, columns) of clips (N, clip_samples)."""
        import torch

        values = np.zeros((len(audio), *self.shape), dtype=np.float32)
        fourier = self._fourier()
        for start in range(0, len(audio), _CLIPS):
            some = torch.from_numpy(np.asarray(audio[start : start + _CLIPS], dtype=np.float32))
            spectra = fourier.forward(some)[..., :-1].transpose(1, 2)
            magnitude, phase = spectra.abs().numpy(), spectra.angle().numpy() / np.pi
            phase[magnitude < _TINY] = 0
            steps = np.diff(phase, axis=2, prepend=0)
            values[start : start + _CLIPS, 0, :, : self.frames] = magnitude
            values[start : start + _CLIPS, 1, :, : self.frames] = (steps + 1) % _FULL_TURN - 1
        return values

    def decode(self, values: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
        """Clips (N, clip_samples) in [-1, 1] of values (N, 2, bins, columns). The seed is not used: no phase is lost."""
        import torch
        from torch.nn.functional import pad

        fourier = self._fourier()
        clips = np.empty((len(values), self.clip_samples), dtype=np.float32)
        for start in range(0, len(values), _CLIPS):
            magnitude, steps = torch.from_numpy(values[start : start + _CLIPS, ..., : self.frames]).unbind(1)
            phase = (np.pi * steps.double().cumsum(2)).float()
            spectra = pad(torch.polar(magnitude, phase).transpose(1, 2), (0, 1))
            clips[start : start + _CLIPS] = fourier.inverse(spectra.contiguous()).numpy()
        return np.clip(clips, -1, 1)

    def _fourier(self) -> ShortTimeFourier:
        from gan_augmentation.representations.griffin_lim import ShortTimeFourier

        return ShortTimeFourier(self.n_fft, self.hop_length, self.clip_samples)
