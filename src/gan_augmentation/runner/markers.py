"""Markers: a small file beside each artifact says what it was made from, and what it holds.

An artifact is done when its marker is there and true: made from this key, and still of this content. Time stamps don't count.
"""

from __future__ import annotations

import json
from pathlib import Path

from gan_augmentation.atomic import content_of, replaced_file


def marker_of(artifact: Path) -> Path:
    """Where the marker of a file or folder lies."""
    return artifact.with_name(f".{artifact.name}.done")


def mark(artifact: Path, key: str) -> None:
    """Say that the artifact is done.

    Args:
        artifact: a file or a folder, as it shall stay.
        key: the hash of all that it was made from.
    """
    with replaced_file(marker_of(artifact)) as temporary:
        temporary.write_text(json.dumps({"key": key, "content": content_of(artifact)}, indent=1))


def key_of_done(artifact: Path) -> str | None:
    """The key that the artifact was made from; None if it is not there, has no marker or is no longer as it was."""
    try:
        marker = json.loads(marker_of(artifact).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if not artifact.exists() or marker["content"] != content_of(artifact):
        return None
    return str(marker["key"])
