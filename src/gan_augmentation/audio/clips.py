"""Sound files in, clips of one fixed length out; what cannot be used goes to quarantine with its reason.

Conventions: a clip is float32 of exactly `ClipSettings.samples` samples in [-1, 1]. Rows keep the order of
the file table whatever the number of workers.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from gan_augmentation.audio.decoder_pool import Lost, map_in_workers
from gan_augmentation.audio.decoding import UnusableSound, Usable, decode
from gan_augmentation.keys import code_key, key_of
from gan_augmentation.settings_model import Settings
from gan_augmentation.supply.clips import Clips, Cut, cut_to_shards, name_cuts, tables_of
from gan_augmentation.supply.shards import ShardWriter
from gan_augmentation.supply.tables import content_of_files

if TYPE_CHECKING:
    import pandas as pd

CODE = ("audio/*.py", "supply/clips.py", "supply/shards.py", "tags.py")
"""On which clips depend."""


class ClipSettings(Settings):
    """The form every clip is brought to."""

    sample_rate: int = Field(16_000, ge=1_000, le=192_000, description="Hz")
    seconds: float = Field(1.0, gt=0, le=60, description="length of a clip")
    windows: Literal["loudest", "spaced"] = Field(
        "loudest",
        description="what is cut from a longer recording: its loudest parts, or parts evenly spaced",
    )
    most_windows: int = Field(1, ge=1, le=1000, description="clips cut from one recording, none overlapping")
    usable: Usable = Field(default_factory=Usable, description="what a recording must be")
    decode_seconds: float = Field(
        30, gt=0, description="a file that takes longer to decode is refused as hangs"
    )

    @property
    def samples(self) -> int:
        """Samples in a clip."""
        return max(1, round(self.sample_rate * self.seconds))


def fit_length(audio: np.ndarray, samples: int) -> np.ndarray:
    """A waveform of any length brought to exactly `samples` samples.

    A longer one is cut to its loudest window (the most energy, the first of equals); a shorter one is padded
    with zeros, as many before as after (an odd one after).
    """
    missing = samples - len(audio)
    if missing >= 0:
        return np.pad(audio, (missing // 2, missing - missing // 2))
    start = _loudest(audio, samples, 1)[0]
    return audio[start : start + samples].copy()


def cut_windows(audio: np.ndarray, settings: ClipSettings) -> np.ndarray:
    """Clips (n, samples) of a waveform, none overlapping; of one that is not longer than a clip, one.

    The loudest come in falling order. Those below the level of silence are left out, but not the first.
    """
    from gan_augmentation.audio.decoding import SILENCE_PEAK

    samples = settings.samples
    most = min(settings.most_windows, len(audio) // samples)
    if most <= 1:
        return fit_length(audio, samples)[None]
    if settings.windows == "loudest":
        starts = _loudest(audio, samples, most)
    else:
        starts = np.linspace(0, len(audio) - samples, most).astype(int).tolist()
    windows = np.stack([audio[start : start + samples] for start in starts])
    loud = np.abs(windows).max(axis=1) >= SILENCE_PEAK
    return windows[loud] if loud.any() else fit_length(audio, samples)[None]


def _loudest(audio: np.ndarray, samples: int, most: int) -> list[int]:
    """Where the windows with the most energy begin, each the first of equals among those that overlap none before."""
    # Float64, since a running sum of a long recording in float32 would lose its quiet parts.
    energy = np.concatenate([[0.0], np.cumsum(np.square(audio, dtype=np.float64))])
    energy = energy[samples:] - energy[:-samples]
    starts: list[int] = []
    while len(starts) < most and np.isfinite(energy.max()):
        starts.append(int(np.argmax(energy)))
        energy[max(0, starts[-1] - samples + 1) : starts[-1] + samples] = -np.inf
    return starts


def cut_clips(files: pd.DataFrame, settings: ClipSettings, workers: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decode every file and cut clips of the fixed length from it, all in memory.

    Args:
        files: path, label, speaker (str or None), source, perhaps part and decision; as `sources.provide_audio` gives it.
        settings: rate and length of a clip.
        workers: processes to decode with; a file that hangs or crashes one of them is refused.

    Returns:
        clips: clip_id, label, speaker, source, part and decision (if the files have them), sha256 (of the file's bytes),
            audio (float32 arrays).
        quarantine: source, reason, detail; one row for each file refused.
    """
    import pandas as pd

    cuts = list(_cut_files(files, settings, workers))
    clips, quarantine = tables_of(files, *name_cuts(files["source"].to_list(), cuts))
    windows = [window for cut in cuts if cut.windows is not None for window in cut.windows]
    return clips.assign(audio=pd.Series(windows, dtype=object)), quarantine


def cut_shards(
    files: pd.DataFrame, settings: ClipSettings, workers: int, folder: Path
) -> tuple[Clips, pd.DataFrame]:
    """The same, with the sounds in shards; those that an earlier run finished in this folder are not made again."""
    key = key_of(code_key(*CODE), settings, content_of_files(files))
    writer = ShardWriter(folder, key, (settings.samples,), np.float32)
    return cut_to_shards(
        files, writer, settings.most_windows, lambda rest: _cut_files(rest, settings, workers)
    )


def _cut_files(files: pd.DataFrame, settings: ClipSettings, workers: int) -> Generator[Cut]:
    yield from _cut_all(files["path"].to_list(), settings, workers)


def _cut_all(paths: list[str], settings: ClipSettings, workers: int) -> Iterator[Cut]:
    from tqdm import tqdm

    cuts = map_in_workers(partial(_cut, settings=settings), paths, workers, settings.decode_seconds)
    with (
        closing(cuts),
        tqdm(total=len(paths), desc="decode", unit="file", mininterval=0.5) as bar,
    ):
        for path, cut in zip(paths, cuts, strict=True):
            bar.update()
            yield (
                Cut("", None, cut.reason, f"{Path(path).name}: {cut.detail}")
                if isinstance(cut, Lost)
                else cut
            )


def _cut(place: str, settings: ClipSettings) -> Cut:
    path = Path(place)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnusableSound("unreadable", f"{path.name}: a folder, a pipe or a device, not a file")
        windows = cut_windows(decode(path, settings.sample_rate, settings.usable), settings)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except UnusableSound as error:
        return Cut("", None, error.reason, error.detail)
    except FileNotFoundError:
        return Cut("", None, "missing", f"{path.name}: there is no such file")
    except OSError as error:
        return Cut("", None, "unreadable", f"{path.name}: {type(error).__name__}: {error}")
    return Cut(sha256, windows, "", "")
