"""One step of the game: the discriminator's turn, the penalty, the generator's turn."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_augmentation.compute import Compute, flushed_denormals
from gan_augmentation.gan import latents
from gan_augmentation.gan.schedules import Detail
from gan_augmentation.gan.state import TrainingState
from gan_augmentation.representations.features import LabelledImages


def train_step(
    state: TrainingState, data: LabelledImages, detail: Detail, compute: Compute
) -> dict[str, float]:
    """The discriminator's turns, then the generator's; moves `state` on and returns the losses."""
    metrics: dict[str, float] = {}
    with flushed_denormals():
        for _ in range(state.recipe.discriminator_steps):
            metrics |= discriminator_turn(state, data, detail, compute)
            state.images += state.recipe.batch_size
        metrics |= generator_turn(state, data, detail, compute)
    state.average_generator()
    state.step += 1
    return metrics


def discriminator_turn(
    state: TrainingState, data: LabelledImages, detail: Detail, compute: Compute
) -> dict[str, float]:
    """Show the discriminator real and generated images of the same classes."""
    recipe = state.recipe
    real, labels = draw_real(state, data, detail, compute)
    with torch.no_grad(), compute.autocast():
        fake = state.generator(draw_latent(state, len(real), compute), labels)
    real, fake = recipe.augmentation(real, state.chance), recipe.augmentation(fake, state.chance)
    with compute.autocast():
        on_real = state.discriminator(real, labels)
        on_fake = state.discriminator(fake, labels)
    loss = recipe.loss.discriminator(on_real.logit, on_fake.logit)
    metrics = {
        "discriminator_loss": loss.item(),
        "real_logit": on_real.logit.mean().item(),
        "fake_logit": on_fake.logit.mean().item(),
    }
    if (class_loss := recipe.conditioning.class_loss(on_real, labels)) is not None:
        loss = loss + class_loss
        metrics["real_class_loss"] = class_loss.item()
    if recipe.penalty.is_due(state.step):
        with compute.autocast():
            penalty = recipe.penalty(
                lambda images: state.discriminator(images, labels).logit, real, fake, state.chance
            )
        loss = loss + penalty
        metrics["penalty"] = penalty.item()
    descend(state.optimizers["discriminator"], loss)
    return metrics


def generator_turn(
    state: TrainingState, data: LabelledImages, detail: Detail, compute: Compute
) -> dict[str, float]:
    """Let the generator answer, through a discriminator that stands still."""
    recipe = state.recipe
    real, labels = draw_real(state, data, detail, compute)
    state.discriminator.requires_grad_(False)
    with compute.autocast():
        fake = state.generator(draw_latent(state, len(real), compute), labels)
        on_fake = state.discriminator(recipe.augmentation(fake, state.chance), labels)
        real_logit = None
        if recipe.loss.compares_with_real:
            with torch.no_grad():
                real_logit = state.discriminator(recipe.augmentation(real, state.chance), labels).logit
    loss = recipe.loss.generator(real_logit, on_fake.logit)
    metrics = {"generator_loss": loss.item()}
    if (class_loss := recipe.conditioning.class_loss(on_fake, labels)) is not None:
        loss = loss + class_loss
        metrics["fake_class_loss"] = class_loss.item()
    descend(state.optimizers["generator"], loss)
    state.discriminator.requires_grad_(True)
    return metrics


def draw_real(
    state: TrainingState, data: LabelledImages, detail: Detail, compute: Compute
) -> tuple[Tensor, Tensor]:
    """A batch of real images at this level of detail, and the labels that the networks are given."""
    rows = torch.randint(len(data), (state.recipe.batch_size,), generator=state.chance).numpy()
    images = compute.place(torch.from_numpy(data.images[rows]))
    labels = compute.place(state.recipe.conditioning.network_labels(torch.from_numpy(data.labels[rows])))
    return state.recipe.schedule.view(images, detail), labels


def draw_latent(state: TrainingState, count: int, compute: Compute) -> Tensor:
    """Latents (count, latent size)."""
    return compute.place(latents.draw(state.recipe.latent, count, state.latent_size, state.chance))


def descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step downhill."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
