"""How much bfloat16 with channels_last speeds up a GAN step: images a second against plain float32, in one run.

    python benchmarks/gan_step.py [--family relativistic_mel] [--steps 24]

The two are stepped in turns, several times, and their medians compared; the networks are those of the laptop profile.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from kedro.config import OmegaConfigLoader

from gan_augmentation.compute import Compute
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.state import TrainingState
from gan_augmentation.gan.steps import train_step
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel
from gan_augmentation.settings import CONFIG_LOADER_ARGS

CONF = Path(__file__).parents[1] / "conf"
TURNS = 9


def recipe_of(family: str, images: int) -> Recipe:
    switches = {"family": family, "profile": "laptop", "gan": {"budget": {"least": images, "most": images}}}
    loader = OmegaConfigLoader(str(CONF), env="base", runtime_params=switches, **CONFIG_LOADER_ARGS)
    return Recipe.model_validate(loader["parameters"]["gan"])


def some_images() -> LabelledImages:
    rng = np.random.default_rng(0)
    images = rng.uniform(-1, 1, (256, 1, 128, 32)).astype(np.float32)
    labels = rng.integers(0, 7, 256)
    return LabelledImages(images, labels, tuple("abcdefg"), tuple(map(str, range(256))), 1.0, Mel())


class Player:
    """A training of one precision, stepped at full size."""

    def __init__(self, recipe: Recipe, data: LabelledImages, compute: Compute) -> None:
        self.data, self.compute = data, compute
        self.state = TrainingState(recipe, data.shape, len(data.classes), 0, compute)
        self.detail = recipe.schedule.stages(10**6)[-1].detail(10**6)
        networks = (self.state.generator, self.state.discriminator, self.state.averaged_generator)
        recipe.schedule.set_detail(self.detail, *networks)

    def rate(self, steps: int) -> float:
        """Images a second."""
        before, began = self.state.images, time.perf_counter()
        for _ in range(steps):
            train_step(self.state, self.data, self.detail, self.compute)
        return (self.state.images - before) / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", default="relativistic_mel")
    parser.add_argument(
        "--steps", type=int, default=24, help="of a turn; a multiple of the lazy penalty's period"
    )
    arguments = parser.parse_args()
    recipe, data = recipe_of(arguments.family, 10**6), some_images()
    plain, native = Compute(torch.device("cpu"), torch.float32), Compute.detect()
    if native.precision == torch.float32:
        print("This CPU has no native bfloat16: training runs in float32.")
        return
    players = {
        "float32": Player(recipe, data, plain),
        "bfloat16 + channels_last": Player(recipe, data, native),
    }
    rates: dict[str, list[float]] = {name: [] for name in players}
    for turn in range(TURNS + 1):
        for name, player in players.items():
            reached = player.rate(arguments.steps)
            if turn:  # the first one warms up
                rates[name].append(reached)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    print(f"{arguments.family}, laptop networks, {torch.get_num_threads()} threads")
    for name, value in medians.items():
        print(f"{name:>26}  {value:7.0f} images/s")
    print(f"{'ratio':>26}  {medians['bfloat16 + channels_last'] / medians['float32']:7.2f}")


if __name__ == "__main__":
    main()
