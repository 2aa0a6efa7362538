"""Keys: the SHA-256 of all that a result was made from. A result beside its key need not be made again."""

from __future__ import annotations

import ast
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from gan_augmentation.code_version import without_words

PACKAGE = Path(__file__).parent


def key_of(*things: Any) -> str:
    """SHA-256 of settings, plain values and arrays, in this order."""
    digest = hashlib.sha256()
    for thing in things:
        if isinstance(thing, np.ndarray):
            digest.update(np.ascontiguousarray(thing).data)
        elif isinstance(thing, BaseModel):
            digest.update(thing.model_dump_json().encode())
        else:
            digest.update(json.dumps(thing).encode())
        digest.update(b"\0")
    return digest.hexdigest()


@cache
def code_key(*patterns: str) -> str:
    """SHA-256 of the package's files of these patterns; comments, docstrings and layout don't count."""
    files = [path for pattern in patterns for path in sorted(PACKAGE.glob(pattern))]
    return key_of([ast.dump(without_words(path.read_text(encoding="utf-8"))) for path in files])
