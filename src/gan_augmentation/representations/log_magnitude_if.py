"""Sound to log-magnitude and instantaneous frequency, and back (GANSynth, Engel 2019)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from gan_augmentation.representations.framed import Framed
from gan_augmentation.representations.mel_axis import to_bands, to_bins
from gan_augmentation.representations.scaling import LogMagnitudeScaling
from gan_augmentation.representations.shapes import check_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.representations.scaling import Scaling
    from gan_augmentation.seeding import Seeds

_CLIPS = 32  # at a time
_TINY = 1e-8  # magnitudes below it have no phase
_FULL_TURN = 2.0  # in units of pi


class LogMagnitudeIF(Framed):
    """Two channels (2, bins, columns): the magnitude, whose logarithm the scaling takes, and the instantaneous frequency.

    The instantaneous frequency is the step of the phase from one frame to the next, in units of pi, wrapped to [-1, 1); that of
    the first frame is its phase. Adding the steps up gives every phase back, so that the way back is exact but for the highest
    bin (half the sample rate), which is left out so that the bins are a power of two.

    With `mel_scale` both channels lie on as many mel bands as there are bins: low tones stand apart, the top is blurred, and the
    way back is near (docs/representations.md has the figures).
    """

    kind: Literal["log_magnitude_if"] = "log_magnitude_if"
    n_fft: int = Field(512, gt=0, description="window and transform length, samples")
    hop_length: int = Field(128, gt=0, description="step from frame to frame; divides n_fft at least twice")
    mel_scale: bool = Field(False, description="mel bands instead of evenly spaced bins")

    @property
    def shape(self) -> tuple[int, int, int]:
        """(2, bins, columns)."""
        return (2, self.n_fft // 2, self.columns)

    def scaling(self, peak: float) -> Scaling:
        """How its values become images."""
        return LogMagnitudeScaling(peak=peak)

    def fit_scaling(self, train: NDArray[np.float32]) -> Scaling:
        """The scaling of the train part's values."""
        return LogMagnitudeScaling.fit(train)

    def encode(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        """Magnitudes and instantaneous frequencies (N, 2, bins, columns) of clips (N, clip_samples)."""
        import torch

        check_shape(audio.shape, (self.clip_samples,))
        values = np.zeros((len(audio), *self.shape), dtype=np.float32)
        fourier = self._fourier()
        for start in range(0, len(audio), _CLIPS):
            some = torch.tensor(audio[start : start + _CLIPS], dtype=torch.float32)
            spectra = fourier.forward(some)[..., :-1].transpose(1, 2)
            magnitude, phase = spectra.abs().numpy(), spectra.angle().numpy() / np.pi
            phase[magnitude < _TINY] = 0
            steps = np.diff(phase, axis=2, prepend=0)
            values[start : start + _CLIPS, 0, :, : self.frames] = magnitude
            values[start : start + _CLIPS, 1, :, : self.frames] = (steps + 1) % _FULL_TURN - 1
        return self._on_its_own_scale(values)

    def decode(self, values: NDArray[np.float32], seed: Seeds) -> NDArray[np.float32]:
        """Clips (N, clip_samples) in [-1, 1] of values (N, 2, bins, columns).

        A clip that would leave [-1, 1] is turned down as a whole. The seed is not used: no phase is lost.
        """
        import torch
        from torch.nn.functional import pad

        check_shape(values.shape, self.shape)
        fourier = self._fourier()
        clips = np.empty((len(values), self.clip_samples), dtype=np.float32)
        for start in range(0, len(values), _CLIPS):
            some = self._evenly_spaced(values[start : start + _CLIPS, ..., : self.frames])
            magnitude, steps = torch.tensor(some).unbind(1)
            phase = (np.pi * steps.double().cumsum(2)).float()
            spectra = pad(torch.polar(magnitude, phase).transpose(1, 2), (0, 1))
            clips[start : start + _CLIPS] = fourier.inverse(spectra.contiguous()).numpy()
        clips /= np.abs(clips).max(axis=1, keepdims=True, initial=1)
        return clips

    def _on_its_own_scale(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values (N, 2, bins, columns) of evenly spaced bins, on mel bands if those are wanted."""
        if not self.mel_scale:
            return values
        bands: NDArray[np.float32] = to_bands(self.sample_rate, self.n_fft // 2) @ values
        return bands

    def _evenly_spaced(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values (N, 2, bins, frames) on evenly spaced bins, wherever they lie now."""
        if not self.mel_scale:
            return values
        even: NDArray[np.float32] = to_bins(self.sample_rate, self.n_fft // 2) @ values
        return np.stack([even[:, 0].clip(0), even[:, 1].clip(-1, 1)], axis=1)
