"""The benchmark as settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PositiveInt

from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.representations.classic import ClassicAugmentation

ArmName = Literal[
    "real",
    "classic",
    "gan",
    "classic_gan",
    "classic_distilled",
    "classic_copies",
    "classic_held_back",
    "shuffled",
]
BASELINES: dict[ArmName, ArmName] = {
    "classic": "real",
    "gan": "real",
    "classic_gan": "classic",
    "classic_distilled": "classic",
    "classic_copies": "classic",
    "classic_held_back": "classic",
}
"""The arm that an arm adds to, and over which its gain is counted."""
START: ArmName = "real"
"""The arm that adds to none: gains are counted from it."""

Size = PositiveInt | Literal["all"]


def _each_once(values: list[Any]) -> list[Any]:
    if len(set(values)) < len(values):
        raise ValueError(f"each may stand there once (given: {values})")
    return values


Sizes = Annotated[list[Size], Field(min_length=1), AfterValidator(_each_once)]
Arms = Annotated[list[ArmName], Field(min_length=1), AfterValidator(_each_once)]
Families = Annotated[list[str], Field(min_length=1), AfterValidator(_each_once)]


@dataclass(frozen=True)
class Grid:
    """Every arm at every size and seed, those with a GAN for every family.

    Attributes:
        sizes: training clips of each class.
        seeds: how many; each has a subset, a GAN and weights of its own.
        arms: by name.
        families: by name.
    """

    sizes: Sequence[Size]
    seeds: int
    arms: Sequence[ArmName]
    families: Sequence[str]


@dataclass(frozen=True)
class Conditions:
    """What all experiments have in common."""

    families: Mapping[str, Recipe]
    augmentation: ClassicAugmentation
    evaluator: EvaluatorSettings
    synthesis: SynthesisSettings
    classifier: ClassifierSettings
