"""The generator as an MLflow model: rows in, clips out."""

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.datasets.generator_model import GeneratorModel
from gan_augmentation.datasets.model_logging import example_for, signature_of
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.representations.image import Image
from gan_augmentation.representations.waveform import WaveformImage
from tests.unit.gan.conftest import toy_generator

SOUND = WaveformImage(sample_rate=1000, clip_samples=100, side=8)


def model_of(representation=SOUND, **changes):
    toy = toy_generator(**changes)
    model = GeneratorModel()
    model.generator = TrainedGenerator(toy.recipe, toy.classes, toy.shape, 1.0, representation, toy.models)
    return model


def test_a_row_gives_a_clip_of_its_class():
    made = model_of().predict(None, pd.DataFrame({"label": ["b", "a"], "seed": [1, 2]}))
    assert made["label"].tolist() == ["b", "a"]
    assert made["sample_rate"].tolist() == [1000, 1000]
    assert [clip.shape for clip in made["audio"]] == [(100,), (100,)]


def test_seeds_that_were_not_given_are_told_so_that_a_clip_can_be_made_again():
    model = model_of()
    first, second = (model.predict(None, pd.DataFrame({"label": ["a"]})) for _ in range(2))
    assert first["seed"][0] != second["seed"][0]
    again = model.predict(None, first[["label", "seed"]])
    np.testing.assert_array_equal(again["audio"][0], first["audio"][0])


def test_the_spread_can_be_chosen():
    rows = pd.DataFrame({"label": ["a"], "seed": [1]})
    near, far = (model_of().predict(None, rows, {"spread": spread}) for spread in (0.1, 2.0))
    assert not np.array_equal(near["audio"][0], far["audio"][0])


def test_pictures_come_as_pictures():
    made = model_of(Image(height=8, width=8)).predict(None, pd.DataFrame({"label": ["a"], "seed": [1]}))
    assert made["picture"][0].shape == (8, 8)
    assert "audio" not in made


def test_a_generator_without_classes_takes_seeds_alone():
    model = model_of(conditioning="none")
    assert len(model.predict(None, pd.DataFrame({"seed": [1, 2, 3]}))) == 3
    with pytest.raises(GanAugmentationError, match="knows of no class"):
        model.predict(None, pd.DataFrame({"label": ["a"], "seed": [1]}))


@pytest.mark.parametrize(("conditioning", "columns"), [("projection", ["label", "seed"]), ("none", ["seed"])])
def test_signature_and_example_agree(conditioning, columns):
    generator = model_of(conditioning=conditioning).generator
    assert signature_of(generator).inputs.input_names() == columns
    assert list(example_for(generator)) == columns
