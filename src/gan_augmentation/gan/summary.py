"""What is about to be trained, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_augmentation.compute import Compute
from gan_augmentation.gan.recipe import Recipe

if TYPE_CHECKING:
    from gan_augmentation.representations.features import LabelledImages


def summarise(recipe: Recipe, data: LabelledImages) -> str:
    """The networks of one model of the recipe: layers, shapes for a batch, and numbers of weights."""
    import torch
    from torchinfo import summary

    from gan_augmentation.gan.state import TrainingState

    classes = len(next(iter(recipe.conditioning.groups(data.classes).values())))
    cpu = Compute(torch.device("cpu"), torch.float32)
    state = TrainingState(recipe, data.shape, classes, seed=0, compute=cpu)
    labels = torch.zeros(recipe.batch_size, dtype=torch.int64)
    latents = torch.zeros(recipe.batch_size, state.latent_size)
    images = torch.zeros(recipe.batch_size, *recipe.augmentation.view_shape(data.shape))
    columns = ("output_size", "num_params")
    parts = []
    for name, network, given in (
        ("Generator", state.generator, latents),
        ("Discriminator", state.discriminator, images),
    ):
        table = summary(network, input_data=[given, labels], col_names=columns, verbose=0)
        parts.append(f"{name}\n{table}")
    return "\n\n".join(parts) + "\n"
