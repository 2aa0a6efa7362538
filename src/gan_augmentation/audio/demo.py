"""The embedded demo set: seven words spoken by espeak-ng in many voices, made offline in seconds.

Layout as in Speech Commands: `<word>/<8 hex digits of the speaker>_nohash_<take>.wav`, 16 kHz, 16 bit, mono,
one second. Each speaker is an accent with a variant of its own, and has one room and one microphone; pitch,
speed, level, onset and background change with every take. The bytes are the same on every making.

    python -m gan_augmentation.audio.demo FOLDER
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from gan_augmentation.audio.voices import Speech

SEED = 1  # Another seed is another demo set: the speakers get other names, and old folders are made anew.
WORDS = ("no", "stop", "yes", "up", "down", "left", "right")
ACCENTS = (
    "en-us",
    "en-gb-x-rp",
    "en-029",
    "en-us-nyc",
    "en-gb-scotland",
    "en",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
)
_NAMES = (
    "m1 f1 m2 f2 m3 f3 m4 f4 m5 f5 m6 m7 m8 Alex Alicia Andrea Andy Annie Denis Diogo Gene Henrique Hugo "
    "Jacky Lee Marco Mario Michael Mike Nguyen Reed adam anika announcer antonio aunty belinda benjamin "
    "boris caleb david ed edward gustave ian john linda marcelo max michel miguel norbert pablo paul pedro "
    "quincy"
)
VARIANTS = _NAMES.split()
TAKES = 2
SAMPLE_RATE = 16_000
SAMPLES = SAMPLE_RATE  # one second


class Speaker(NamedTuple):
    """A voice with the place that it is recorded in."""

    name: str
    voice: str
    reverberation: float
    wet: float
    low: float
    high: float


class Take(NamedTuple):
    """One file of the set: who says what, for the how-many-eth time."""

    speaker: Speaker
    word: str
    number: int

    @property
    def path(self) -> Path:
        """Where it lies in the set."""
        return Path(self.word, f"{self.speaker.name}_nohash_{self.number}.wav")


def make_demo(folder: Path) -> None:
    """Have the demo set made in a fresh process, unless the folder holds it already.

    Raises:
        GanAugmentationError: espeak-ng is not installed, or fails.
    """
    if all((folder / take.path).exists() for take in _takes()):
        return
    if importlib.util.find_spec("espeakng_loader") is None:
        raise GanAugmentationError(
            "demo set: espeak-ng, which speaks it, is not installed. Install it by "
            'pip install "gan-augmentation[demo]", or use sounds of your own: --env own --params '
            "source=FOLDER."
        )
    package = str(Path(__file__).parents[2])  # For a project that runs from its source folder, not installed.
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "gan_augmentation.audio.demo", str(folder)]
    code = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, check=False).returncode
    if code != 0:
        raise GanAugmentationError(
            f"demo set: making it in {folder} failed (exit code {code}, its message stands above). Check "
            "the disk, or use sounds of your own: --env own --params source=FOLDER."
        )


def write_demo(folder: Path) -> None:
    """Speak the set into a temporary folder, then put it in place; for equal bytes, once in a process."""
    import soundfile
    from tqdm import tqdm

    from gan_augmentation.audio.voices import Speech

    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for word in WORDS:
        (part / word).mkdir(parents=True)
    speech = Speech(SEED)
    babble = _babble(speech)
    for take in tqdm(list(_takes()), desc="speak", unit="clip", mininterval=0.5):
        clip = _record(take, speech, babble)
        soundfile.write(
            part / take.path, np.round(clip * 32767).astype(np.int16), SAMPLE_RATE, subtype="PCM_16"
        )
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def _takes() -> Iterator[Take]:
    for speaker in _speakers():
        for word in WORDS:
            for number in range(TAKES):
                yield Take(speaker, word, number)


def _speakers() -> Iterator[Speaker]:
    for index, variant in enumerate(VARIANTS):
        voice = f"{ACCENTS[index % len(ACCENTS)]}+{variant}"
        rng = np.random.default_rng(derive_seed(SEED, "speaker", voice))
        yield Speaker(
            name=hashlib.sha256(f"{SEED}/{voice}".encode()).hexdigest()[:8],
            voice=voice,
            reverberation=rng.uniform(0.1, 0.5),
            wet=rng.uniform(0.0, 0.7),
            low=rng.uniform(50, 250),
            high=rng.uniform(3_000, 7_500),
        )


def _record(take: Take, speech: "Speech", babble: np.ndarray) -> np.ndarray:
    """A take as the speaker's microphone hears it: float (SAMPLES,) in [-1, 1].

    The ranges are chosen so that every word is understood at once by a listener, while a plain CNN that hears
    some speakers still errs on others.
    """
    from gan_augmentation.audio.rooms import in_room, mix, through_microphone

    speaker = take.speaker
    rng = np.random.default_rng(derive_seed(SEED, "take", str(take.path)))
    rate, pitch = int(rng.integers(120, 260)), int(rng.integers(25, 76))
    dry = _say(speech, take.word, speaker.voice, rate, pitch)[:SAMPLES]
    onset = int(rng.uniform(0.3, 0.7) * (SAMPLES - len(dry)))
    sound = np.pad(dry, (onset, SAMPLES - onset - len(dry)))
    sound = in_room(sound, SAMPLE_RATE, speaker.reverberation, speaker.wet, rng)
    sound = mix(sound, _background(babble, rng), snr=rng.uniform(3, 27))
    sound = through_microphone(sound, SAMPLE_RATE, speaker.low, speaker.high)
    sound *= 10 ** (rng.uniform(-30, -1) / 20) / np.abs(sound).max()  # a peak of -30 to -1 dBFS
    return sound


def _background(babble: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Some of the babble, or noise of some colour: (SAMPLES,)."""
    from gan_augmentation.audio.rooms import coloured_noise

    if rng.random() < 0.5:
        return coloured_noise(SAMPLES, slope=rng.uniform(0, 2), rng=rng)
    start = int(rng.integers(0, len(babble) - SAMPLES))
    return babble[start : start + SAMPLES]


def _say(speech: "Speech", text: str, voice: str, rate: int, pitch: int) -> np.ndarray:
    """A text at the set's rate, without the silence around it."""
    import soxr

    sound = soxr.resample(speech.say(text, voice, rate, pitch), speech.sample_rate, SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    trimmed: np.ndarray = sound[loud[0] : loud[-1] + 1]
    return trimmed


def _babble(speech: "Speech") -> np.ndarray:
    """People talking in the background: some voices at once, none of them saying a word of the set."""
    text = "Some of the others were talking about the weather and a long walk over the hills to the sea."
    voices = [f"en-us+{variant}" for variant in VARIANTS[:6]]
    spoken = [
        _say(speech, text, voice, rate=140 + 10 * index, pitch=50) for index, voice in enumerate(voices)
    ]
    length = min(map(len, spoken))
    babble: np.ndarray = sum(
        (voice[:length] / np.sqrt(np.mean(voice**2)) for voice in spoken), start=np.zeros(length)
    )
    return babble


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Make the spoken demo set.")
    arguments.add_argument("folder", type=Path, help="where to put it")
    write_demo(arguments.parse_args().folder)
