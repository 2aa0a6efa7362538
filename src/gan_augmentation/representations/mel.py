"""Sound to mel spectrogram and back: an encode/decode pair, tested by its round trip.

Conventions: audio is (N, clip_samples) float32 in [-1, 1]; a mel spectrogram is (N, 1, n_mels, frames) float32, linear
and >= 0, the lowest band first, and equals `librosa.feature.melspectrogram` with the same settings (Slaney's bands).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from gan_augmentation.representations.framed import Framed
from gan_augmentation.representations.scaling import RootScaling
from gan_augmentation.representations.shapes import check_shape
from gan_augmentation.seeding import derive_seed, seeds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from gan_augmentation.representations.griffin_lim import ShortTimeFourier
    from gan_augmentation.representations.scaling import Scaling
    from gan_augmentation.seeding import Seeds

_ENCODE_CLIPS = 32  # clips at a time: a few MB, near the processor's cache
_DECODE_CLIPS = 6
_TOUCH_UP = 0.7  # share of the missing level asked for again; 1 overshoots in the bands
_TOUCH_UP_ITERATIONS = 4  # more of them forget the correction again
_SMOOTHNESS = (
    1e-4  # weight of the smoothness term in `_smooth_inverse`; anything from 1e-5 to 1e-3 sounds alike
)
_LOUDEST = 0.999  # peak of a decoded clip that would otherwise leave [-1, 1]


class Mel(Framed):
    """A mel spectrogram of fixed-length clips, and the way back to sound.

    The settings travel with the data: inverting with another power or window gives noise.
    """

    kind: Literal["mel"] = "mel"
    n_fft: int = Field(2048, gt=0, description="window and transform length, samples")
    hop_length: int = Field(
        512, gt=0, description="step from frame to frame, samples; divides n_fft at least twice"
    )
    n_mels: int = Field(128, gt=0, description="mel bands from 0 Hz to half the sample rate")
    power: float = Field(0.5, gt=0, description="exponent of the magnitudes before the bands are summed")
    griffin_lim_iterations: int = Field(
        16, ge=1, description="steps of phase search in decode, before the touch-up"
    )

    @property
    def shape(self) -> tuple[int, int, int]:
        """(1, bands, columns)."""
        return (1, self.n_mels, self.columns)

    def scaling(self, peak: float) -> Scaling:
        """How its values become images."""
        return RootScaling(peak=peak)

    def fit_scaling(self, train: NDArray[np.float32]) -> Scaling:
        """The scaling of the train part's values."""
        return RootScaling.fit(train)

    def encode(self, audio: Tensor | NDArray[np.float32]) -> NDArray[np.float32]:
        """Mel spectrograms (N, 1, n_mels, frames) of clips (N, clip_samples)."""
        import torch

        clips = np.asarray(audio, dtype=np.float32)
        check_shape(clips.shape, (self.clip_samples,))
        fourier = self._fourier()
        mel = np.zeros((len(clips), *self.shape), dtype=np.float32)
        for start in range(0, len(clips), _ENCODE_CLIPS):
            spectra = fourier.forward(torch.tensor(clips[start : start + _ENCODE_CLIPS]))
            levels = self._levels(spectra).transpose(1, 2).numpy()
            mel[start : start + _ENCODE_CLIPS, 0, :, : self.frames] = levels
        return mel

    def decode(self, mel: NDArray[np.float32], seed: Seeds) -> NDArray[np.float32]:
        """Clips (N, clip_samples) in [-1, 1] that sound like the mel spectrograms (N, 1, n_mels, frames).

        Phases are lost in a mel spectrogram; a clip's seed says from which random ones their search starts, so that the same
        seed gives the same clip in any company. A clip that would leave [-1, 1] is turned down as a whole, so nothing is
        clipped. A silent spectrogram gives silence.
        """
        import torch
        from tqdm import tqdm

        from gan_augmentation.compute import quick_threads

        check_shape(mel.shape, self.shape)
        fourier = self._fourier()
        starts, seeds = range(0, len(mel), _DECODE_CLIPS), seeds_of(seed, len(mel))

        def decode_some(start: int) -> Tensor:
            some = mel[start : start + _DECODE_CLIPS, 0, :, : self.frames]
            wanted = torch.tensor(some).transpose(1, 2).contiguous()
            audio = self._invert(wanted, fourier, seeds[start : start + _DECODE_CLIPS])
            return audio * (_LOUDEST / audio.abs().amax(dim=1, keepdim=True).clamp_min(_LOUDEST))

        clips = np.empty((len(mel), self.clip_samples), dtype=np.float32)
        with (
            quick_threads() as threads,
            tqdm(total=len(mel), desc="decode", unit="clip", mininterval=0.5) as bar,
        ):
            for start, audio in zip(starts, threads.map(decode_some, starts), strict=True):
                clips[start : start + len(audio)] = audio
                bar.update(len(audio))
        return clips

    def _invert(self, wanted: Tensor, fourier: ShortTimeFourier, seeds: Sequence[int]) -> Tensor:
        """Audio (N, clip_samples) whose band levels are about the wanted ones (N, frames, n_mels)."""
        import torch

        from gan_augmentation.representations.griffin_lim import griffin_lim

        magnitude = self._magnitudes(wanted)
        noise = torch.empty(magnitude.shape, dtype=torch.complex64)
        for clip, seed in zip(noise, seeds, strict=True):  # complex normal numbers have uniform phases
            clip.normal_(generator=torch.Generator().manual_seed(derive_seed(seed, "phases")))
        audio = griffin_lim(magnitude, noise, fourier, self.griffin_lim_iterations)
        # Touch-up: no audio has exactly these magnitudes, so ask again for more of what came out too weak.
        spectra = fourier.forward(audio)
        missing = wanted - self._levels(spectra)
        return griffin_lim(
            self._magnitudes(wanted + _TOUCH_UP * missing), spectra, fourier, _TOUCH_UP_ITERATIONS
        )

    def _levels(self, spectra: Tensor) -> Tensor:
        """Band levels (N, frames, n_mels) of complex spectra (N, frames, bins)."""
        import torch

        bands = torch.from_numpy(_mel_bands(self.sample_rate, self.n_fft, self.n_mels))
        energy = spectra.real.square() + spectra.imag.square()
        # The root apart from the power: pow(0.5) is a fast case, pow(0.25) is not.
        return energy.sqrt_().pow_(self.power) @ bands.T

    def _magnitudes(self, levels: Tensor) -> Tensor:
        """Smooth magnitudes (N, frames, bins) with about these band levels (N, frames, n_mels)."""
        import torch

        inverse = torch.from_numpy(_smooth_inverse(self.sample_rate, self.n_fft, self.n_mels))
        return (levels @ inverse.T).clamp_min_(0).pow_(1 / self.power)


