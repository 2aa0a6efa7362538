import json

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.classifier.networks import ResidualCNN
from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.classifier.training import TrainedClassifier
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel

NETWORK = ResidualCNN(widths=(4, 8))
IMAGES = np.random.default_rng(0).uniform(-1, 1, (20, 1, 16, 8)).astype(np.float32)

REAL = LabelledImages(
    IMAGES, np.arange(20) % 2, ("no", "yes"), tuple("abcdefghijklmnopqrst"), 2.5, Mel(n_mels=16)
)


def trained():
    history = pd.DataFrame({"step": [1, 3], "loss": [0.7, 0.6], "accuracy": [0.5, 0.75]})
    models = {seed: TrainedClassifier(NETWORK.build((1, 16, 8), 2, seed).eval(), history) for seed in (3, 1)}
    return StoredClassifiers.collect(NETWORK, REAL, models)


def test_classifiers_answer_alike_after_saving_and_loading(tmp_path):
    before = trained()
    before.save(tmp_path)
    after = StoredClassifiers.load(tmp_path)
    assert list(after.models) == [3, 1]
    assert after.classes == ("no", "yes")
    assert after.network == NETWORK
    assert after.view == REAL.view
    assert np.array_equal(predict(before.ensemble, IMAGES), predict(after.ensemble, IMAGES))


def test_the_curves_of_all_seeds_are_kept(tmp_path):
    before = trained()
    before.save(tmp_path)
    curves = StoredClassifiers.load(tmp_path).curves
    assert curves.groupby("seed")["step"].max().to_dict() == {1: 3, 3: 3}
    assert np.allclose(curves["loss"], before.curves["loss"])


def test_only_plain_files_are_written(tmp_path):
    trained().save(tmp_path)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [
        ".csv",
        ".json",
        ".safetensors",
        ".safetensors",
    ]


def test_classifiers_of_an_earlier_version_are_refused_with_the_mend(tmp_path):
    trained().save(tmp_path)
    description = json.loads((tmp_path / "classifiers.json").read_text())
    del description["representation"]
    (tmp_path / "classifiers.json").write_text(json.dumps(description))
    with pytest.raises(GanAugmentationError, match="Train them again"):
        StoredClassifiers.load(tmp_path)
