"""From one class to another, or from one sample of a class to another, in even steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan import latents
from gan_augmentation.gan.class_names import class_number
from gan_augmentation.gan.demand import seeds_of_classes
from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.sampling import TrainedGenerator
    from gan_augmentation.gan.synthesis import Recognise


class InterpolationSettings(Settings):
    """How a way from sample to sample sounds."""

    pause: float = Field(0.1, ge=0, le=10, description="seconds of silence between them")


@dataclass(frozen=True)
class Interpolation:
    """The samples in their order.

    Attributes:
        images: float32 (steps, C, H, W), the generator's own.
        start: name of the class it begins with.
        end: name of the class it ends with.
    """

    images: NDArray[np.float32]
    start: str
    end: str


def interpolate(
    generator: TrainedGenerator,
    from_label: object,
    to_label: object,
    steps: int,
    *,
    seed: int,
    spread: float,
    recognise: Recognise | None,
    compute: Compute,
) -> Interpolation:
    """From class to class with the same latent, or between two latents of one class.

    A generator that knows of no class goes from a latent that the evaluator takes for the one class to a latent that it takes for
    the other.

    Args:
        generator: makes the samples.
        from_label: the class to begin with.
        to_label: the class to end with; None stays with the first.
        steps: samples, both ends included.
        seed: of the latents.
        spread: standard deviation of the latents.
        recognise: class probabilities of the generator's images, where an evaluator was trained.
        compute: device and precision.

    Raises:
        GanAugmentationError: there is no such class, or nobody can tell which samples belong to it.
    """
    import torch

    classes = generator.classes
    if from_label is None:
        raise GanAugmentationError(
            f"from_label: say which class to begin with. Choose one of: {', '.join(classes)}."
        )
    start = class_number(from_label, classes, "from_label")
    end = start if to_label is None else class_number(to_label, classes, "to_label")
    seeds = seeds_of_classes(
        generator, sorted({start, end}), 2, seed=seed, spread=spread, recognise=recognise, compute=compute
    )
    same_latent = start != end and generator.recipe.conditioning.asks_for_class
    first, last = seeds[start][0], seeds[start][0] if same_latent else seeds[end][1]
    drawn = generator.draw([first, last], spread)
    way = latents.between(generator.recipe.latent, drawn[0], drawn[1], steps)
    ends = torch.eye(len(classes))[[start, end]]
    weights = torch.lerp(ends[0], ends[1], torch.linspace(0, 1, steps).unsqueeze(1))
    images = generator.blend(way, weights, compute).numpy()
    return Interpolation(images, classes[start], classes[end])


def join(clips: NDArray[np.float32], pause: int) -> NDArray[np.float32]:
    """Clips (N, samples) one after the other, with `pause` samples of silence between them."""
    return np.pad(clips, ((0, 0), (0, pause))).reshape(-1)[: clips.size + pause * (len(clips) - 1)]
