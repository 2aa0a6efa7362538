"""Self-attention over the places of an image (SAGAN, Zhang 2019)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SelfAttention(nn.Module):
    """Every place looks at every other. It begins as the identity: its weight `gain` starts at 0."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = max(1, channels // 8)
        self.query = nn.Conv2d(channels, inner, 1)
        self.key = nn.Conv2d(channels, inner, 1)
        self.value = nn.Conv2d(channels, channels, 1)
        self.gain = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to the same shape."""
        query, key, value = self.query(x).flatten(2), self.key(x).flatten(2), self.value(x).flatten(2)
        weights = (query.transpose(1, 2) @ key).softmax(dim=2)
        seen: Tensor = (value @ weights.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.gain * seen
