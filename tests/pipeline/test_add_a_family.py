"""The worked example of docs/add_a_family.md does what the page says."""

import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import torch
from kedro.config import OmegaConfigLoader
from torch.nn.functional import one_hot

from gan_augmentation.gan.conditioning import Projection
from gan_augmentation.gan.networks.discriminator import ConditionedDiscriminator
from gan_augmentation.gan.networks.settings import StridedDiscriminator
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.hooks.parameters import _without_helpers
from gan_augmentation.parameters import check_parameters
from gan_augmentation.settings import CONFIG_LOADER_ARGS
from tests.pipeline.test_families import train_on_sounds

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/add_a_family.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_family_of_the_page_resolves_and_trains(tmp_path):
    shutil.copytree(ROOT / "conf", tmp_path / "conf")
    (family,) = blocks("yaml")
    (tmp_path / "conf/base/parameters/families/least_squares_mel.yml").write_text(family)
    switches = {"family": "least_squares_mel", "profile": "smoke"}
    loader = OmegaConfigLoader(
        str(tmp_path / "conf"), env="base", runtime_params=switches, **CONFIG_LOADER_ARGS
    )
    parameters = check_parameters(_without_helpers(loader["parameters"]))
    assert parameters.gan.conditioning.kind == "concat"
    train_on_sounds(parameters.gan, tmp_path / "checkpoints")


def test_the_network_of_the_page_keeps_the_contract(monkeypatch):
    space: dict = {"__name__": "page"}
    monkeypatch.setitem(sys.modules, "page", ModuleType("page"))
    for block in blocks("python"):
        exec(block, space)  # the page is ours
    settings = space["DenseGenerator"](width=8, latent_size=4)
    generator = settings.build((1, 8, 8), 3)
    latent, labels = torch.randn(5, settings.latent_size), torch.tensor([0, 1, 2, 0, 1])
    images = generator(latent, labels)
    assert images.shape == (5, 1, 8, 8)
    assert images.abs().max() <= 1
    weights = one_hot(labels, 3).float()
    assert generator(latent, weights).equal(images)
    assert not generator(latent, weights.roll(1, dims=1)).equal(images)
    discriminator = ConditionedDiscriminator(StridedDiscriminator(maps=(4, 4)), Projection(), (1, 8, 8), 3)
    discriminator(images, labels).logit.sum().backward()
    assert all(weight.grad is not None for weight in generator.parameters())


def test_the_page_names_every_kind_there_is():
    for field in ("conditioning", "loss", "penalty", "augmentation", "schedule"):
        union = Recipe.model_fields[field].annotation
        for kind in union.__args__:
            assert f"`{kind.model_fields['kind'].default}`" in PAGE, f"{field}: {kind.__name__}"
