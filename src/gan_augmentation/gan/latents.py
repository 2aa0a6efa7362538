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


def between(latent: Latent, start: Tensor, end: Tensor, steps: int) -> Tensor:
    """A way (steps, size) from one latent to another, both included.

    Between normal latents it keeps to the shell on which nearly all of them lie (White 2016); a straight line would pass
    through its empty middle. Uniform latents fill their cube, and a straight line stays inside.
    """
    import torch

    places = torch.linspace(0, 1, steps).unsqueeze(1)
    angle = torch.acos(torch.cosine_similarity(start, end, dim=0).clamp(-1, 1))
    if latent == "uniform" or torch.sin(angle) < 1e-4:
        return torch.lerp(start, end, places)
    return (torch.sin((1 - places) * angle) * start + torch.sin(places * angle) * end) / torch.sin(angle)
