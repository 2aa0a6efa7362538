import numpy as np
import pytest
import torch

from gan_augmentation.classifier.networks import ResidualCNN, ThreeConvCNN
from gan_augmentation.classifier.prediction import BATCH, Ensemble, embed, predict

IMAGES = np.random.default_rng(0).uniform(-1, 1, (BATCH + 3, 1, 16, 8)).astype(np.float32)
TINY = ResidualCNN(widths=(4, 8))


def model(seed):
    return TINY.build((1, 16, 8), 3, seed=seed).eval()


def test_probabilities_are_float32_and_sum_to_one_in_the_order_of_the_images():
    network = model(0)
    probabilities = predict(network, IMAGES)
    assert probabilities.shape == (BATCH + 3, 3)
    assert probabilities.dtype == np.float32
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    with torch.no_grad():
        golden = network(torch.from_numpy(IMAGES[-2:])).softmax(1).numpy()
    assert probabilities[-2:] == pytest.approx(golden, abs=1e-5)


def test_an_ensemble_answers_with_the_mean_of_its_members():
    members = [model(seed) for seed in (0, 1, 2)]
    mean = np.mean([predict(member, IMAGES) for member in members], axis=0)
    answer = predict(Ensemble(members), IMAGES)
    assert answer == pytest.approx(mean, abs=1e-6)
    assert answer.dtype == np.float32


def test_dropout_is_off_even_for_a_model_left_in_training_mode():
    network = model(0).train()
    assert np.array_equal(predict(network, IMAGES), predict(network, IMAGES))


@pytest.mark.parametrize(("network", "width"), [(TINY, 8), (ThreeConvCNN(maps=4, dense=6), 6)])
def test_the_embedding_is_the_layer_that_the_head_reads(network, width):
    built = network.build((1, 16, 8), 3, seed=0).eval()
    embedding = embed(built, IMAGES)
    assert embedding.shape == (BATCH + 3, width)
    logits = built.head(torch.from_numpy(embedding)).detach()
    assert logits.softmax(1).numpy() == pytest.approx(predict(built, IMAGES), abs=1e-5)


def test_no_images_give_no_probabilities():
    assert predict(model(0), IMAGES[:0]).shape == (0, 3)


def test_memory_that_must_not_be_written_to_is_read_without_a_warning(recwarn):
    images = IMAGES[:3].copy()
    images.flags.writeable = False
    predict(model(0), images)
    assert not [str(each.message) for each in recwarn]
