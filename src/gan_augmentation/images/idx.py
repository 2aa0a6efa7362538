"""The idx files of MNIST and its kin: an array of bytes behind a short header, packed by gzip or plain."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import numpy as np

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNSIGNED_BYTES = 8
MOST_BYTES = 4 * 10**9
"""A header that claims more is damaged: MNIST has 47 million."""


class _Damaged(Exception):
    """What is wrong with a file."""


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array of an idx file of unsigned bytes.

    Args:
        path: the file; one that ends in .gz is unpacked.
        dimensions: 1 for labels, 3 for pictures (N, height, width).

    Raises:
        GanAugmentationError: it cannot be read, or is not such a file, whole.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return _read(cast("IO[bytes]", file), dimensions)
    except (_Damaged, OSError, EOFError, zlib.error) as error:
        raise GanAugmentationError(
            f"{path}: it is not a whole idx file ({error}). Get it anew, or remove it if it was downloaded: the "
            "next run fetches it."
        ) from None


def _read(file: IO[bytes], dimensions: int) -> NDArray[np.uint8]:
    header = file.read(4)
    if len(header) < 4 or header[:2] != b"\0\0":
        raise _Damaged("it does not begin with two zero bytes, its type and its dimensions")
    if (header[2], header[3]) != (UNSIGNED_BYTES, dimensions):
        raise _Damaged(
            f"type {header[2]} with {header[3]} dimension(s), where {dimensions} of type {UNSIGNED_BYTES} were expected"
        )
    sizes = file.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise _Damaged("it ends within its header")
    shape = struct.unpack(f">{dimensions}I", sizes)
    size = math.prod(shape)
    if size > MOST_BYTES:
        raise _Damaged(f"its header claims {size:,} bytes")
    content = file.read(size + 1)
    if len(content) != size:
        found = f"more than {size:,}" if len(content) > size else f"{len(content):,}"
        raise _Damaged(f"its header says {size:,} bytes, and {found} follow")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)
