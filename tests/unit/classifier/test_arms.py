"""What each arm trains on."""

import numpy as np
import pytest

from gan_augmentation.classifier.arms import ArmSettings, build_training_set, write_manifest
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel


def part(ids, value):
    images = np.full((len(ids), 1, 2, 2), value, np.float32)
    return LabelledImages(images, np.arange(len(ids)) % 2, ("a", "b"), tuple(ids), 1.0, Mel())


REAL, CLASSIC = part(["r1", "r2"], 0.1), part(["c1", "c2", "c3", "c4"], 0.2)
MADE, TARGETS = np.full((3, 1, 2, 2), 0.3, np.float32), np.full((3, 2), 0.5, np.float32)


def manifest_of(classic, synthetic):
    arm = ArmSettings(classic=classic, synthetic=synthetic)
    return arm.name, write_manifest(arm, REAL, CLASSIC, ["s1", "s2", "s3"], ["a", "b", "a"])


@pytest.mark.parametrize(
    ("classic", "synthetic", "name", "counts"),
    [
        (False, False, "real", {"real": 2}),
        (True, False, "classic", {"real": 2, "classic": 4}),
        (False, True, "gan", {"real": 2, "synthetic": 3}),
        (True, True, "classic_gan", {"real": 2, "classic": 4, "synthetic": 3}),
    ],
)
def test_a_manifest_names_every_clip_of_the_arm(classic, synthetic, name, counts):
    given, manifest = manifest_of(classic, synthetic)
    assert given == name
    assert manifest["origin"].value_counts().to_dict() == counts
    training_set = build_training_set(manifest, REAL, CLASSIC, MADE, TARGETS)
    expected = np.concatenate([REAL.images, CLASSIC.images[: counts.get("classic", 0)]])
    np.testing.assert_array_equal(training_set.images, expected)
    np.testing.assert_array_equal(training_set.targets, np.tile(np.eye(2), (len(expected) // 2, 1)))
    np.testing.assert_array_equal(training_set.synthetic_images, MADE[: counts.get("synthetic", 0)])


@pytest.mark.parametrize(
    ("real", "classic"), [(part(["r1", "r3"], 0.1), CLASSIC), (REAL, part(["c1", "c2", "c3", "c9"], 0.2))]
)
def test_a_manifest_of_another_split_is_refused(real, classic):
    _, manifest = manifest_of(True, True)
    with pytest.raises(GanAugmentationError, match="which another split has made"):
        build_training_set(manifest, real, classic, MADE, TARGETS)


def test_synthetic_clips_keep_their_soft_labels():
    _, manifest = manifest_of(False, True)
    training_set = build_training_set(manifest, REAL, CLASSIC, MADE, TARGETS)
    np.testing.assert_array_equal(training_set.synthetic_targets, TARGETS)
    np.testing.assert_array_equal(training_set.targets, np.eye(2))
