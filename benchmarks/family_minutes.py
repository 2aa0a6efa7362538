"""How long the GAN of each family trains on this machine in a profile: a short training through every stage, and the budget.

    python benchmarks/family_minutes.py [--profile laptop] [--env speech_commands ...] [--family NAME ...]

Noise takes the place of clips, as many as the data sets have in their train parts; a step takes as long. Timings need a
machine with nothing else to do. Evaluation between the reports (a hundred or so in a training) is not counted.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from gan_augmentation.compute import Compute
from gan_augmentation.gan.pace import seconds_of_training
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.parameters import check_parameters
from gan_augmentation.representations.features import LabelledImages

ROOT = Path(__file__).parents[1]
TRAIN_PARTS = {
    "speech_commands": (7, 193),
    "fsdd": (10, 200),
    "fashion_mnist": (10, 5143),
    "mnist": (10, 5143),
}
"""Classes, and training clips of each."""
MOST = 4000
"""So many are put in memory; a step draws a few of them, however many there are."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", default="laptop")
    parser.add_argument("--env", nargs="+", default=["speech_commands", "fashion_mnist"], choices=TRAIN_PARTS)
    parser.add_argument("--family", nargs="+", help="all when left out")
    arguments = parser.parse_args()
    bootstrap_project(ROOT)
    print(
        f"{torch.get_num_threads()} threads\n\n| data | family | images | images/s | minutes |\n| --- | --- | --- | --- | --- |"
    )
    for env in arguments.env:
        for family in arguments.family or families_for(env):
            recipe = recipe_of(env, family, arguments.profile)
            images = recipe.budget.images(np.prod(TRAIN_PARTS[env]))
            data = noise(recipe, env)
            rate = recipe.budget.images(len(data)) / seconds_of_training(recipe, data, Compute.detect())
            print(f"| {env} | `{family}` | {images:,} | {rate:.0f} | {images / rate / 60:.1f} |", flush=True)


def families_for(env: str) -> list[str]:
    names = sorted(path.stem for path in (ROOT / "conf/base/parameters/families").glob("*.yml"))
    pictures = {"dcgan", "progressive_image", "relativistic_image"}
    return [name for name in names if (name in pictures) == env.endswith("mnist")]


def recipe_of(env: str, family: str, profile: str) -> Recipe:
    switches = {"family": family, "profile": profile}
    with KedroSession.create(ROOT, env=env, runtime_params=switches) as session:
        raw = session.load_context().config_loader["parameters"]
    return check_parameters({name: value for name, value in raw.items() if not name.startswith("_")}).gan


def noise(recipe: Recipe, env: str) -> LabelledImages:
    classes, per_class = TRAIN_PARTS[env]
    labels = np.arange(min(classes * per_class, MOST)) % classes
    shape = (len(labels), *recipe.representation.shape)
    images = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
    names = tuple(map(str, range(classes)))
    return LabelledImages(images, labels, names, tuple(map(str, labels)), 1.0, recipe.representation)


if __name__ == "__main__":
    main()