@lru_cache(maxsize=4)
def _mel_bands(sample_rate: int, n_fft: int, n_mels: int) -> NDArray[np.float32]:
    """Triangular filters (n_mels, n_fft // 2 + 1), Slaney's scale and normalisation."""
    import librosa

    bands: NDArray[np.float32] = librosa.filters.mel(sr=sample_rate, n_fft=n_fft, n_mels=n_mels)
    return bands


@lru_cache(maxsize=4)
def _smooth_inverse(sample_rate: int, n_fft: int, n_mels: int) -> NDArray[np.float32]:
    """The linear map (bins, n_mels) from bands to the smoothest bins that have about these bands.

    There are eight times as many bins as bands. Of all answers this takes the one with the least squared differences
    between neighbouring bins (Tikhonov regularisation). The plain pseudo-inverse, and the non-negative least squares
    that librosa runs for each clip, leave the teeth of the filters in the spectrum; this comes closer to the true
    magnitudes and costs one matrix product.
    """
    bands = _mel_bands(sample_rate, n_fft, n_mels).astype(np.float64)
    weights = np.maximum(bands.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    averages = bands / weights
    bins = bands.shape[1]
    differences = np.diff(np.eye(bins), axis=0)
    normal = averages.T @ averages + _SMOOTHNESS * differences.T @ differences
    inverse: NDArray[np.float64] = np.linalg.solve(normal, averages.T) / weights.T
    return inverse.astype(np.float32)
