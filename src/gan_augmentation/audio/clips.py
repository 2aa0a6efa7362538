"""Sound files in, clips of one fixed length out; what cannot be used goes to quarantine with its reason.

Conventions: a clip is float32 of exactly `ClipSettings.samples` samples in [-1, 1]. Rows keep the order of
the file table whatever the number of workers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import Field

from gan_augmentation.settings_model import Settings
from gan_augmentation.supply.tables import clip_id

if TYPE_CHECKING:
    import pandas as pd

FILES_PER_TASK = 64  # Enough to make the hand-over to a worker cheap, few enough for a lively progress bar.


class ClipSettings(Settings):
    """The form every clip is brought to."""

    sample_rate: int = Field(16_000, ge=1_000, le=192_000, description="Hz")
    seconds: float = Field(1.0, gt=0, le=60, description="length of a clip")

    @property
    def samples(self) -> int:
        """Samples in a clip."""
        return max(1, round(self.sample_rate * self.seconds))


class Cut(NamedTuple):
    """What became of one file: either `audio` or a `reason` for refusing it."""

    sha256: str
    audio: np.ndarray | None
    reason: str
    detail: str


def fit_length(audio: np.ndarray, samples: int) -> np.ndarray:
    """A waveform of any length brought to exactly `samples` samples.

    A longer one is cut to its loudest window (the most energy, the first of equals); a shorter one is padded
    with zeros, as many before as after (an odd one after).
    """
    missing = samples - len(audio)
    if missing >= 0:
        return np.pad(audio, (missing // 2, missing - missing // 2))
    # Float64, since a running sum of a long recording in float32 would lose its quiet parts.
    energy = np.concatenate([[0.0], np.cumsum(np.square(audio, dtype=np.float64))])
    start = int(np.argmax(energy[samples:] - energy[:-samples]))
    return audio[start : start + samples].copy()


def cut_clips(files: pd.DataFrame, settings: ClipSettings, workers: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decode every file and bring it to the fixed length.

    Args:
        files: path, label, speaker (str or None), source, perhaps part; as `sources.provide_audio` gives it.
        settings: rate and length of a clip.
        workers: processes to decode with; 1 decodes in this one.

    Returns:
        clips: clip_id, label, speaker, source, part (if the files have it), sha256 (of the file's bytes), audio (float32 arrays).
        quarantine: source, reason, detail; one row for each file refused.
    """
    import pandas as pd

    cuts = list(_cut_all([Path(path) for path in files["path"]], settings, workers))
    used = [cut.audio is not None for cut in cuts]
    said = [name for name in ("label", "speaker", "source", "part") if name in files]
    clips = files.loc[used, said].reset_index(drop=True)
    good = [cut for cut in cuts if cut.audio is not None]
    clips["sha256"] = pd.Series([cut.sha256 for cut in good], dtype="str")
    clips["audio"] = pd.Series([cut.audio for cut in good], dtype=object)
    names = [clip_id(*pair) for pair in zip(clips["sha256"], clips["source"], strict=True)]
    clips.insert(0, "clip_id", pd.Series(names, dtype="str"))
    refused = [
        (source, cut.reason, cut.detail)
        for source, cut in zip(files["source"], cuts, strict=True)
        if cut.audio is None
    ]
    return clips, pd.DataFrame(refused, columns=["source", "reason", "detail"], dtype="str")


def _cut_all(paths: list[Path], settings: ClipSettings, workers: int) -> Iterator[Cut]:
    from joblib import Parallel, delayed
    from tqdm import tqdm

    tasks = [paths[start : start + FILES_PER_TASK] for start in range(0, len(paths), FILES_PER_TASK)]
    results: Iterable[list[Cut]] = Parallel(n_jobs=workers, return_as="generator")(
        delayed(_cut_some)(task, settings) for task in tasks
    )
    with tqdm(total=len(paths), desc="decode", unit="file", mininterval=0.5) as bar:
        for cuts in results:
            bar.update(len(cuts))
            yield from cuts


def _cut_some(paths: list[Path], settings: ClipSettings) -> list[Cut]:
    return [_cut(path, settings) for path in paths]


def _cut(path: Path, settings: ClipSettings) -> Cut:
    from gan_augmentation.audio.decoding import UnusableSound, decode

    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        audio = fit_length(decode(path, settings.sample_rate), settings.samples)
    except UnusableSound as error:
        return Cut("", None, error.reason, error.detail)
    except FileNotFoundError:
        return Cut("", None, "missing", f"{path.name}: there is no such file")
    except OSError as error:
        return Cut("", None, "unreadable", f"{path.name}: {type(error).__name__}: {error}")
    return Cut(sha256, audio, "", "")
