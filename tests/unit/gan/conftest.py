"""Toy data and recipes: everything real, but tiny."""

import numpy as np
import pytest
import torch

from gan_augmentation.compute import Compute
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel

CPU = Compute(torch.device("cpu"), torch.float32)


def toy_recipe(**changes: object) -> Recipe:
    """A relativistic GAN of a few hundred weights for 8x8 images."""
    parts = {
        "representation": {"kind": "mel"},
        "generator": {"kind": "strided", "maps": [4, 4], "latent_size": 4},
        "discriminator": {"kind": "strided", "maps": [4, 4]},
        "conditioning": {"kind": "projection"},
        "loss": {"kind": "relativistic_pairing"},
        "penalty": {"kind": "r1_r2", "gamma": 0.1, "every": 2},
        "augmentation": {"kind": "spectrogram", "time_shift": 1, "frequency_shift": 1, "cutout": [2, 2]},
        "schedule": {"kind": "constant"},
        "budget": {"epochs": 1, "least": 160, "most": 160},
        "optimizer": {"learning_rate": 1e-3, "betas": [0.0, 0.99]},
        "batch_size": 8,
        "ema_decay": 0.9,
    }
    return Recipe.model_validate({**parts, **changes})


def growing_recipe(**changes: object) -> Recipe:
    """A progressive GAN, 4x4 -> 8x8."""
    return toy_recipe(
        **{
            "generator": {"kind": "progressive", "maps": [4, 4], "latent_size": 4},
            "discriminator": {"kind": "progressive", "maps": [4, 4]},
            "loss": {"kind": "wasserstein"},
            "penalty": {"kind": "gradient_penalty"},
            "augmentation": {"kind": "none"},
            "schedule": {"kind": "growing", "shares": [0.5, 0.5]},
            "optimizer": {"learning_rate": 1e-3, "betas": [0.0, 0.99], "reset_each_stage": True},
            **changes,
        }
    )


@pytest.fixture
def toy_data() -> LabelledImages:
    """Two classes of 8x8 images: bright above, bright below."""
    rng = np.random.default_rng(0)
    images = rng.normal(-0.8, 0.1, (40, 1, 8, 8)).astype(np.float32)
    labels = np.repeat(np.arange(2, dtype=np.int64), 20)
    images[labels == 0, :, :4] += 1.5
    images[labels == 1, :, 4:] += 1.5
    ids = tuple(f"clip{number}" for number in range(40))
    return LabelledImages(images.clip(-1, 1), labels, ("above", "below"), ids, 1.0, Mel())
