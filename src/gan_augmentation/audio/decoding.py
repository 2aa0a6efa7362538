"""One sound file in, one mono waveform out.

Conventions: float32 samples in [-1, 1], mono, at the rate asked for. Anything libsndfile reads is accepted
(wav, flac, ogg, mp3, aiff), at any rate, depth and number of channels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.settings_model import Settings
from gan_augmentation.tags import read_tag

if TYPE_CHECKING:
    from soundfile import SoundFile

SILENCE_PEAK = 1e-4  # -80 dBFS: below it nothing was recorded but the converter's own noise.
FULL_SCALE = 0.99  # Eight bits end at 127/128.
AUDIBLE = 0.01  # least share of its level that a sound must keep when it is resampled: -40 dB
COMPLETE = 0.9  # least share of what its header promises that a file must hold
BLOCK = 1 << 22  # samples of all channels read at once: 16 MiB
RATES = (100, 1_000_000)  # Hz: beyond them is no sound, and its resampling could take any amount of memory.
MEMORY_RATE = 192_000  # Hz: the rate up to which a recording may last `most_minutes`
STREAMED = 0x7FFFF000  # bytes; a size from here on is what programs write that don't know it yet.
NO_LENGTH = 2**63 - 1  # frames that libsndfile tells of a flac whose encoder did not know them

SIZE = re.compile(r"^\s*(?:data|SSND|Data Size)\s*: (\d+) \(should be (\d+)\)", re.MULTILINE)
"""How libsndfile's log says that the chunk of samples of a wav, aiff or au is not as long as it claims."""


