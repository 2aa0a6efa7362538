"""Small pictures for tests: each class a shape of its own, each picture at another place and level; idx files of them."""

import gzip
import struct
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ("bar", "box", "dot")
NAMES = {"train": "train", "test": "t10k"}


def shape(number: int, seed: int, size: int = 28) -> np.ndarray:
    """A picture of class `number`, uint8, bright on black."""
    rng = np.random.default_rng(1000 * number + seed)
    picture = rng.integers(0, 20, (size, size))
    top, left = rng.integers(2, size // 2, 2)
    height, width = ((size // 2, 3), (size // 3, size // 3), (3, 3))[number]
    picture[top : top + height, left : left + width] += rng.integers(120, 230)
    return picture.astype(np.uint8)


def pattern(number: int, seed: int, size: int = 28, kinds: int = 5) -> np.ndarray:
    """A noisy picture of class `number`, of one of its few kinds; who has not seen a kind can only guess."""
    rng = np.random.default_rng(1000 * number + seed)
    kind = np.random.default_rng([number, int(rng.integers(kinds))])
    patches = np.kron(kind.uniform(-80, 80, (4, 4)), np.ones((size // 4, size // 4)))
    return np.clip(128 + patches + rng.normal(0, 30, patches.shape), 0, 255).astype(np.uint8)


def idx_bytes(array: np.ndarray) -> bytes:
    """The array as an idx file."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_idx_files(root: Path, train: int = 14, test: int = 6, packed: bool = True) -> Path:
    """The four files: per class so many train and test pictures."""
    root.mkdir(parents=True, exist_ok=True)
    for (part, name), per_class in zip(NAMES.items(), (train, test), strict=True):
        labels = np.tile(np.arange(len(CLASSES), dtype=np.uint8), per_class)
        pictures = [shape(int(label), (part == "test") * 500 + place) for place, label in enumerate(labels)]
        for what, array in (("images-idx3", np.stack(pictures)), ("labels-idx1", labels)):
            content = idx_bytes(array)
            path = root / f"{name}-{what}-ubyte{'.gz' if packed else ''}"
            path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return root


def write_picture_folders(root: Path, per_class: int = 12) -> Path:
    """`<class>/<n>.png`."""
    for number, name in enumerate(CLASSES):
        (root / name).mkdir(parents=True)
        for place in range(per_class):
            Image.fromarray(shape(number, place)).save(root / name / f"{place:02d}.png")
    return root
