"""A grid on small pictures, quick enough to be run in a test."""

from hashlib import sha256
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.experiments.cells import Cells
from gan_augmentation.experiments.settings import Conditions, Grid
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.images.classic import PictureAugmentation
from gan_augmentation.representations.features import Features
from gan_augmentation.representations.image import Image
from tests.clips import clips_of
from tests.pictures import CLASSES, pattern

PER_CLASS = {"train": 40, "validation": 4, "test": 40}
NETWORK = {"kind": "residual", "widths": [8, 16]}
TOY_GAN = {
    "representation": {"kind": "image"},
    "generator": {"kind": "strided", "maps": [8, 8, 4], "latent_size": 8},
    "discriminator": {"kind": "strided", "maps": [8, 8, 4]},
    "conditioning": {"kind": "projection"},
    "loss": {"kind": "relativistic_pairing"},
    "penalty": {"kind": "r1_r2", "every": 4},
    "augmentation": {"kind": "picture"},
    "schedule": {"kind": "constant"},
    "budget": {"epochs": 1, "least": 96, "most": 96},
    "optimizer": {"learning_rate": 1e-3, "betas": [0.0, 0.99]},
    "batch_size": 16,
    "ema_decay": 0.9,
}


@pytest.fixture(scope="session")
def materials():
    """features, clips and split of three classes of pictures."""
    rows = [
        {"clip_id": f"{label}-{side}-{n}", "label": label, "speaker": None, "split": side, "image": pattern(c, n + start)}
        for c, label in enumerate(CLASSES)
        for start, (side, count) in zip((0, 200, 400), PER_CLASS.items(), strict=True)
        for n in range(count)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    image = Image(kind="image")
    values = image.encode(np.stack(list(table["image"])))
    return SimpleNamespace(
        features=Features(tuple(table["clip_id"]), values, image),
        clips=clips_of(
            table[["clip_id"]].assign(sha256=[sha256(each).hexdigest() for each in table["image"]]),
            list(table["image"]),
        ),
        split=table[["clip_id", "label", "speaker", "split"]],
    )


@pytest.fixture(scope="session")
def cut(materials):
    """The cells of a grid."""

    def make(grid, features=materials.features, split=materials.split, seed=0):
        return Cells(grid, features, materials.clips, split, seed)

    return make


@pytest.fixture(scope="session")
def conditions():
    return Conditions(
        families={"toy": Recipe.model_validate(TOY_GAN)},
        augmentation=PictureAugmentation(copies=2),
        evaluator=EvaluatorSettings.model_validate(
            {"network": NETWORK, "training": {"steps": 10, "batch_size": 16}, "members": 1}
        ),
        synthesis=SynthesisSettings(per_class=8),
        classifier=ClassifierSettings.model_validate(
            {"network": NETWORK, "training": {"steps": 120, "batch_size": 32}, "seeds": 1}
        ),
    )


@pytest.fixture
def grid():
    return Grid(sizes=[3], seeds=1, arms=["real", "classic", "classic_gan"], families=["toy"])
