"""Where tensors live and how precisely they are computed: found once, asked by every training loop."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True)
class Compute:
    """A device and the precision of its matrix products.

    bfloat16 comes with autocast and channels_last, which pay together. Weights, losses and optimisers stay in
    float32.
    """

    device: torch.device
    precision: torch.dtype

    @classmethod
    def detect(cls) -> Compute:
        """The current CUDA device, else the CPU; bfloat16 where the hardware has it, else float32."""
        if torch.cuda.is_available():
            native = torch.cuda.is_bf16_supported(including_emulation=False)
            return cls(torch.device("cuda"), torch.bfloat16 if native else torch.float32)
        native = torch.cpu._is_avx512_bf16_supported()  # every CPU with AMX has it as well
        return cls(torch.device("cpu"), torch.bfloat16 if native else torch.float32)

    @property
    def memory_format(self) -> torch.memory_format:
        """The layout of (N, C, H, W) tensors and of convolution weights."""
        return torch.channels_last if self.precision == torch.bfloat16 else torch.contiguous_format

    def autocast(self) -> AbstractContextManager[None]:
        """A context in which convolutions and matrix products run in `precision`; does nothing in float32."""
        return torch.autocast(
            self.device.type, dtype=torch.bfloat16, enabled=self.precision == torch.bfloat16
        )

    def place(self, tensor: Tensor) -> Tensor:
        """The tensor on the device; one of four dimensions also in `memory_format`."""
        if tensor.dim() == 4:
            return tensor.to(self.device, memory_format=self.memory_format)
        return tensor.to(self.device)

    def place_module(self, module: Module) -> Module:
        """The same module, moved to the device, its convolution weights in `memory_format`."""
        module.to(device=self.device, memory_format=self.memory_format)  # type: ignore[call-overload]
        return module


@contextmanager
def flushed_denormals() -> Iterator[None]:
    """Values too small for normal floating point become zero here.

    Silence saturates the tanh of a generator and the softmax of a classifier, and an x86 core computes with such
    gradients many times slower. Threads that are made meanwhile inherit it; older ones do not.
    """
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


@contextmanager
def quick_threads() -> Iterator[ThreadPoolExecutor]:
    """Python threads, as many as torch uses, in which torch uses one each and denormals are zero.

    For many small independent pieces of work. The threads that OpenMP makes for torch's own operations may be older than
    any request to flush denormals, and then go on with them.
    """
    before = torch.get_num_threads()

    def begin() -> None:
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)

    try:
        with ThreadPoolExecutor(before, initializer=begin) as threads:
            yield threads
    finally:
        torch.set_num_threads(before)


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch's operations on the CPU run in one thread here, and in as many as before after."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Torch's global random streams (initialisation, dropout) start at `seed` here and are put back after."""
    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield
