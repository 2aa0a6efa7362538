"""Checkpoints: one safetensors file each, complete or not there at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from gan_augmentation.atomic import replaced_file

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Checkpoint:
    """What was saved: tensors by name, and the plain facts beside them."""

    tensors: dict[str, Tensor]
    facts: dict[str, Any]


@dataclass(frozen=True)
class CheckpointStore:
    """A folder of checkpoints, of which the newest few are kept.

    A file is written under a temporary name, flushed to the disk and renamed, so that a kill at any moment leaves the older ones
    whole. Nothing is ever unpickled.

    Attributes:
        folder: where they lie.
        keep: how many are kept.
    """

    folder: Path
    keep: int = 2

    def within(self, name: str) -> CheckpointStore:
        """The store of one model among several."""
        return CheckpointStore(self.folder / name, self.keep)

    def save(self, step: int, checkpoint: Checkpoint) -> Path:
        """Write a checkpoint and drop those older than the newest `keep`."""
        from safetensors.torch import save_file

        path = self.folder / f"{step:010d}.safetensors"
        tensors = {name: tensor.detach().contiguous() for name, tensor in checkpoint.tensors.items()}
        with replaced_file(path) as temporary:
            save_file(tensors, temporary, metadata={"facts": json.dumps(checkpoint.facts)})
        for old in self._files()[self.keep :]:
            old.unlink()
        return path

    def newest(self) -> Checkpoint | None:
        """The newest checkpoint that can be read, or None."""
        for path in self._files():
            try:
                with safe_open(path, framework="pt") as file:
                    facts = json.loads(file.metadata()["facts"])
                    return Checkpoint({name: file.get_tensor(name) for name in file.keys()}, facts)  # noqa: SIM118
            except (SafetensorError, OSError, KeyError, TypeError, ValueError):
                continue
        return None

    def clear(self) -> None:
        """Drop all checkpoints, and what a kill left of one."""
        for path in (*self._files(), *self.folder.glob(".*.tmp")):
            path.unlink()

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.safetensors"), reverse=True)
