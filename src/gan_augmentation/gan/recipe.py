"""A GAN as a recipe. Read this first.

A family is one YAML file that names a component for each field of `Recipe`; the loop in `training.py` is the same for all
of them. Each component is a small frozen model whose `kind` picks it from its union, and which carries its own behaviour.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from gan_augmentation.gan.conditioning import Conditioning
from gan_augmentation.gan.diff_augment import DiffAugment
from gan_augmentation.gan.health import HealthLimits
from gan_augmentation.gan.latents import Latent
from gan_augmentation.gan.losses import Loss, Wasserstein
from gan_augmentation.gan.networks.settings import Discriminator, Generator
from gan_augmentation.gan.penalties import NoPenalty, Penalty
from gan_augmentation.gan.schedules import Budget, Schedule
from gan_augmentation.representations.representation import Representation
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
        representation: what the networks see of a clip.
        generator: latent and class to image.
        discriminator: image and class to logit.
        conditioning: how the class reaches them.
        loss: the game they play.
        penalty: what keeps the discriminator smooth.
        spectral_norm: whether the weights of the discriminator are divided by their largest singular value (Miyato 2018).
        augmentation: what is done to real and generated images alike before the discriminator sees them.
        schedule: how the images grow.
        budget: how many images are shown.
        optimizer: Adam's settings.
        latent: distribution of the latents, standard normal or uniform in [-1, 1).
        batch_size: images in a step.
        discriminator_steps: steps of the discriminator for each of the generator.
        ema_decay: decay per step of the averaged generator that is kept (Karras 2017).
        health: when the training warns.
    """

    representation: Representation
    generator: Generator
    discriminator: Discriminator
    conditioning: Conditioning
    loss: Loss
    penalty: Penalty
    spectral_norm: bool = False
    augmentation: DiffAugment
    schedule: Schedule
    budget: Budget
    optimizer: Adam
    latent: Latent = "normal"
    batch_size: Annotated[int, Field(ge=2)]
    discriminator_steps: Annotated[int, Field(ge=1)] = 1
    ema_decay: Annotated[float, Field(ge=0, lt=1)]
    health: HealthLimits = HealthLimits()

    def training_settings(self) -> dict[str, Any]:
        """What a training depends on, ready for JSON: `health` only warns."""
        return self.model_dump(mode="json", exclude={"health"})

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

    @model_validator(mode="after")
    def _critic_is_smooth(self) -> Recipe:
        is_normalised = self.spectral_norm and self.conditioning.kind != "projection"
        if isinstance(self.loss, Wasserstein) and isinstance(self.penalty, NoPenalty) and not is_normalised:
            raise ValueError(
                "the loss 'wasserstein' measures a distance only while the discriminator is smooth: choose a penalty (the usual "
                "one is 'gradient_penalty') or spectral_norm, which does not reach the head of the conditioning 'projection'"
            )
        return self

    @model_validator(mode="after")
    def _weights_are_scaled_once(self) -> Recipe:
        if self.spectral_norm and self.discriminator.equalised:
            raise ValueError(
                f"spectral_norm and the discriminator '{self.discriminator.kind}' do not go together: its weights are scaled "
                "already, for an equalised learning rate. Choose a penalty instead, or another discriminator"
            )
        return self

    @model_validator(mode="after")
    def _augmentation_suits(self) -> Recipe:
        seen = self.representation.kind
        if seen not in self.augmentation.suits:
            raise ValueError(
                f"the augmentation '{self.augmentation.kind}' is for {', '.join(self.augmentation.suits)}, and the "
                f"representation is '{seen}': choose another augmentation, or 'none'"
            )
        if self.schedule.levels > 1 and self.augmentation.changes_shape:
            raise ValueError(
                f"the augmentation '{self.augmentation.kind}' changes the size of images, and so does a growing schedule: "
                "choose the schedule 'constant'"
            )
        return self
