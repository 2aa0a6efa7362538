import numpy as np
import pytest

from gan_augmentation.audio.classic import SoundAugmentation
from gan_augmentation.images.classic import PictureAugmentation
from gan_augmentation.representations.classic import ClassicAugmentation, augment, classic_copies
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.image import Image
from gan_augmentation.representations.mel import Mel

RANDOM = np.random.default_rng(0)
SOUNDS = (0.1 * RANDOM.standard_normal((33, 800))).astype(np.float32)  # more than a block
PICTURES = RANDOM.integers(0, 256, (2100, 8, 8), dtype=np.uint8)  # more than a block

MEDIA = [
    (SoundAugmentation(copies=2, max_shift=0.01), SOUNDS, Mel(clip_samples=800, n_fft=256, hop_length=64, n_mels=16)),
    (PictureAugmentation(copies=2), PICTURES, Image(height=8, width=8)),
]  # fmt: skip


@pytest.mark.parametrize(("augmentation", "clips", "representation"), MEDIA)
def test_features_are_those_of_the_augmented_copies_in_order(augmentation, clips, representation) -> None:
    ids = tuple(f"clip{number}" for number in range(len(clips)))
    values = representation.encode(clips)
    scaling = representation.fit_scaling(values)
    labels = np.arange(len(clips)) % 2
    train = LabelledImages(scaling.scale(values), labels, ("a", "b"), ids, scaling.peak, representation)
    made = classic_copies(clips, train, augmentation, seed=3, workers=1)
    assert made.images.shape == (2 * len(clips), *representation.shape)
    assert made.clip_ids[:3] == ("clip0_copy0", "clip0_copy1", "clip1_copy0")
    np.testing.assert_array_equal(made.labels, np.repeat(labels, 2))
    assert (
        np.abs(made.images[::2] - train.images).mean() < np.abs(made.images[:-2:2] - train.images[1:]).mean()
    )


@pytest.mark.parametrize(("clips", "copies"), [(2, 6), (5, 3), (20, 2)])
def test_where_clips_are_few_there_are_more_copies_of_each(clips, copies):
    image = Image(height=8, width=8)
    scaled = image.fit_scaling(image.encode(PICTURES)).scale(image.encode(PICTURES[: 2 * clips]))
    labels, ids = np.repeat([0, 1], clips), tuple(map(str, range(2 * clips)))
    train = LabelledImages(scaled, labels, ("a", "b"), ids, 255.0, image)
    augmentation = PictureAugmentation(copies=2, least=24)
    made = classic_copies(PICTURES[: 2 * clips], train, augmentation, seed=0, workers=1)
    assert np.bincount(made.labels).tolist() == [copies * clips] * 2
    assert len(np.unique(made.images, axis=0)) == 2 * copies * clips, "each is another"


@pytest.mark.parametrize(("augmentation", "clips", "representation"), MEDIA)
def test_the_copies_do_not_depend_on_the_number_of_workers(
    augmentation: ClassicAugmentation, clips: np.ndarray, representation: object
) -> None:
    one, two = (np.concatenate(list(augment(clips, augmentation, 1, workers))) for workers in (1, 2))
    np.testing.assert_array_equal(one, two)
