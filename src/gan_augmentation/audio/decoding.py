"""One sound file in, one mono waveform out.

Conventions: float32 samples in [-1, 1], mono, at the rate asked for. Anything libsndfile reads is accepted
(wav, flac, ogg, mp3, aiff), at any rate, depth and number of channels.
"""

from pathlib import Path

import numpy as np
import soundfile
import soxr

from gan_augmentation.errors import GanAugmentationError

SILENCE_PEAK = 1e-4  # -80 dBFS: below it nothing was recorded but the converter's own noise.


class UnusableSound(GanAugmentationError):
    """A file that gives no usable sound. `reason` is the short word that the quarantine table shows."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["UnusableSound"], tuple[str, str]]:
        return UnusableSound, (self.reason, self.detail)


def decode(path: Path, sample_rate: int) -> np.ndarray:
    """The sound of a file: float32 (samples,), mono, in [-1, 1], at `sample_rate` Hz.

    Channels are averaged. Samples beyond full scale, which float files and resampling can give, are clipped.

    Raises:
        UnusableSound: the file is unreadable, empty, not_finite (holds NaN or infinity) or silent (its
            peak is below -80 dBFS).
    """
    try:
        channels, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise UnusableSound(
            "unreadable", f"{path.name}: not a sound file that can be read ({error})"
        ) from error
    if len(channels) == 0:
        raise UnusableSound("empty", f"{path.name}: it holds no samples")
    if not np.isfinite(channels).all():
        raise UnusableSound("not_finite", f"{path.name}: it holds NaN or infinite samples")
    mono = channels.mean(axis=1)
    if np.abs(mono).max() < SILENCE_PEAK:
        raise UnusableSound("silent", f"{path.name}: its peak is below -80 dBFS")
    resampled = soxr.resample(mono, rate, sample_rate)
    if len(resampled) == 0:
        raise UnusableSound("empty", f"{path.name}: too short to give a sample at {sample_rate} Hz")
    clipped: np.ndarray = np.clip(resampled, -1.0, 1.0)
    return clipped
