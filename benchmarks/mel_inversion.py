"""Clips a second and faithfulness of `Mel.decode` and of `librosa.feature.inverse.mel_to_audio`, in turns in one run.

python benchmarks/mel_inversion.py [--source FOLDER] [--json PATH]

Spectral convergence is ||B - A|| / ||A||, the mean over the clips, where A is of the original clip and B of the clip
decoded from its mel spectrogram: once of the magnitudes of the Fourier transform, once of the mel spectrograms
themselves. Lower is better. A decoded clip that leaves [-1, 1] is turned down before it is compared, librosa's too, since
a wav file would clip it.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import librosa
import numpy as np
from sounds import load_clips

from gan_augmentation.representations.mel import Mel

CLIPS, LIBROSA_CLIPS, ROUNDS = 140, 4, 7  # librosa, some seconds a round, decodes a few of the same clips


def librosa_audio(mel_spectrogram: np.ndarray, mel: Mel) -> np.ndarray:
    return librosa.feature.inverse.mel_to_audio(
        mel_spectrogram,
        sr=mel.sample_rate,
        n_fft=mel.n_fft,
        hop_length=mel.hop_length,
        power=mel.power,
        n_iter=32,
        length=mel.clip_samples,
    )


def convergence(original: np.ndarray, decoded: np.ndarray) -> float:
    distance = np.linalg.norm((decoded - original).reshape(len(original), -1), axis=1)
    return float(np.mean(distance / np.linalg.norm(original.reshape(len(original), -1), axis=1)))


def in_full_scale(clips: np.ndarray) -> np.ndarray:
    return clips / np.maximum(1, np.abs(clips).max(axis=1, keepdims=True))


def magnitudes(clips: np.ndarray, mel: Mel) -> np.ndarray:
    return np.abs(librosa.stft(clips, n_fft=mel.n_fft, hop_length=mel.hop_length))


def measure(clips: np.ndarray) -> dict[str, float]:
    mel = Mel()
    spectrograms = mel.encode(clips)
    (
        mel.decode(spectrograms[:16], seed=0),
        librosa_audio(spectrograms[0, 0], mel),
    )  # the first calls compile and plan
    ours, theirs, golden = [], [], []
    for turn in range(ROUNDS):
        few = spectrograms[turn * LIBROSA_CLIPS : (turn + 1) * LIBROSA_CLIPS]
        start = time.perf_counter()
        decoded = mel.decode(spectrograms, seed=turn)
        middle = time.perf_counter()
        golden += [librosa_audio(each[0], mel) for each in few]
        ours.append(len(clips) / (middle - start))
        theirs.append(len(few) / (time.perf_counter() - middle))
    compared = clips[: len(golden)]
    figures = {
        "librosa_clips_per_second": statistics.median(theirs),
        "clips_per_second": statistics.median(ours),
        "times_librosa": statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
    }
    for name, audio in (("librosa_", in_full_scale(np.stack(golden))), ("", decoded[: len(golden)])):
        figures[f"{name}convergence"] = convergence(magnitudes(compared, mel), magnitudes(audio, mel))
        figures[f"{name}mel_convergence"] = convergence(mel.encode(compared), mel.encode(audio))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="folder of wav files (default: the demo set)")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    figures = measure(load_clips(arguments.source, CLIPS))
    print(
        f"mel inversion, medians of {ROUNDS} rounds; convergence on the same {ROUNDS * LIBROSA_CLIPS} clips of 1 s"
    )
    print("                          clips/s  convergence  of mel")
    for label, name in (("librosa, 32 iterations", "librosa_"), ("Mel.decode", "")):
        rate, fourier, mel = (
            figures[name + key] for key in ("clips_per_second", "convergence", "mel_convergence")
        )
        print(f"  {label:22s} {rate:8.1f} {fourier:12.3f} {mel:7.4f}")
    print(f"  ratio                  {figures['times_librosa']:8.1f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
