"""What a classifier learns from synthetic clips alone."""

import numpy as np

from gan_augmentation.classifier.gan_train import gan_train_accuracy
from gan_augmentation.classifier.networks import ResidualCNN
from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.training import ClassifierTraining
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel

SETTINGS = ClassifierSettings(
    network=ResidualCNN(widths=(4, 8)),
    training=ClassifierTraining(steps=30, batch_size=16, learning_rate=0.02),
    seeds=3,
)


def stripes(count, seed):
    """Noisy images with a bright band at the top (class 0) or at the bottom (class 1)."""
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    images = generator.normal(-0.5, 0.3, (count, 1, 16, 8)).astype(np.float32)
    images[labels == 0, :, 2:5] += 1
    images[labels == 1, :, 11:14] += 1
    return np.clip(images, -1, 1), labels


def part(images, labels):
    ids = tuple(str(number) for number in range(len(images)))
    return LabelledImages(images, labels, ("top", "bottom"), ids, 1.0, Mel())


def accuracy_of(images, labels, seed=0):
    synthetic, no_copies = part(images, labels), part(images[:0], labels[:0])
    return gan_train_accuracy(synthetic, no_copies, part(*stripes(100, seed=9)), SETTINGS, seed)


def test_clips_like_the_real_ones_teach_their_classes():
    assert accuracy_of(*stripes(80, seed=1)) > 0.95


def test_clips_of_the_wrong_class_teach_it_wrongly():
    images, labels = stripes(80, seed=1)
    assert accuracy_of(images, 1 - labels) < 0.05


def test_clips_that_are_all_alike_teach_no_more_than_guessing():
    images, labels = stripes(80, seed=1)
    assert accuracy_of(np.repeat(images[:1], 80, axis=0), labels) < 0.8


def test_the_same_seed_gives_the_same_accuracy():
    images, labels = stripes(40, seed=1)
    hazy = np.clip(images + np.random.default_rng(2).normal(0, 1, images.shape), -1, 1).astype(np.float32)
    assert accuracy_of(hazy, labels, seed=4) == accuracy_of(hazy, labels, seed=4)


def test_the_copies_teach_as_well():
    images, labels = stripes(80, seed=1)
    nothing_to_see = part(np.zeros_like(images[:8]), labels[:8])
    test = part(*stripes(100, seed=9))
    assert gan_train_accuracy(nothing_to_see, part(images, labels), test, SETTINGS, seed=0) > 0.9
