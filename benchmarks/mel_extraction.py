"""Clips a second of `Mel.encode` and of `librosa.feature.melspectrogram`, in turns in one run.

python benchmarks/mel_extraction.py [--source FOLDER] [--json PATH]
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

CLIPS, ROUNDS = 512, 7


def librosa_mel(clip: np.ndarray, mel: Mel) -> np.ndarray:
    return librosa.feature.melspectrogram(
        y=clip,
        sr=mel.sample_rate,
        n_fft=mel.n_fft,
        hop_length=mel.hop_length,
        n_mels=mel.n_mels,
        power=mel.power,
    )


def measure(clips: np.ndarray) -> dict[str, float]:
    mel = Mel()
    mel.encode(clips[:64]), librosa_mel(clips[0], mel)  # the first calls compile and plan
    ours, theirs = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        encoded = mel.encode(clips)
        middle = time.perf_counter()
        golden = np.stack([librosa_mel(clip, mel) for clip in clips])
        ours.append(len(clips) / (middle - start))
        theirs.append(len(clips) / (time.perf_counter() - middle))
    return {
        "librosa_clips_per_second": statistics.median(theirs),
        "clips_per_second": statistics.median(ours),
        "times_librosa": statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
        "largest_difference": float(np.abs(encoded[:, 0] - golden).max()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="folder of wav files (default: the demo set)")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    figures = measure(load_clips(arguments.source, CLIPS))
    print(f"mel extraction, {CLIPS} clips of 1 s, medians of {ROUNDS} rounds")
    print(f"  librosa, clip by clip  {figures['librosa_clips_per_second']:8.0f} clips/s")
    print(f"  Mel.encode             {figures['clips_per_second']:8.0f} clips/s")
    print(f"  ratio                  {figures['times_librosa']:8.1f}")
    print(f"  largest difference     {figures['largest_difference']:8.1e}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
