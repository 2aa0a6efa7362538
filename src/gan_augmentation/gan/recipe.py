"""A GAN as a recipe. Read this first.

A family is one YAML file that names a component for each field of `Recipe`; the loop in `training.py` is the same for all
of them. Each component is a small frozen model whose `kind` picks it from its union, and which carries its own behaviour.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from gan_augmentation.gan.conditioning import Conditioning
from gan_augmentation.gan.diff_augment import DiffAugment
from gan_augmentation.gan.losses import Loss
from gan_augmentation.gan.networks.settings import Discriminator, Generator
from gan_augmentation.gan.penalties import Penalty
from gan_augmentation.gan.schedules import Budget, Schedule
from gan_augmentation.settings_model import Settings

Positive = Annotated[float, Field(gt=0)]
Beta = Annotated[float, Field(ge=0, lt=1)]


class Adam(Settings):
    """Adam's settings (Kingma and Ba 2014) for both players.

    Attributes:
        learning_rate: of the generator and the discriminator.
        betas: decay of the first and second moments.
        reset_each_stage: forget the moments when the images grow.
    """

    learning_rate: Positive
    betas: tuple[Beta, Beta]
    reset_each_stage: bool = False


class Recipe(Settings):
    """Everything that makes a GAN family.

    Attributes:
        generator: latent and class to image.
        discriminator: image and class to logit.
        conditioning: how the class reaches them.
        loss: the game they play.
        penalty: what keeps the discriminator smooth.
        augmentation: what is done to real and generated images alike before the discriminator sees them.
        schedule: how the images grow.
        budget: how many images are shown.
        optimizer: Adam's settings.
        batch_size: images in a step.
        discriminator_steps: steps of the discriminator for each of the generator.
        ema_decay: decay per step of the averaged generator that is kept (Karras 2017).
    """

    generator: Generator
    discriminator: Discriminator
    conditioning: Conditioning
    loss: Loss
    penalty: Penalty
    augmentation: DiffAugment
    schedule: Schedule
    budget: Budget
    optimizer: Adam
    batch_size: Annotated[int, Field(ge=2)]
    discriminator_steps: Annotated[int, Field(ge=1)] = 1
    ema_decay: Annotated[float, Field(ge=0, lt=1)]

    @model_validator(mode="after")
    def _grow_together(self) -> Recipe:
        levels = self.schedule.levels
        for part in ("generator", "discriminator"):
            network = getattr(self, part)
            if network.levels != levels:
                raise ValueError(
                    f"the schedule '{self.schedule.kind}' has {levels} level(s), but the {part} '{network.kind}' has "
                    f"{network.levels}: give the schedule as many shares as the {part} has maps, or choose a "
                    "network and a schedule that both grow or both do not"
                )
        return self
