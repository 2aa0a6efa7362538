"""What must be true of any sound: on the way in, to a mel spectrogram, and back."""

import numpy as np
import pytest
import soundfile

from gan_augmentation.audio.clips import ClipSettings, cut_windows, fit_length
from gan_augmentation.audio.decoding import Usable, decode
from gan_augmentation.representations.mel import Mel

pytestmark = pytest.mark.filterwarnings("ignore:Empty filters")  # where there are more bands than bins
WHOLE = "all of the right length, finite and in range"
FORMS = [("a.wav", "FLOAT"), ("a.wav", "PCM_16"), ("a.flac", "PCM_24"), ("a.aiff", "PCM_16")]
TOLERANT = Usable(least_seconds=0, most_clipped=1)


def any_sound(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Float32 (samples,) in [-1, 1]: a noise, a tone, a click, silence, a square wave or one value, at any level."""
    time = np.arange(samples)
    sounds = [
        lambda: rng.uniform(-1, 1, samples),
        lambda: np.sin(rng.uniform(0, np.pi) * time),
        lambda: time == rng.integers(samples),
        lambda: np.zeros(samples),
        lambda: np.sign(np.sin(rng.uniform(0, np.pi) * time)),
        lambda: np.ones(samples),
    ]
    level = rng.choice([1, -1, 0.1, 1e-4, 1e-30, 1e-42])
    return (level * rng.choice(sounds)()).astype(np.float32)


def faults(sounds: np.ndarray, shape: tuple[int, ...], lowest: float, highest: float) -> list[str]:
    """What is wrong with sounds or spectrograms."""
    told = []
    if sounds.shape != shape or sounds.dtype != np.float32:
        told.append(f"{sounds.dtype} {sounds.shape}, not {shape}")
    if not np.isfinite(sounds).all():
        told.append("not finite")
    elif sounds.size and not lowest <= sounds.min() <= sounds.max() <= highest:
        told.append(f"from {sounds.min()} to {sounds.max()}")
    return told


def any_mel(rng: np.random.Generator) -> Mel:
    """Mel spectrograms of any sizes."""
    n_fft = int(rng.choice([256, 1024, 2048]))
    return Mel(
        clip_samples=int(rng.integers(1, 20_000)),
        n_fft=n_fft,
        hop_length=n_fft // int(rng.choice([2, 4, 8])),
        n_mels=int(rng.choice([8, 40, 128])),
        power=float(rng.choice([0.5, 1, 2])),
        griffin_lim_iterations=2,
    )


def one_clip_has_its_length(rng, _):
    audio = any_sound(rng, int(rng.integers(1, 30_000)))
    samples = int(rng.integers(1, 30_000))
    return faults(fit_length(audio, samples), (samples,), -1, 1)


def several_clips_have_their_length(rng, _):
    audio = any_sound(rng, int(rng.integers(1, 60_000)))
    form = ClipSettings(
        seconds=rng.uniform(0.001, 2),
        windows=rng.choice(["loudest", "spaced"]),
        most_windows=int(rng.integers(1, 50)),
    )
    windows = cut_windows(audio, form)
    return faults(windows, (min(len(windows), form.most_windows), form.samples), -1, 1)


def a_decoded_sound_has_its_length(rng, folder):
    """With some noise, since what is silent or constant is refused."""
    rate, wanted = (int(rng.choice([8_000, 11_025, 16_000, 44_100, 48_000, 96_000])) for _ in range(2))
    samples, channels = int(rng.integers(rate // 20, rate)), int(rng.integers(1, 4))
    audio = np.stack([any_sound(rng, samples) for _ in range(channels)], axis=1)
    audio[:, 0] = 0.9 * audio[:, 0] + 0.1 * rng.uniform(-1, 1, samples)
    name, subtype = FORMS[rng.integers(len(FORMS))]
    soundfile.write(folder / name, audio, rate, subtype=subtype)
    decoded = decode(folder / name, wanted, TOLERANT)
    return faults(decoded, (int(samples * wanted / rate + 0.5),), -1, 1)  # a half is rounded up


def a_mel_spectrogram_has_its_shape(rng, _):
    mel = any_mel(rng)
    clips = np.stack([any_sound(rng, mel.clip_samples) for _ in range(3)])
    return faults(mel.encode(clips), (3, *mel.shape), 0, np.inf)


def an_inverted_mel_spectrogram_has_its_length(rng, _):
    """Even of one that no sound has, as a generator makes them."""
    mel = any_mel(rng)
    levels = rng.choice([0.0, 1e-42, 1e-6, 1.0, 30.0, 1e4], size=(3, *mel.shape))
    spectrograms = (levels * rng.uniform(0, 1, (3, *mel.shape))).astype(np.float32)
    return faults(mel.decode(spectrograms, seed=int(rng.integers(99))), (3, mel.clip_samples), -1, 1)


def counted(check):
    what = check.__name__.replace("_", " ")
    return pytest.param(
        check, id=check.__name__, marks=pytest.mark.counted(what, small=10, full=200, must_show=WHOLE)
    )


@pytest.mark.parametrize(
    "check",
    [
        counted(one_clip_has_its_length),
        counted(several_clips_have_their_length),
        counted(a_decoded_sound_has_its_length),
        counted(a_mel_spectrogram_has_its_shape),
        counted(an_inverted_mel_spectrogram_has_its_length),
    ],
)
def test_any_sound_keeps_its_form(check, tmp_path, count, came_out):
    told = {seed: check(np.random.default_rng(seed), tmp_path) for seed in range(count)}
    wrong = {seed: faults for seed, faults in told.items() if faults}
    came_out(f"{count - len(wrong)} of {count} of the right length, finite and in range")
    assert not wrong
