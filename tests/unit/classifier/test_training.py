import numpy as np
import pytest
import torch

from gan_augmentation.classifier.networks import ResidualCNN
from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.training import (
    ClassifierTraining,
    TrainingSet,
    train_classifier,
    train_several,
)

TINY = ResidualCNN(widths=(4, 8))
SHORT = ClassifierTraining(steps=30, batch_size=16, learning_rate=0.02)


def stripes(count, seed):
    """Noisy images with a bright band at the top (class 0) or at the bottom (class 1)."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 2, count)
    images = generator.normal(-0.5, 0.3, (count, 1, 16, 8)).astype(np.float32)
    images[labels == 0, :, 2:5] += 1
    images[labels == 1, :, 11:14] += 1
    return np.clip(images, -1, 1), labels


def training_set(images, targets, synthetic=None):
    empty = (np.zeros((0, *images.shape[1:]), np.float32), np.zeros((0, 2), np.float32))
    return TrainingSet(images, targets, *(synthetic or empty))


def hard(labels):
    return np.eye(2, dtype=np.float32)[labels]


def accuracy(model):
    images, labels = stripes(200, seed=99)
    return float((predict(model, images).argmax(axis=1) == labels).mean())


def test_a_simple_pattern_is_learnt():
    images, labels = stripes(100, seed=0)
    trained = train_classifier(TINY, training_set(images, hard(labels)), SHORT, seed=0)
    assert accuracy(trained.model) > 0.95


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    images, labels = stripes(60, seed=0)
    rows = training_set(images, hard(labels), stripes_as_synthetic())
    one, same, other = (
        train_classifier(TINY, rows, SHORT, seed=seed).model.state_dict() for seed in (5, 5, 6)
    )
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def stripes_as_synthetic():
    images, labels = stripes(40, seed=1)
    return images, hard(labels)


def test_training_leaves_the_global_random_state_alone():
    images, labels = stripes(40, seed=0)
    before = torch.random.get_rng_state()
    train_classifier(TINY, training_set(images, hard(labels)), ClassifierTraining(steps=2), seed=0)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_soft_targets_teach_the_probabilities_they_hold():
    images, _ = stripes(100, seed=0)
    soft = np.tile(np.array([[0.7, 0.3]], dtype=np.float32), (100, 1))
    settings = SHORT.model_copy(update={"label_smoothing": 0.0, "steps": 60})
    model = train_classifier(TINY, training_set(images, soft), settings, seed=0).model
    assert predict(model, images).mean(axis=0) == pytest.approx([0.7, 0.3], abs=0.1)


def test_synthetic_rows_are_learnt_from():
    images, labels = stripes(100, seed=0)
    turned = hard(1 - labels)
    settings = SHORT.model_copy(update={"synthetic_share": 1.0, "synthetic_until": 1.0})
    trained = train_classifier(TINY, training_set(images, turned, (images, hard(labels))), settings, seed=0)
    assert accuracy(trained.model) > 0.95


def test_the_curve_falls_and_ends_at_the_last_step():
    images, labels = stripes(100, seed=0)
    history = train_classifier(TINY, training_set(images, hard(labels)), SHORT, seed=0).history
    assert list(history.columns) == ["step", "loss", "accuracy"]
    assert history["step"].iloc[-1] == 30
    assert history["step"].is_monotonic_increasing
    assert history["loss"].iloc[-3:].mean() < 0.8 * history["loss"].iloc[:3].mean()
    assert history["accuracy"].between(0, 1).all()


def test_a_long_curve_is_thinned_to_means_of_stretches():
    images, labels = stripes(40, seed=0)
    settings = ClassifierTraining(steps=120, batch_size=4)
    history = train_classifier(
        ResidualCNN(widths=(2,)), training_set(images, hard(labels)), settings, seed=0
    ).history
    assert 40 <= len(history) <= 50
    assert history["step"].iloc[-1] == 120


def test_a_trained_classifier_answers_like_a_fresh_one_with_its_weights():
    images, labels = stripes(40, seed=0)
    model = train_classifier(TINY, training_set(images, hard(labels)), SHORT, seed=0).model
    fresh = TINY.build((1, 16, 8), 2, seed=9).eval()
    fresh.load_state_dict(model.state_dict())
    assert np.array_equal(predict(model, images), predict(fresh, images))


def test_a_single_step_is_enough_to_run():
    images, labels = stripes(40, seed=0)
    trained = train_classifier(TINY, training_set(images, hard(labels)), ClassifierTraining(steps=1), seed=0)
    assert len(trained.history) == 1


def test_several_trainings_side_by_side_are_those_done_one_by_one(capsys):
    images, labels = stripes(40, seed=0)
    rows, settings = training_set(images, hard(labels)), ClassifierTraining(steps=3, batch_size=8)
    alone = train_several(TINY, rows, settings, [5, 6, 7], 1, "real")
    together = train_several(TINY, rows, settings, [5, 6, 7], 2, "real")
    assert list(alone) == list(together) == [0, 1, 2]
    for number in alone:
        assert np.array_equal(predict(alone[number].model, images), predict(together[number].model, images))
    assert "train real: 100%" in capsys.readouterr().err


def test_rows_that_do_not_fit_each_other_are_refused():
    images, labels = stripes(10, seed=0)
    with pytest.raises(ValueError, match="equal length"):
        training_set(images, hard(labels)[:9])
    with pytest.raises(ValueError, match="float64"):
        training_set(images.astype(np.float64), hard(labels))
    with pytest.raises(ValueError, match="needs real rows"):
        training_set(images[:0], hard(labels)[:0])
