"""Prepare sounds in a process of its own, as `prepare_audio` does, and say how much memory that took at most.

python -m tests.torture.preparing SOUNDS DATA SECONDS SHARD_ROWS
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).parents[2]
RATE = 8000
MEL = {"kind": "mel", "sample_rate": RATE, "n_fft": 512, "hop_length": 256, "n_mels": 32}


def write_sounds(folder: Path, count: int, seconds: float) -> Path:
    """So many short sounds of five classes, each three tones of its own in a little noise."""
    rng = np.random.default_rng(0)
    for name in "abcde":
        (folder / name).mkdir(parents=True)
    time = np.arange(int(seconds * RATE), dtype=np.float32) / RATE
    for number in range(count):
        pitches = rng.uniform(150, 3500, (3, 1)).astype(np.float32)
        sound = 0.2 * np.sin(2 * np.pi * pitches * time).sum(axis=0) + 0.01 * rng.random(len(time))
        soundfile.write(folder / "abcde"[number % 5] / f"{number:06d}.wav", sound, RATE)
    return folder


def start(sounds: Path, data: Path, seconds: float, shard_rows: int) -> "subprocess.Popen[str]":
    """The process, which prints its peak in MiB when it is through."""
    command = [
        sys.executable,
        "-m",
        "tests.torture.preparing",
        *map(str, (sounds, data, seconds, shard_rows)),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def main(sounds: str, data: str, seconds: str, shard_rows: str) -> None:
    import librosa.filters  # noqa: F401 - what is loaded later would hide what the first node takes
    import torch  # noqa: F401
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.runner import SequentialRunner

    from gan_augmentation.audio import duplicates
    from gan_augmentation.audio.clips import ClipSettings
    from gan_augmentation.audio.sources import User, provide_audio
    from gan_augmentation.datasets.arrays import FeatureShards
    from gan_augmentation.datasets.clips import ClipShards
    from gan_augmentation.datasets.files import CsvTable, FolderPath
    from gan_augmentation.pipelines.prepare_audio.pipeline import create_pipeline
    from gan_augmentation.supply import shards

    shards.SHARD_ROWS = int(shard_rows)
    duplicates.ROWS = min(duplicates.ROWS, int(shard_rows))
    clip = ClipSettings(sample_rate=RATE, seconds=float(seconds))
    parameters = {"clip": clip, "workers": 1, "representation": MEL | {"clip_samples": clip.samples}}
    catalog = DataCatalog(
        {
            "audio_files": MemoryDataset(provide_audio(User(), sounds, Path(data)), copy_mode="assign"),
            "shard_folder": FolderPath(filepath=f"{data}/shards"),
            "clips": ClipShards(filepath=f"{data}/clips"),
            "features": FeatureShards(filepath=f"{data}/features"),
            "quarantine": CsvTable(filepath=f"{data}/quarantine.csv"),
            **{
                f"params:{key}": MemoryDataset(value, copy_mode="assign") for key, value in parameters.items()
            },
        }
    )
    SequentialRunner().run(create_pipeline().to_outputs("clips", "quarantine", "features"), catalog)
    print(peak_of_this_process())


def peak_of_this_process() -> int:
    """MiB. `ru_maxrss` would count the process that started this one."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
