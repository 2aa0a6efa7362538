"""Sounds and pictures as files, with a tag in the header of those that are synthetic.

The tag is JSON: `synthetic` (true), `project`, and what the file was made from. In a WAV file it is the comment (RIFF LIST
chunk INFO, field ICMT, beside the software in ISFT), in a PNG file the text `Comment` (tEXt chunk). It is ASCII, whatever the
name of a class, and says nothing of files whose header was taken off.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_augmentation.errors import GanAugmentationError

PROJECT = "gan-augmentation"
LONGEST = 960
"""Characters of a text in a tag, as JSON, which takes up to twelve for one. libsndfile drops comments of some 2,000."""
_FULL_SCALE = 2**15  # of 16-bit samples


def wav_bytes(
    audio: NDArray[np.float32], sample_rate: int, made_from: Mapping[str, Any] | None = None
) -> bytes:
    """A mono clip (samples,) in [-1, 1] as a 16-bit WAV file; louder values are clipped.

    What was read from such a file gives the same samples again.

    Args:
        audio: the clip.
        sample_rate: in Hz.
        made_from: for the tag of a synthetic clip; a real one has none.
    """
    import soundfile

    samples = np.rint(audio * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", sample_rate, 1, "PCM_16", format="WAV") as file:
        if made_from is not None:
            file.software = PROJECT
            file.comment = _tag(made_from)
        file.write(samples)
    return buffer.getvalue()


def png_bytes(picture: NDArray[np.uint8], made_from: Mapping[str, Any] | None = None) -> bytes:
    """A grey picture (height, width) as a PNG file, with a tag if it is synthetic."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    header = PngInfo()
    for name, text in ({} if made_from is None else png_texts(made_from)).items():
        header.add_text(name, text)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="PNG", pnginfo=header)
    return buffer.getvalue()


def png_texts(made_from: Mapping[str, Any]) -> dict[str, str]:
    """The texts in the header of a synthetic picture, by their keywords."""
    return {"Software": PROJECT, "Comment": _tag(made_from)}


def provenance_of(path: Path) -> dict[str, Any] | None:
    """What a WAV or PNG file says that it was made from; None if it does not say that it is synthetic.

    Raises:
        GanAugmentationError: it is neither a sound nor a picture.
    """
    return read_tag(_picture_comment(path) if path.suffix.lower() == ".png" else _sound_comment(path))


def read_tag(comment: str) -> dict[str, Any] | None:
    """The tag in the comment of a file's header; None if it does not say that the file is synthetic."""
    try:
        tag = json.loads(comment)
    except (ValueError, RecursionError):  # a comment of somebody else
        return None
    return tag if isinstance(tag, dict) and tag.get("synthetic") is True else None


def _tag(made_from: Mapping[str, Any]) -> str:
    facts = {key: _short(value) for key, value in made_from.items()}
    return json.dumps({"synthetic": True, "project": PROJECT, **facts}, separators=(",", ":"))


def _short(value: Any) -> Any:
    too_long = isinstance(value, str) and len(json.dumps(value)) > LONGEST
    return value[: LONGEST // 12] if too_long else value


def _sound_comment(path: Path) -> str:
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            return str(file.comment)
    except soundfile.LibsndfileError as error:
        raise GanAugmentationError(f"{path}: it cannot be read as a sound ({error}).") from None


def _picture_comment(path: Path) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            return str(picture.info.get("Comment", ""))
    except (UnidentifiedImageError, OSError) as error:
        raise GanAugmentationError(f"{path}: it cannot be read as a picture ({error}).") from None
