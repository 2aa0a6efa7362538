import numpy as np
import pandas as pd

from gan_augmentation.classifier.networks import ResidualCNN
from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.classifier.training import TrainedClassifier

NETWORK = ResidualCNN(widths=(4, 8))
IMAGES = np.random.default_rng(0).uniform(-1, 1, (20, 1, 16, 8)).astype(np.float32)


def trained():
    history = pd.DataFrame({"step": [1, 3], "loss": [0.7, 0.6], "accuracy": [0.5, 0.75]})
    models = {seed: TrainedClassifier(NETWORK.build((1, 16, 8), 2, seed).eval(), history) for seed in (3, 1)}
    return StoredClassifiers.collect(NETWORK, ("no", "yes"), (1, 16, 8), models)


def test_classifiers_answer_alike_after_saving_and_loading(tmp_path):
    before = trained()
    before.save(tmp_path)
    after = StoredClassifiers.load(tmp_path)
    assert list(after.models) == [3, 1]
    assert after.classes == ("no", "yes")
    assert after.network == NETWORK
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
