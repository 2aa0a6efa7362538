"""Addresses without what opens them."""

from __future__ import annotations

import re
from typing import Any

# The user and the password may hold an `@` of their own: all up to the last one before the path.
_USER = re.compile(r"(?<=://)[^/\s?#]*@")
_QUERY = re.compile(
    r"([?&][^=&\s]*(?:token|key|sig|signature|secret|password|passwd|credential|auth)[^=&\s]*=)[^&\s#\"']+",
    re.IGNORECASE,
)
HIDDEN = "***"


def without_secrets(text: str) -> str:
    """The text, with user and password of each address in it, and keys and signatures of its query, as `***`."""
    return _QUERY.sub(rf"\1{HIDDEN}", _USER.sub(f"{HIDDEN}@", text))


def all_without_secrets(value: Any) -> Any:
    """The same for every text in nested lists and mappings; all else as it is."""
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {key: all_without_secrets(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(all_without_secrets(each) for each in value)
    return value
