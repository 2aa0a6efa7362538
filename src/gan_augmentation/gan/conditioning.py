"""How the class reaches the networks.

A generator is always given a class index beside its latent; a discriminator is told through its input (`show`) or
through its last layer (`head`). What differs is which classes they are told of, and how many models there are.

Conventions: images are (N, C, H, W), labels int64 (N,), features (N, F).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import Tensor, nn


class Judgement(NamedTuple):
    """What a discriminator says: how real (N,), and, where it is asked, logits of the class (N, classes)."""

    logit: Tensor
    classes: Tensor | None = None


class _Conditioning(Settings):
    """One model that is told the class; subclasses change what they need to."""

    asks_for_class: ClassVar[bool] = True

    def network_classes(self, classes: int) -> int:
        """How many classes the networks know."""
        return classes

    def network_labels(self, labels: Tensor) -> Tensor:
        """The class index (N,) that the networks are given."""
        return labels

    def network_weights(self, weights: Tensor) -> Tensor:
        """The weights of the classes (N, network classes) that a generator is given for a mix of classes."""
        return weights

    def groups(self, labels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The models to train: name and classes of each."""
        return {"all": labels}

    def sample_names(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """What samples that were asked for with these labels are called."""
        return labels

    def shown_channels(self, channels: int, classes: int) -> int:
        """Channels of what the discriminator sees."""
        return channels

    def show(self, images: Tensor, labels: Tensor, classes: int) -> Tensor:
        """What the discriminator sees (N, shown channels, H, W)."""
        return images

    def head(self, features: int, classes: int) -> nn.Module:
        """The last layer of the discriminator: features and labels to a `Judgement`."""
        from gan_augmentation.gan.networks.heads import PlainHead

        return PlainHead(features)

    def class_loss(self, judgement: Judgement, labels: Tensor) -> Tensor | None:
        """What both players pay for classes that are not recognised; None where nobody is asked."""
        return None


class _OneClass(_Conditioning):
    """Networks that know of no class."""

    def network_classes(self, classes: int) -> int:
        """One."""
        return 1

    def network_labels(self, labels: Tensor) -> Tensor:
        """Zeros."""
        return labels.new_zeros(labels.shape)

    def network_weights(self, weights: Tensor) -> Tensor:
        """Ones, of the only class."""
        return weights.new_ones(len(weights), 1)


class Unconditional(_OneClass):
    """One model that knows of no class; the evaluator says afterwards which class each sample is."""

    kind: Literal["none"] = "none"
    asks_for_class: ClassVar[bool] = False

    def sample_names(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Numbers: which class a sample is was not asked."""
        return tuple(f"sample {number}" for number in range(1, len(labels) + 1))


class OneModelPerClass(_OneClass):
    """A model for each class, which knows no other."""

    kind: Literal["one_model_per_class"] = "one_model_per_class"

    def groups(self, labels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The models to train: name and classes of each."""
        return {f"class_{index:04d}": (label,) for index, label in enumerate(labels)}


class Projection(_Conditioning):
    """The logit gains the inner product of the features with an embedding of the class (Miyato and Koyama 2018)."""

    kind: Literal["projection"] = "projection"

    def head(self, features: int, classes: int) -> nn.Module:
        """A linear map plus the inner product."""
        from gan_augmentation.gan.networks.heads import ProjectionHead

        return ProjectionHead(features, classes)


class Concat(_Conditioning):
    """The discriminator sees a further channel per class: ones for the image's own, zeros for the others (Mirza 2014)."""

    kind: Literal["concat"] = "concat"

    def shown_channels(self, channels: int, classes: int) -> int:
        """The image's and one per class."""
        return channels + classes

    def show(self, images: Tensor, labels: Tensor, classes: int) -> Tensor:
        """The image and the planes."""
        import torch

        plane = _one_hot(labels, classes, images)[:, :, None, None]
        return torch.cat([images, plane.expand(-1, -1, *images.shape[2:])], dim=1)


class ConcatSample(_Conditioning):
    """As `Concat`, but the image itself, not a plane of ones, fills the channels of its class."""

    kind: Literal["concat_sample"] = "concat_sample"

    def shown_channels(self, channels: int, classes: int) -> int:
        """The image's, and as many again per class."""
        return channels * (1 + classes)

    def show(self, images: Tensor, labels: Tensor, classes: int) -> Tensor:
        """The image, then the image in the channels of its class."""
        import torch

        place = _one_hot(labels, classes, images)[:, :, None, None, None]
        return torch.cat([images, (place * images[:, None]).flatten(1, 2)], dim=1)


class Auxiliary(_Conditioning):
    """The discriminator also says the class, and both players pay where it is not recognised (AC-GAN, Odena 2017).

    Attributes:
        weight: of the cross entropy beside the adversarial loss; GANSynth takes 10.
    """

    kind: Literal["auxiliary"] = "auxiliary"
    weight: Annotated[float, Field(gt=0)] = 1.0

    def head(self, features: int, classes: int) -> nn.Module:
        """Two linear maps."""
        from gan_augmentation.gan.networks.heads import AuxiliaryHead

        return AuxiliaryHead(features, classes)

    def class_loss(self, judgement: Judgement, labels: Tensor) -> Tensor | None:
        """The weighted cross entropy."""
        from torch.nn.functional import cross_entropy

        if judgement.classes is None:
            raise ValueError("the discriminator was not asked for the class")
        return self.weight * cross_entropy(judgement.classes, labels)


def _one_hot(labels: Tensor, classes: int, like: Tensor) -> Tensor:
    """The labels as rows (N, classes) of one 1 and zeros, in the type of `like`."""
    return like.new_zeros(len(labels), classes).scatter_(1, labels[:, None], 1)


Conditioning = Annotated[
    Unconditional | OneModelPerClass | Projection | Concat | ConcatSample | Auxiliary,
    Field(discriminator="kind"),
]
