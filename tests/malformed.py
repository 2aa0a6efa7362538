"""Files that are no sound, or none of use, each with the reason that the quarantine must name."""

import os
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile

from tests.sounds import RATE, tone


def encoded(sound: np.ndarray, ending: str, subtype: str | None = None) -> bytes:
    """A sound as the bytes of a file."""
    file = BytesIO()
    soundfile.write(file, sound, RATE, format=ending, subtype=subtype)
    return file.getvalue()


def wav(
    rate: int = RATE,
    channels: int = 1,
    format_size: int = 16,
    size: int | None = None,
    extra: bytes = b"",
    data: bytes = bytes(2_000),
) -> bytes:
    """A wav of 16 bits whose header says what it is told to."""
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", format_size, 1, channels, rate, 2 * rate, 2, 16)
    body += extra + b"data" + struct.pack("<I", len(data) if size is None else size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def looping_wav() -> bytes:
    """A wav that libsndfile 1.2.2 never ends to open (its issue 1118): a chunk whose size leads back to its own beginning."""
    chunk = b"INFOabcd" + struct.pack("<I", 0xFFFFFFF8) + bytes(16)
    return wav(extra=b"LIST" + struct.pack("<I", len(chunk)) + chunk)


def sound(seed: int) -> np.ndarray:
    return tone(300.0 + 10 * seed, seed)


def with_a_sample(seed: int, value: float) -> bytes:
    samples = sound(seed)
    samples[100 * seed] = value
    return encoded(samples, "wav", "FLOAT")


def cut(content: bytes, share: float) -> bytes:
    return content[: int(share * len(content))]


def long_flac(seed: int) -> bytes:
    """A flac whose header promises 2 ** 36 - 1 samples."""
    content = bytearray(encoded(sound(seed), "flac"))
    content[21] |= 0x0F
    content[22:26] = b"\xff\xff\xff\xff"
    return bytes(content)


def hours_of_nothing(path: Path) -> None:
    """A wav of 35 hours that takes a block of the disk."""
    path.write_bytes(wav(size=0x7FFF0000, rate=8_000))
    os.truncate(path, 0x7FFF0000 + 44)


# Name: reason, ending, and the content of the file with this number.
CONTENTS: dict[str, tuple[str, str, Callable[[int], bytes]]] = {
    "no_bytes": ("unreadable", "wav", lambda seed: b""),
    "text": ("unreadable", "wav", lambda seed: f"Sound {seed} was here. ".encode() * 40),
    "noise": ("unreadable", "wav", lambda seed: np.random.default_rng(seed).bytes(5_000)),
    "header_cut": ("unreadable", "wav", lambda seed: encoded(sound(seed), "wav")[: 10 + seed]),
    "data_cut": ("truncated", "wav", lambda seed: cut(encoded(sound(seed), "wav"), 0.5 + 0.03 * seed)),
    "aiff_cut": ("truncated", "aiff", lambda seed: cut(encoded(sound(seed), "aiff"), 0.5 + 0.03 * seed)),
    "flac_cut": ("truncated", "flac", lambda seed: cut(encoded(sound(seed), "flac"), 0.5)),
    "mp3_cut": ("truncated", "mp3", lambda seed: cut(encoded(sound(seed), "mp3"), 0.5)),
    "ogg_cut": ("unreadable", "ogg", lambda seed: encoded(sound(seed), "ogg")[: 100 * (1 + seed)]),
    "wrong_magic": ("unreadable", "flac", lambda seed: b"flac" + encoded(sound(seed), "flac")[4:]),
    "no_rate": ("unreadable", "wav", lambda seed: wav(rate=0)),
    "no_channels": ("unreadable", "wav", lambda seed: wav(channels=0)),
    "channels": ("unreadable", "wav", lambda seed: wav(channels=65_535 - seed)),
    "chunk_size": ("unreadable", "wav", lambda seed: wav(format_size=0xFFFFFF00 + seed)),
    "looping": ("hangs", "wav", lambda seed: looping_wav()),
    "claims_weeks": ("too_long", "flac", long_flac),
    "no_samples": ("empty", "wav", lambda seed: wav(data=b"")),
    "nan": ("not_finite", "wav", lambda seed: with_a_sample(seed, np.nan)),
    "infinite": ("not_finite", "wav", lambda seed: with_a_sample(seed, -np.inf)),
    "silent": ("silent", "wav", lambda seed: encoded(np.zeros(RATE), "wav")),
    "constant": ("constant", "wav", lambda seed: encoded(np.full(RATE, 0.05 * (1 + seed)), "wav")),
    "clipped": ("clipped", "wav", lambda seed: encoded(np.sign(sound(seed)), "wav")),
    "too_short": ("too_short", "wav", lambda seed: encoded(sound(0)[4_000 : 4_050 + seed], "wav")),
}
PLACES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "hours": ("too_long", hours_of_nothing),
    "folder": ("unreadable", Path.mkdir),
    "pipe": ("unreadable", os.mkfifo),
    "link_to_nowhere": ("missing", lambda path: path.symlink_to("nowhere.wav")),
    "link_to_itself": ("unreadable", lambda path: path.symlink_to(path)),
}
REASONS = {name: kind[0] for name, kind in {**CONTENTS, **PLACES}.items()}


def write_malformed(folder: Path, each: int) -> dict[str, str]:
    """`each` files of every kind into a folder, with the reason of each by its name."""
    reasons = {}
    for kind, reason in REASONS.items():
        for seed in range(each):
            ending = CONTENTS[kind][1] if kind in CONTENTS else "wav"
            path = folder / f"{kind}_{seed}.{ending}"
            if kind in CONTENTS:
                path.write_bytes(CONTENTS[kind][2](seed))
            else:
                PLACES[kind][1](path)
            reasons[path.name] = reason
    return reasons
