import librosa
import numpy as np
import pytest
import torch

from gan_augmentation.representations.griffin_lim import ShortTimeFourier, griffin_lim

AUDIO = torch.randn(2, 1600, generator=torch.Generator().manual_seed(0)) * 0.1
FOURIER = ShortTimeFourier(n_fft=256, hop_length=64, samples=1600)


def test_spectra_equal_librosas() -> None:
    golden = librosa.stft(AUDIO.numpy(), n_fft=256, hop_length=64, pad_mode="constant")
    np.testing.assert_allclose(FOURIER.forward(AUDIO).transpose(1, 2).numpy(), golden, atol=1e-5)


@pytest.mark.parametrize("samples", [1600, 1601, 1663])
def test_the_inverse_gives_the_sound_back(samples: int) -> None:
    fourier = ShortTimeFourier(n_fft=256, hop_length=64, samples=samples)
    audio = torch.randn(2, samples, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(fourier.inverse(fourier.forward(audio)), audio, atol=1e-5, rtol=0)


def test_true_phases_are_kept() -> None:
    spectra = FOURIER.forward(AUDIO)
    found = griffin_lim(spectra.abs(), spectra.clone(), FOURIER, iterations=3)
    torch.testing.assert_close(found, AUDIO, atol=1e-4, rtol=0)


def test_more_steps_come_nearer_to_the_magnitudes() -> None:
    wanted = FOURIER.forward(AUDIO).abs()
    noise = torch.randn(wanted.shape, dtype=torch.complex64, generator=torch.Generator().manual_seed(2))

    def distance(iterations: int) -> float:
        found = griffin_lim(wanted, noise.clone(), FOURIER, iterations)
        return float((FOURIER.forward(found).abs() - wanted).norm() / wanted.norm())

    assert distance(0) > 0.4
    assert 0.02 < distance(30) < 0.6 * distance(2)
