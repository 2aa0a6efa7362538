"""What each representation of sound loses on the way to images in [-1, 1] and back, and how fast it decodes.

python benchmarks/round_trips.py [--source PATH] [--clips N] [--noise SD] [--json PATH]

Each pair encodes the clips, scales them as a train part would be, and takes the way back. Three figures, each the mean
over the clips, compare what comes back with the clip: spectral convergence ||B - A|| / ||A|| of magnitudes (lower is
better); log-spectral distance, the root mean square over bins of the difference in dB, levels cut 80 dB below the clip's
loudest (lower is better); and waveform signal-to-noise ratio in dB (higher is better), which means nothing where phases
are made up. Magnitudes are of three Fourier transforms in turn, windows of 512, 1024 and 2048 samples in steps of a
quarter, and the first two figures are means over these, so that no representation is judged by its own window alone.
With `--noise` the images get normal noise of that standard deviation first: what a network's own error would cost.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import librosa
import numpy as np
from sounds import SAMPLE_RATE, load_clips

from gan_augmentation.representations.log_magnitude_if import LogMagnitudeIF
from gan_augmentation.representations.mel import Mel
from gan_augmentation.representations.representation import SoundRepresentation
from gan_augmentation.representations.waveform import Waveform, WaveformImage
from gan_augmentation.supply.archives import unpack

CLIPS, ROUNDS = 96, 3
WINDOWS = (512, 1024, 2048)
FLOOR = 1e-4  # 80 dB below the loudest
PAIRS = {
    "mel, hop 512": Mel(),
    "mel, hop 256": Mel(hop_length=256),
    "mel, n_fft 1024, hop 256": Mel(n_fft=1024, hop_length=256),
    "log_magnitude_if, 512 / 128": LogMagnitudeIF(),
    "log_magnitude_if, 1024 / 256": LogMagnitudeIF(n_fft=1024, hop_length=256),
    "log_magnitude_if, 512 / 128, mel_scale": LogMagnitudeIF(mel_scale=True),
    "log_magnitude_if, 1024 / 256, mel_scale": LogMagnitudeIF(n_fft=1024, hop_length=256, mel_scale=True),
    "waveform, 16 kHz": Waveform(),
    "waveform, 4 kHz": Waveform(rate=4000),
    "waveform_image, 150x150x1": WaveformImage(),
    "waveform_image, 128x128x3": WaveformImage(side=128, channels=3),
}


def magnitudes(clips: np.ndarray, window: int) -> np.ndarray:
    return np.abs(librosa.stft(clips, n_fft=window, hop_length=window // 4))


def over_clips(values: np.ndarray) -> np.ndarray:
    return np.linalg.norm(values.reshape(len(values), -1), axis=1)


def spectral_convergence(original: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean(over_clips(found - original) / over_clips(original)))


def log_spectral_distance(original: np.ndarray, found: np.ndarray) -> float:
    floor = FLOOR * original.max(axis=(1, 2), keepdims=True)
    difference = 20 * np.log10(np.maximum(found, floor) / np.maximum(original, floor))
    return float(np.sqrt(np.square(difference).mean(axis=1)).mean())


def signal_to_noise(original: np.ndarray, found: np.ndarray) -> float:
    noise = np.maximum(over_clips(found - original), 1e-12)
    return float(np.mean(20 * np.log10(over_clips(original) / noise)))


def measure(clips: np.ndarray, pair: SoundRepresentation, noise: float) -> dict[str, float | list[int]]:
    values = pair.encode(clips)
    scaling = pair.fit_scaling(values)
    images = scaling.scale(values)
    images += noise * np.random.default_rng(0).standard_normal(images.shape, dtype=np.float32)
    back = scaling.unscale(images)
    pair.decode(back[:8], seed=0)  # the first call compiles and plans
    seconds = []
    for turn in range(ROUNDS):
        start = time.perf_counter()
        decoded = pair.decode(back, seed=turn)
        seconds.append(time.perf_counter() - start)
    spectra = [(magnitudes(clips, window), magnitudes(decoded, window)) for window in WINDOWS]
    return {
        "shape": list(pair.shape),
        "spectral_convergence": statistics.mean(spectral_convergence(*each) for each in spectra),
        "log_spectral_distance": statistics.mean(log_spectral_distance(*each) for each in spectra),
        "signal_to_noise": signal_to_noise(clips, decoded),
        "clips_per_second": len(clips) / statistics.median(seconds),
    }


def sounds_of(source: Path | None, count: int) -> np.ndarray:
    """Clips of the demo set, or of a folder or an archive; a silent one has no figures and is left out."""
    if source is None or source.is_dir():
        clips = load_clips(source, count)
    else:
        with tempfile.TemporaryDirectory() as folder:
            unpack(source, Path(folder))
            clips = load_clips(Path(folder), count)
    return clips[np.abs(clips).max(axis=1) > 0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="folder or archive of wav files (default: the demo set)")
    parser.add_argument("--clips", type=int, default=CLIPS, help=f"how many (default: {CLIPS})")
    parser.add_argument("--noise", type=float, default=0.0, help="standard deviation, of images in [-1, 1]")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    clips = sounds_of(arguments.source, arguments.clips)
    figures = {name: measure(clips, pair, arguments.noise) for name, pair in PAIRS.items()}
    print(
        f"round trips of {len(clips)} clips of a second at {SAMPLE_RATE} Hz; rates are medians of {ROUNDS} rounds"
    )
    print(f"{'':40s}{'C x H x W':>13s}{'SC':>8s}{'LSD dB':>8s}{'SNR dB':>8s}{'clips/s':>9s}")
    for name, row in figures.items():
        shape = " x ".join(map(str, row["shape"]))
        print(
            f"{name:40s}{shape:>13s}{row['spectral_convergence']:8.3f}{row['log_spectral_distance']:8.2f}"
            f"{row['signal_to_noise']:8.1f}{row['clips_per_second']:9.0f}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
