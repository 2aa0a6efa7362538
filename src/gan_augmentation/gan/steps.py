"""One step of the game: the discriminator's turn, the penalty, the generator's turn."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_augmentation.compute import Compute, flushed_denormals
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
    state.average.update_parameters(state.generator)
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
        real_logits = state.discriminator(real, labels)
        fake_logits = state.discriminator(fake, labels)
    loss = recipe.loss.discriminator(real_logits, fake_logits)
    metrics = {
        "discriminator_loss": loss.item(),
        "real_logit": real_logits.mean().item(),
        "fake_logit": fake_logits.mean().item(),
    }
    if recipe.penalty.is_due(state.step):
        with compute.autocast():
            penalty = recipe.penalty(
                lambda images: state.discriminator(images, labels), real, fake, state.chance
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
        fake_logits = state.discriminator(recipe.augmentation(fake, state.chance), labels)
        real_logits = None
        if recipe.loss.compares_with_real:
            with torch.no_grad():
                real_logits = state.discriminator(recipe.augmentation(real, state.chance), labels)
    loss = recipe.loss.generator(real_logits, fake_logits)
    descend(state.optimizers["generator"], loss)
    state.discriminator.requires_grad_(True)
    return {"generator_loss": loss.item()}


def draw_real(
    state: TrainingState, data: LabelledImages, detail: Detail, compute: Compute
) -> tuple[Tensor, Tensor]:
    """A batch of real images at this level of detail, and the labels that the networks are given."""
    rows = torch.randint(len(data), (state.recipe.batch_size,), generator=state.chance).numpy()
    images = compute.place(torch.from_numpy(data.images[rows]))
    labels = compute.place(state.recipe.conditioning.network_labels(torch.from_numpy(data.labels[rows])))
    return state.recipe.schedule.view(images, detail), labels


def draw_latent(state: TrainingState, count: int, compute: Compute) -> Tensor:
    """Latents (count, latent size) from the standard normal distribution."""
    return compute.place(torch.randn(count, state.latent_size, generator=state.chance))


def descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step downhill."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
