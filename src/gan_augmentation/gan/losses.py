"""Adversarial losses: each an object that holds its name and whose two methods are its maths.

Conventions: `real` and `fake` are the discriminator's logits, shape (N,), higher means "more real". Both methods
return a scalar to be minimised. `winning_gap` is the distance between the mean logits of real and of fake images from
which on the discriminator has won outright and teaches nothing; None where logits have no scale of their own. Tensors
bring their own operations, so that this module needs no import of torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import Tensor


def softplus(x: Tensor) -> Tensor:
    """log(1 + e^x), stable for any x."""
    return x.logaddexp(x.new_zeros(()))


Smoothing = Annotated[float, Field(ge=0, lt=0.5)]


class NonSaturating(Settings):
    """The original game with the generator's non-saturating objective (Goodfellow 2014).

    Attributes:
        label_smoothing: real images are asked to look real with a probability of 1 less this, one-sided (Salimans 2016).
    """

    kind: Literal["non_saturating"] = "non_saturating"
    label_smoothing: Smoothing = 0.0
    compares_with_real: ClassVar[bool] = False
    winning_gap: ClassVar[float | None] = 10.0

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Real above zero, fake below."""
        smooth = self.label_smoothing
        on_real = (1 - smooth) * softplus(-real) + smooth * softplus(real)
        return on_real.mean() + softplus(fake).mean()

    def generator(self, real: Tensor | None, fake: Tensor) -> Tensor:
        """Fake above zero."""
        return softplus(-fake).mean()


class LeastSquares(Settings):
    """Logits are pulled to 1 for real and 0 for fake images (Mao 2017).

    Attributes:
        label_smoothing: real images are pulled to 1 less this.
    """

    kind: Literal["least_squares"] = "least_squares"
    label_smoothing: Smoothing = 0.0
    compares_with_real: ClassVar[bool] = False
    winning_gap: ClassVar[float | None] = None

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Half the squared distances."""
        return ((real - 1 + self.label_smoothing).square().mean() + fake.square().mean()) / 2

    def generator(self, real: Tensor | None, fake: Tensor) -> Tensor:
        """Fake to 1."""
        return (fake - 1).square().mean() / 2


class Hinge(Settings):
    """The hinge loss (Lim and Ye 2017, Miyato 2018)."""

    kind: Literal["hinge"] = "hinge"
    compares_with_real: ClassVar[bool] = False
    winning_gap: ClassVar[float | None] = 4.0

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Real above 1, fake below -1; nothing to gain beyond."""
        return (1 - real).relu().mean() + (1 + fake).relu().mean()

    def generator(self, real: Tensor | None, fake: Tensor) -> Tensor:
        """Fake as high as it goes."""
        return -fake.mean()


class Wasserstein(Settings):
    """The Wasserstein critic (Arjovsky 2017) with the drift term that keeps its logits near zero (Karras 2017)."""

    kind: Literal["wasserstein"] = "wasserstein"
    drift: Annotated[float, Field(ge=0)] = 1e-3
    compares_with_real: ClassVar[bool] = False
    winning_gap: ClassVar[float | None] = None

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """The negative distance, plus drift."""
        return fake.mean() - real.mean() + self.drift * real.square().mean()

    def generator(self, real: Tensor | None, fake: Tensor) -> Tensor:
        """Fake as high as it goes."""
        return -fake.mean()


class RelativisticPairing(Settings):
    """Each fake is judged against a real sample of its own (Jolicoeur-Martineau 2018; R3GAN, Huang 2024)."""

    kind: Literal["relativistic_pairing"] = "relativistic_pairing"
    compares_with_real: ClassVar[bool] = True
    winning_gap: ClassVar[float | None] = 10.0

    def discriminator(self, real: Tensor, fake: Tensor) -> Tensor:
        """Real above its fake partner."""
        return softplus(fake - real).mean()

    def generator(self, real: Tensor | None, fake: Tensor) -> Tensor:
        """Fake above its real partner."""
        if real is None:
            raise ValueError("the relativistic loss compares with real logits; pass them")
        return softplus(real - fake).mean()


Loss = Annotated[
    NonSaturating | LeastSquares | Hinge | Wasserstein | RelativisticPairing,
    Field(discriminator="kind"),
]
