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
    return key_of([_without_words(path.read_text(encoding="utf-8")) for path in files])


def _without_words(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)
