"""From magnitudes back to sound: a short-time Fourier pair and the fast Griffin-Lim algorithm, in batches.

Conventions: audio is (N, samples) float32; spectra are (N, frames, bins), time before frequency, so that a frame lies
contiguous in memory; the window is a periodic Hann window and frames are centred on multiples of the hop, with zeros
beyond both ends of the clip (librosa's defaults).
"""

import torch
from torch import Tensor

_MOMENTUM = 0.99  # as in Perraudin 2013 and librosa
_TINY = 1e-20  # keeps the phase of an empty bin finite


class ShortTimeFourier:
    """A Fourier transform of overlapping frames and its least-squares inverse (Griffin & Lim 1984)."""

    def __init__(self, n_fft: int, hop_length: int, samples: int) -> None:
        """Take sizes in samples; `hop_length` divides `n_fft`, `samples` is the length of every clip."""
        self._n_fft, self._hop, self._samples = n_fft, hop_length, samples
        self._window = torch.hann_window(n_fft)
        overlap = self._window.square().expand(1, 1 + samples // hop_length, n_fft)
        self._overlap = self._add_up(overlap).clamp_min(1e-8)

    def forward(self, audio: Tensor) -> Tensor:
        """Spectra, complex (N, frames, n_fft // 2 + 1), of audio (N, samples)."""
        padded = torch.nn.functional.pad(audio, (self._n_fft // 2, self._n_fft // 2))
        spectra: Tensor = torch.fft.rfft(padded.unfold(1, self._n_fft, self._hop) * self._window)
        return spectra

    def inverse(self, spectra: Tensor) -> Tensor:
        """The audio (N, samples) whose spectra are nearest to the given ones."""
        frames = torch.fft.irfft(spectra, self._n_fft).mul_(self._window)
        return self._add_up(frames).div_(self._overlap)

    def _add_up(self, frames: Tensor) -> Tensor:
        # A frame is a whole number of hops, so hop-long pieces are added a whole block at a time.
        clips, count, _ = frames.shape
        pieces = frames.view(clips, count, -1, self._hop)
        audio = frames.new_zeros(clips, count + pieces.shape[2] - 1, self._hop)
        for index, piece in enumerate(pieces.unbind(2)):
            audio[:, index : index + count] += piece
        start = self._n_fft // 2
        return audio.flatten(1)[:, start : start + self._samples]


def griffin_lim(magnitude: Tensor, spectra: Tensor, fourier: ShortTimeFourier, iterations: int) -> Tensor:
    """Audio (N, samples) whose spectra have about the given magnitudes (N, frames, bins).

    The fast Griffin-Lim algorithm (Perraudin, Balazs & Sondergaard 2013), from the phases of `spectra`, which is
    overwritten. Its time is spent in passes over memory: the steps work in place, and a few clips at a time, which
    stay in the processor's cache, go faster than many.
    """
    _impose(magnitude, spectra)
    previous = torch.zeros_like(spectra)
    for _ in range(iterations):
        consistent = fourier.forward(fourier.inverse(spectra))
        spectra = torch.sub(consistent, previous, alpha=_MOMENTUM / (1 + _MOMENTUM))
        _impose(magnitude, spectra)
        previous = consistent
    return fourier.inverse(spectra)


def _impose(magnitude: Tensor, spectra: Tensor) -> None:
    # Not `abs`: its guard against overflow takes three times as long.
    energy = spectra.real.square().addcmul_(spectra.imag, spectra.imag)
    spectra *= energy.add_(_TINY).rsqrt_().mul_(magnitude)
