"""The clips that the benchmarks of sound share: the demo set, or any folder of sound files."""

import tempfile
from pathlib import Path

import numpy as np

from gan_augmentation.audio.clips import fit_length
from gan_augmentation.audio.decoding import decode
from gan_augmentation.audio.demo import make_demo

SAMPLE_RATE = 16000


def load_clips(source: Path | None, count: int) -> np.ndarray:
    """Clips of a second, (count, 16000) float32, evenly picked from the wav files of a folder or of the demo set."""
    if source is not None:
        return _read(source, count)
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder) / "demo")
        return _read(Path(folder) / "demo", count)


def _read(folder: Path, count: int) -> np.ndarray:
    paths = sorted(folder.rglob("*.wav"))
    if len(paths) < count:
        raise SystemExit(
            f"{folder}: {len(paths)} wav files, {count} wanted. Name a folder with more of them."
        )
    picked = np.linspace(0, len(paths) - 1, count).astype(int)
    return np.stack([fit_length(decode(paths[index], SAMPLE_RATE), SAMPLE_RATE) for index in picked])
