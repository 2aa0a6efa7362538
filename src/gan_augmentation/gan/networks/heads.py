"""The last layer of a discriminator: features and labels to a judgement, in float32."""

from __future__ import annotations

import math

from torch import Tensor, nn

from gan_augmentation.gan.conditioning import Judgement
from gan_augmentation.gan.networks.layers import EqualisedLinear


class PlainHead(nn.Module):
    """A linear map, which does not look at the class."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(features, 1)

    def forward(self, features: Tensor, labels: Tensor) -> Judgement:
        """The logit of features (N, F)."""
        return Judgement(self.linear(features).squeeze(1).float())


class ProjectionHead(nn.Module):
    """A linear map plus the inner product with the class's embedding (Miyato and Koyama 2018)."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.linear = EqualisedLinear(features, 1, gain=1.0)
        self.embedding = nn.Embedding(classes, features)
        self.scale = 1 / math.sqrt(features)

    def forward(self, features: Tensor, labels: Tensor) -> Judgement:
        """The logit of features (N, F)."""
        features = features.float()
        inner = (self.embedding(labels) * features).sum(1) * self.scale
        return Judgement(self.linear(features).squeeze(1).float() + inner)


class AuxiliaryHead(nn.Module):
    """Two linear maps: how real, and which class (Odena 2017)."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.linear = nn.Linear(features, 1)
        self.classes = nn.Linear(features, classes)

    def forward(self, features: Tensor, labels: Tensor) -> Judgement:
        """Logit and class logits of features (N, F); the labels are not looked at."""
        return Judgement(self.linear(features).squeeze(1).float(), self.classes(features).float())
