"""How much bfloat16 with channels_last speeds up a GAN step: images a second against plain float32, in one run.

    python benchmarks/gan_step.py [--family relativistic_mel] [--images 1280]

The two are timed in turns, several times, and their medians compared; the networks are those of the laptop profile.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

import numpy as np
import torch
from kedro.config import OmegaConfigLoader

from gan_augmentation.compute import Compute
from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.training import train_family
from gan_augmentation.interruption import StopRequest
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel
from gan_augmentation.settings import CONFIG_LOADER_ARGS

CONF = Path(__file__).parents[1] / "conf"
TURNS = 5


def recipe_of(family: str, images: int) -> Recipe:
    switches = {"family": family, "profile": "laptop", "gan": {"budget": {"least": images, "most": images}}}
    loader = OmegaConfigLoader(str(CONF), env="base", runtime_params=switches, **CONFIG_LOADER_ARGS)
    return Recipe.model_validate(loader["parameters"]["gan"])


def some_images() -> LabelledImages:
    rng = np.random.default_rng(0)
    images = rng.uniform(-1, 1, (256, 1, 128, 32)).astype(np.float32)
    labels = rng.integers(0, 7, 256)
    return LabelledImages(images, labels, tuple("abcdefg"), tuple(map(str, range(256))), 1.0, Mel())


def rate(recipe: Recipe, data: LabelledImages, compute: Compute) -> float:
    """Images a second at full size over the second half of the training; the first half warms up."""
    with tempfile.TemporaryDirectory() as folder:
        reports = train_family(
            recipe, data, CheckpointStore(Path(folder)), seed=0, compute=compute, stop=StopRequest()
        )
        rates = [report.metrics["images_per_second"] for report in reports]
    return statistics.harmonic_mean(rates[len(rates) // 2 :])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", default="relativistic_mel")
    parser.add_argument("--images", type=int, default=1280)
    arguments = parser.parse_args()
    recipe, data = recipe_of(arguments.family, arguments.images), some_images()
    plain, native = Compute(torch.device("cpu"), torch.float32), Compute.detect()
    if native.precision == torch.float32:
        print("This CPU has no native bfloat16: training runs in float32.")
        return
    rates: dict[str, list[float]] = {"float32": [], "bfloat16 + channels_last": []}
    for _ in range(TURNS):
        for name, compute in zip(rates, (plain, native), strict=True):
            rates[name].append(rate(recipe, data, compute))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    print(f"{arguments.family}, laptop networks, {torch.get_num_threads()} threads")
    for name, value in medians.items():
        print(f"{name:>26}  {value:7.0f} images/s")
    print(f"{'ratio':>26}  {medians['bfloat16 + channels_last'] / medians['float32']:7.2f}")


if __name__ == "__main__":
    main()
