"""One seed, passed down: every random stream of the project is derived from it by name."""

import hashlib
from collections.abc import Sequence

Seeds = int | Sequence[int]
"""One seed of each of several clips; or one of all, from which each takes its own by its place."""


def derive_seed(seed: int, *names: str | int) -> int:
    """A seed of its own for a named use, in [0, 2**63).

    The same seed and names give the same result on every machine and Python version (SHA-256, not `hash`), and
    different names give independent streams, so that adding a use never shifts the others.
    """
    text = "/".join(str(part) for part in (seed, *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def seeds_of(seed: Seeds, count: int) -> Sequence[int]:
    """The seed of each of so many clips."""
    return [derive_seed(seed, place) for place in range(count)] if isinstance(seed, int) else seed
