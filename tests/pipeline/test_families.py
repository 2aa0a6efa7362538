"""Every family trains in profile smoke on its kind of data, and what it makes can be decoded."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from kedro.config import OmegaConfigLoader

from gan_augmentation.compute import Compute
from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.training import train_family
from gan_augmentation.interruption import StopRequest
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.settings import CONFIG_LOADER_ARGS
from tests.sounds import CLASSES, RATE, tone

CONF = Path(__file__).parents[2] / "conf"
FAMILIES = sorted(path.stem for path in (CONF / "base/parameters/families").glob("*.yml"))
PICTURES = {"dcgan", "progressive_image", "relativistic_image"}
PER_CLASS = 8


def recipe_of(family: str) -> Recipe:
    env = "mnist" if family in PICTURES else "base"
    switches = {"family": family, "profile": "smoke"}
    loader = OmegaConfigLoader(str(CONF), env=env, runtime_params=switches, **CONFIG_LOADER_ARGS)
    return Recipe.model_validate(loader["parameters"]["gan"])


def sounds() -> np.ndarray:
    clips = [tone(pitch, seed, seconds=1.0) for pitch in CLASSES.values() for seed in range(PER_CLASS)]
    return np.stack(clips)[:, :RATE]


def pictures() -> np.ndarray:
    """Bars, one per class, of random brightness."""
    clips = np.zeros((len(CLASSES) * PER_CLASS, 28, 28), dtype=np.uint8)
    for row, clip in enumerate(clips):
        clip[4 + 8 * (row // PER_CLASS) :][:5, 4:24] = 120 + 5 * row
    return clips


def train_on(clips: np.ndarray, recipe: Recipe, folder: Path) -> None:
    """Train, and expect finite losses, a snapshot and samples that can be decoded."""
    representation = recipe.representation
    values = representation.encode(clips)
    scaling = representation.fit_scaling(values)
    labels = np.repeat(np.arange(len(CLASSES), dtype=np.int64), PER_CLASS)
    ids = tuple(f"clip{number}" for number in range(len(clips)))
    data = LabelledImages(scaling.scale(values), labels, tuple(CLASSES), ids, scaling.peak, representation)
    store, compute = CheckpointStore(folder), Compute.detect()
    reports = list(train_family(recipe, data, store, seed=0, compute=compute, stop=StopRequest()))
    assert reports[-1].images >= recipe.budget.least
    assert all(math.isfinite(value) for report in reports for value in report.metrics.values())
    assert reports[-1].snapshot is not None
    assert np.abs(reports[-1].snapshot).max() <= 1
    generator = TrainedGenerator.from_checkpoints(recipe, data, store)
    images = generator.sample(torch.tensor([0, 1, 2]), [1, 2, 3], 1.0, compute).numpy()
    blended = generator.blend(generator.draw([1, 2, 3], 1.0), torch.eye(3), compute).numpy()
    np.testing.assert_allclose(blended, images, atol=1e-5)
    made = generator.decode(images, seed=0)
    assert made.shape == (3, *clips.shape[1:])
    assert np.isfinite(made).all()
    assert made.std() > 0


def train_on_sounds(recipe: Recipe, folder: Path) -> None:
    train_on(sounds(), recipe, folder)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_trains_and_its_samples_can_be_decoded(family, tmp_path):
    recipe = recipe_of(family)
    train_on(sounds() if recipe.representation.of_sound else pictures(), recipe, tmp_path)
