"""What the nodes of the report pick out."""

import numpy as np

from gan_augmentation.gan.synthesis import SynthesisSettings, SyntheticSet
from gan_augmentation.pipelines.report.nodes import GALLERY_PER_CLASS, show_rejected


def candidates(confidence):
    """Twelve of each of two classes, of which the first eight have the confidence given and the others 0.9."""
    labels = np.repeat([0, 1], 12)
    own = np.where(np.tile(np.arange(12) < 8, 2), confidence, 0.9).astype(np.float32)
    probabilities = np.where(labels[:, None] == [0, 1], own[:, None], 1 - own[:, None])
    images = np.zeros((24, 1, 8, 4), np.float32)
    return SyntheticSet(images, labels, ("yes", "no"), np.arange(24), probabilities, own >= 0.5)


def test_a_few_rejected_candidates_of_each_class_are_shown():
    rejected = show_rejected(candidates(0.25), SynthesisSettings(threshold=0.5), "sounds")
    assert rejected.counts == {"yes": 8, "no": 8}
    assert [item.label for item in rejected.items] == ["yes"] * GALLERY_PER_CLASS + ["no"] * GALLERY_PER_CLASS
    assert (rejected.items[0].taken_for, rejected.items[0].confidence) == ("no", 0.25)
    assert rejected.items[0].png.startswith(b"\x89PNG")


def test_without_a_threshold_nothing_is_rejected():
    rejected = show_rejected(candidates(0.25), SynthesisSettings(threshold=0), "sounds")
    assert rejected.counts == {"yes": 0, "no": 0}
    assert rejected.items == []


def test_what_passed_but_was_not_needed_is_not_rejected():
    rejected = show_rejected(candidates(0.75), SynthesisSettings(threshold=0.5), "sounds")
    assert sum(rejected.counts.values()) == 0
