"""How the class reaches the networks.

Networks are always built for a number of classes and are always given a class index; what differs is which classes they
are told of, and how many models there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import Tensor


class Projection(Settings):
    """One model for all classes.

    The generator is told the class with its latent, and the discriminator's logit gains the inner product of its features
    with an embedding of the class (Miyato and Koyama 2018).
    """

    kind: Literal["projection"] = "projection"

    def network_classes(self, classes: int) -> int:
        """How many classes the networks know."""
        return classes

    def network_labels(self, labels: Tensor) -> Tensor:
        """The class index (N,) that the networks are given."""
        return labels

    def groups(self, labels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The models to train: name and classes of each."""
        return {"all": labels}


class OneModelPerClass(Settings):
    """A model for each class, which knows no other."""

    kind: Literal["one_model_per_class"] = "one_model_per_class"

    def network_classes(self, classes: int) -> int:
        """One."""
        return 1

    def network_labels(self, labels: Tensor) -> Tensor:
        """Zeros."""
        return labels.new_zeros(labels.shape)

    def groups(self, labels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The models to train: name and classes of each."""
        return {f"class_{index:04d}": (label,) for index, label in enumerate(labels)}


Conditioning = Annotated[Projection | OneModelPerClass, Field(discriminator="kind")]
