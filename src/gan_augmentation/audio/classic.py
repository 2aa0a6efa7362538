"""Classic augmentation of waveforms: what a GAN has to beat.

The transforms are audiomentations'. It draws from Python's and NumPy's global random state, so each copy is made under
a seed of its own and the state is put back: the copies depend on neither the number of workers nor what ran before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_augmentation.seeding import derive_seed
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from audiomentations import Compose
    from numpy.typing import NDArray


class SoundAugmentation(Settings):
    """Copies of a clip that could be another take of the same sound, each drawn anew within these ranges.

    The choice follows keyword spotting practice: shift, speed, background noise and level for every copy or most,
    pitch for some, and for some a gap in time or in frequency (the masks of SpecAugment, Park 2019, cut here from the
    waveform). Not for sounds whose class is their pitch or tempo.
    """

    kind: Literal["sounds"] = "sounds"
    block: ClassVar[int] = 32
    """Clips of a task: a second or so of work."""
    sample_rate: int = Field(16_000, gt=0, description="of the clips, Hz")
    copies: int = Field(4, ge=1, description="augmented copies of each training clip")
    least: int = Field(0, ge=0, description="augmented copies in all; more of each where clips are few")
    max_shift: float = Field(
        0.1,
        ge=0,
        description="earlier or later by up to, seconds, or a quarter of the clip; zeros fill the gap",
    )
    max_speed_change: float = Field(0.15, ge=0, le=0.5, description="faster or slower by up to this share")
    max_pitch_change: float = Field(1.5, ge=0, le=24, description="higher or lower by up to, semitones")
    max_gain: float = Field(6.0, ge=0, description="louder or quieter by up to, dB")
    min_snr: float = Field(
        8.0, le=40, description="loudest background noise, dB below the sound; the softest is 40"
    )
    max_time_gap: float = Field(0.1, ge=0.02, le=1, description="longest gap, share of the clip")
    max_band_gap: float = Field(
        0.6, ge=0.1, le=1.5, description="widest band cut, share of its centre frequency"
    )

    def chain(self, seconds: float) -> Compose:
        """The transforms, in order, of a waveform that lasts so long."""
        import audiomentations as a

        shift = min(self.max_shift, seconds / 4)
        return a.Compose(
            [
                a.TimeStretch(1 - self.max_speed_change, 1 + self.max_speed_change, p=0.5),
                a.PitchShift(-self.max_pitch_change, self.max_pitch_change, p=0.3),
                a.Shift(-shift, shift, shift_unit="seconds", rollover=False, p=1.0),
                a.TimeMask(0.02, self.max_time_gap, p=0.3),
                a.BandStopFilter(self.sample_rate / 80, self.sample_rate / 4, 0.1, self.max_band_gap, p=0.3),
                a.AddColorNoise(self.min_snr, 40.0, p=0.7),
                a.Gain(-self.max_gain, self.max_gain, p=0.8),
                a.Normalize(apply_to="only_too_loud_sounds", p=1.0),
            ]
        )

    def augment(self, clips: NDArray[np.float32], first: int, seed: int) -> NDArray[np.float32]:
        """Copies (clips x copies, samples) of clips (clips, samples), in [-1, 1]; those of a clip stand together.

        Args:
            clips: a part of all; its copies depend on nothing else.
            first: number of the first clip among all.
            seed: of all copies.
        """
        chain = self.chain(clips.shape[1] / self.sample_rate)
        copies = np.repeat(clips, self.copies, axis=0)
        for row, clip in enumerate(copies):
            with _global_seed(derive_seed(seed, "classic", first * self.copies + row)):
                copies[row] = chain(samples=clip, sample_rate=self.sample_rate)
        return copies


@contextmanager
def _global_seed(seed: int) -> Iterator[None]:
    """Seed Python's and NumPy's global random state, for a library that draws from nothing else, and put it back."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
