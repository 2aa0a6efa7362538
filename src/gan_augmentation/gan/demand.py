"""Synthetic clips on demand: so many of a class, from a trained generator alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.class_names import class_number
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.sampling import TrainedGenerator
    from gan_augmentation.gan.synthesis import Recognise

COUNT = 10  # clips of a class where no number is asked for
ROUND = 64  # candidates that are judged together
TRIES = 20  # candidates for each clip wanted, at most


@dataclass(frozen=True)
class OnDemand:
    """What was made.

    Attributes:
        images: float32 (N, C, H, W), the generator's own.
        labels: names of the classes.
        latent_seeds: from which each can be made again.
    """

    images: NDArray[np.float32]
    labels: list[str]
    latent_seeds: list[int]


def make_on_demand(
    generator: TrainedGenerator,
    label: object,
    count: int,
    *,
    seed: int,
    spread: float,
    recognise: Recognise | None,
    compute: Compute,
) -> OnDemand:
    """Clips of one class, or of every class.

    Args:
        generator: makes them.
        label: the class asked for; None asks for every class.
        count: clips of a class.
        seed: of every latent.
        spread: standard deviation of the latents.
        recognise: class probabilities of the generator's images, where an evaluator was trained.
        compute: device and precision.

    Raises:
        GanAugmentationError: there is no such class, or nobody can tell which samples belong to it.
    """
    import torch

    classes = generator.classes
    wanted = range(len(classes)) if label is None else [class_number(label, classes, "label")]
    seeds = seeds_of_classes(
        generator, wanted, count, seed=seed, spread=spread, recognise=recognise, compute=compute
    )
    numbers = [number for number in wanted for _ in range(count)]
    latent_seeds = [latent_seed for number in wanted for latent_seed in seeds[number]]
    images = generator.sample(torch.tensor(numbers), latent_seeds, spread, compute).numpy()
    return OnDemand(images, [classes[number] for number in numbers], latent_seeds)


def seeds_of_classes(
    generator: TrainedGenerator,
    wanted: Sequence[int],
    count: int,
    *,
    seed: int,
    spread: float,
    recognise: Recognise | None,
    compute: Compute,
) -> dict[int, list[int]]:
    """For each class wanted, `count` seeds of latents that give it.

    A generator that is asked for a class gives it from any latent. Of one that knows of none, the evaluator picks samples.
    """
    if generator.recipe.conditioning.asks_for_class:
        return {
            number: [
                derive_seed(seed, "on_demand", generator.classes[number], place) for place in range(count)
            ]
            for number in wanted
        }
    if recognise is None:
        raise GanAugmentationError(
            f"the conditioning '{generator.recipe.conditioning.kind}' knows of no class, and there is no evaluator that could "
            "tell which samples belong to which. Train one, with the whole `augment_audio` pipeline, or choose another family."
        )
    return _picked(generator, wanted, count, seed, spread, recognise, compute)


def _picked(
    generator: TrainedGenerator,
    wanted: Sequence[int],
    count: int,
    seed: int,
    spread: float,
    recognise: Recognise,
    compute: Compute,
) -> dict[int, list[int]]:
    import torch

    classes = generator.classes
    found: dict[int, list[int]] = {number: [] for number in range(len(classes))}
    most = max(ROUND, TRIES * count * len(classes))
    for start in range(0, most, ROUND):
        seeds = [derive_seed(seed, "on_demand", place) for place in range(start, start + ROUND)]
        made = generator.sample(torch.zeros(ROUND, dtype=torch.int64), seeds, spread, compute)
        for number, latent_seed in zip(recognise(made.numpy()).argmax(1), seeds, strict=True):
            found[int(number)].append(latent_seed)
        if all(len(found[number]) >= count for number in wanted):
            return {number: found[number][:count] for number in wanted}
    rare = min(wanted, key=lambda number: len(found[number]))
    raise GanAugmentationError(
        f"the evaluator recognised only {len(found[rare])} of {most} samples as '{classes[rare]}', and {count} are wanted. "
        "Ask for fewer (count), or train the GAN for longer (gan.budget)."
    )