class UnusableSound(GanAugmentationError):
    """A file that gives no usable sound. `reason` is the short word that the quarantine table shows."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[UnusableSound], tuple[str, str]]:
        return UnusableSound, (self.reason, self.detail)


class Usable(Settings):
    """What a recording must be to be used."""

    least_seconds: float = Field(0.02, ge=0, description="a shorter one is refused as too_short")
    most_minutes: float = Field(30, gt=0, description="a longer one is refused as too_long, unread")
    most_clipped: float = Field(
        0.5, gt=0, le=1, description="with a larger share of samples at full scale it is refused as clipped"
    )
    synthetic: bool = Field(
        False,
        description="whether one is taken that says in its header that it is; else refused as synthetic",
    )


class _Recording(NamedTuple):
    """What a file holds.

    `mono` is its sound, `rate` in Hz, `clipped` the share of samples at full scale, `complete` that of the promised sound there
    is; `synthetic` says whether its header calls it so.
    """

    mono: np.ndarray
    rate: int
    clipped: float
    complete: float
    synthetic: bool


def decode(path: Path, sample_rate: int, usable: Usable | None = None) -> np.ndarray:
    """The sound of a file: float32 (samples,), mono, in [-1, 1], at `sample_rate` Hz.

    Channels are averaged. Samples beyond full scale, which float files and resampling can give, are clipped.

    Raises:
        UnusableSound: the file is unreadable, too_long, truncated (it holds less than nine tenths of the sound that its header
            promises, or breaks off while it is read; an ogg, and a wav written to a pipe, promise nothing), empty, not_finite
            (holds NaN or infinity), silent (its peak is below -80 dBFS), too_short, constant (not silent, but nothing
            varies), clipped, synthetic or out_of_band (next to nothing is left of it at this rate).
    """
    import soxr

    usable = usable or Usable()
    recording = _read(path, usable.most_minutes)
    if fault := _fault(recording, usable):
        reason, detail = fault
        raise UnusableSound(reason, f"{path.name}: {detail}")
    resampled = soxr.resample(recording.mono, recording.rate, sample_rate)
    if len(resampled) == 0:
        raise UnusableSound("empty", f"{path.name}: too short to give a sample at {sample_rate} Hz")
    if _level(resampled) < AUDIBLE * _level(recording.mono):
        detail = f"nearly all of it lies above {sample_rate // 2:,} Hz, half of clip.sample_rate"
        raise UnusableSound("out_of_band", f"{path.name}: {detail}")
    clipped: np.ndarray = np.clip(resampled, -1.0, 1.0)
    return clipped


def _level(sound: np.ndarray) -> float:
    """Root mean square, without the mean."""
    return float(np.std(sound, dtype=np.float64))


def _fault(recording: _Recording, usable: Usable) -> tuple[str, str] | None:
    """Reason and detail, if it cannot be used."""
    mono, seconds = recording.mono, len(recording.mono) / recording.rate
    if recording.complete < COMPLETE:
        return "truncated", f"it holds {recording.complete:.0%} of the sound that its header promises"
    if len(mono) == 0:
        return "empty", "it holds no samples"
    if recording.synthetic and not usable.synthetic:
        return "synthetic", "its header says that a GAN made it"
    if not np.isfinite(mono).all():
        return "not_finite", "it holds NaN or infinite samples"
    if np.abs(mono).max() < SILENCE_PEAK:
        return "silent", "its peak is below -80 dBFS"
    if seconds < usable.least_seconds:
        return "too_short", f"it lasts {seconds:.3f} s, less than {usable.least_seconds:g} s"
    if np.ptp(mono) < SILENCE_PEAK:
        return "constant", f"all its samples are about {mono[0]:.3g}"
    if recording.clipped > usable.most_clipped:
        return "clipped", f"{recording.clipped:.0%} of its samples are at full scale"
    return None


def _read(path: Path, most_minutes: float) -> _Recording:
    import soundfile

    try:
        file = soundfile.SoundFile(path)
    except (soundfile.SoundFileError, OSError, TypeError) as error:  # TypeError: headerless, by its ending
        raise UnusableSound(
            "unreadable", f"{path.name}: not a sound file that can be read ({error})"
        ) from error
    with file:
        if not RATES[0] <= file.samplerate <= RATES[1]:
            raise UnusableSound("unreadable", f"{path.name}: it claims a rate of {file.samplerate:,} Hz")
        try:
            return _read_open(file, most_minutes)
        except soundfile.SoundFileError as error:
            raise UnusableSound("truncated", f"{path.name}: it breaks off ({error})") from error
        except _TooLong:
            raise UnusableSound(
                "too_long", f"{path.name}: it lasts longer than {most_minutes:g} minutes"
            ) from None


class _TooLong(Exception):
    """There are more samples than may be read."""


def _read_open(file: SoundFile, most_minutes: float) -> _Recording:
    most = int(most_minutes * 60 * min(file.samplerate, MEMORY_RATE))
    if most < file.frames < NO_LENGTH:
        raise _TooLong
    parts: list[np.ndarray] = []
    frames = at_full_scale = 0
    for channels in _blocks(file):
        frames += len(channels)
        if frames > most:
            raise _TooLong
        at_full_scale += int(np.count_nonzero(np.abs(channels) >= FULL_SCALE))
        parts.append(channels.mean(axis=1))
    mono = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.float32), *parts])
    clipped = at_full_scale / max(1, frames * file.channels)
    synthetic = read_tag(file.comment) is not None
    return _Recording(mono, file.samplerate, clipped, _complete(file, frames), synthetic)


def _blocks(file: SoundFile) -> Iterator[np.ndarray]:
    """Samples (frames, channels) up to the end, so that memory follows what is there, not what the header says."""
    # Soundfile seeks to where it is after each read, which an mp3 does not survive: its next samples would be others.
    file.seekable = lambda: False
    left = (
        file.frames
    )  # Libsndfile fills what is asked for beyond the end with zeros, which takes longer than the file.
    while left > 0:
        block = file.read(min(left, max(1, BLOCK // file.channels)), dtype="float32", always_2d=True)
        if len(block) == 0:
            return
        left -= len(block)
        yield block


def _complete(file: SoundFile, frames: int) -> float:
    """The share of what the header promises that `frames` are."""
    size = SIZE.search(file.extra_info)
    if size is not None and int(size[2]) < int(size[1]) < STREAMED:
        return int(size[2]) / int(size[1])
    return frames / file.frames if 0 < file.frames < NO_LENGTH else 1.0
