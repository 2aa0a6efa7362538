"""Where latents come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch
    from torch import Tensor

Latent = Literal["normal", "uniform"]


def draw(latent: Latent, count: int, size: int, chance: torch.Generator) -> Tensor:
    """Latents (count, size), from the standard normal distribution or the uniform one in [-1, 1), on the CPU."""
    import torch

    if latent == "uniform":
        return 2 * torch.rand(count, size, generator=chance) - 1
    return torch.randn(count, size, generator=chance)
