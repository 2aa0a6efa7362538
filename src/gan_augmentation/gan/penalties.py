"""Gradient penalties on the discriminator, each an object that holds its strength.

Conventions: `score` maps images (N, C, H, W) to logits (N,); `real` and `fake` are detached images of one shape. Every
penalty is a scalar to be added to the discriminator's loss. `every` computes it in each n-th step alone and multiplies it by
n there (lazy regularisation, Karras 2020): the same pull on average for a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Score = Callable[[Tensor], Tensor]


def squared_gradient(score: Score, images: Tensor) -> Tensor:
    """The squared length of the score's gradient at each image, shape (N,), differentiable itself."""
    import torch

    images = images.detach().requires_grad_(True)
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(score(images).sum(), images, create_graph=True)
    return gradient.float().square().flatten(1).sum(1)


class NoPenalty(Settings):
    """Nothing is added."""

    kind: Literal["none"] = "none"

    def is_due(self, step: int) -> bool:
        """Never."""
        return False

    def __call__(self, score: Score, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
        """Zero."""
        return real.new_zeros(())


class _Lazy(Settings):
    every: Annotated[int, Field(ge=1)] = 1

    def is_due(self, step: int) -> bool:
        """Whether this step computes the penalty."""
        return step % self.every == 0


class GradientPenalty(_Lazy):
    """The gradient's length is pulled to 1 between real and fake (WGAN-GP, Gulrajani 2017)."""

    kind: Literal["gradient_penalty"] = "gradient_penalty"
    weight: Annotated[float, Field(gt=0)] = 10.0

    def __call__(self, score: Score, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
        """`weight` times the mean squared distance of the gradient's length from 1, on random mixtures."""
        import torch

        mix = torch.rand(len(real), generator=generator).to(real.device).view(-1, *[1] * (real.dim() - 1))
        length = (squared_gradient(score, mix * real + (1 - mix) * fake) + 1e-12).sqrt()
        return self.weight * self.every * (length - 1).square().mean()


class R1(_Lazy):
    """The gradient vanishes on real images (Mescheder 2018)."""

    kind: Literal["r1"] = "r1"
    gamma: Annotated[float, Field(gt=0)] = 1.0

    def __call__(self, score: Score, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
        """The mean squared gradient at the real images, times gamma / 2."""
        return self.gamma / 2 * self.every * squared_gradient(score, real).mean()


class R2(_Lazy):
    """The gradient vanishes on fake images (Mescheder 2018)."""

    kind: Literal["r2"] = "r2"
    gamma: Annotated[float, Field(gt=0)] = 1.0

    def __call__(self, score: Score, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
        """The mean squared gradient at the fake images, times gamma / 2."""
        return self.gamma / 2 * self.every * squared_gradient(score, fake).mean()


class R1R2(_Lazy):
    """The gradient vanishes on real and on fake images (R3GAN, Huang 2024)."""

    kind: Literal["r1_r2"] = "r1_r2"
    gamma: Annotated[float, Field(gt=0)] = 1.0

    def __call__(self, score: Score, real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
        """The mean squared gradients at the real and at the fake images, times gamma / 2."""
        both = squared_gradient(score, real).mean() + squared_gradient(score, fake).mean()
        return self.gamma / 2 * self.every * both


Penalty = Annotated[NoPenalty | GradientPenalty | R1 | R2 | R1R2, Field(discriminator="kind")]
