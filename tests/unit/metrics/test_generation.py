import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from gan_augmentation.metrics import generation
from gan_augmentation.metrics.feature_sets import coverage, frechet_distance
from gan_augmentation.metrics.generation import Responses

CLASSES = ["yes", "no", "up"]


def responses(count=60, seed=0, shift=0.0, spread=1.0, confidence=0.9):
    """Clips in three classes, one far from the other in feature space, recognised with a given confidence."""
    rng = np.random.default_rng(seed)
    targets = np.arange(count) % 3
    centres = 10 * np.eye(3, 4)
    features = centres[targets] + spread * rng.standard_normal((count, 4)) + shift
    probabilities = np.full((count, 3), (1 - confidence) / 2)
    probabilities[np.arange(count), targets] = confidence
    return Responses(features, probabilities, targets)


def test_the_inception_score_counts_the_classes_of_sure_and_balanced_answers():
    assert generation.inception_score(np.tile(np.eye(5), (4, 1))) == pytest.approx(5)


def test_the_inception_score_of_answers_that_are_all_alike_is_one():
    assert generation.inception_score(np.tile([[0.7, 0.2, 0.1]], (6, 1))) == pytest.approx(1)


def test_clips_that_were_asked_for_no_class_have_no_recognised_share():
    unasked = replace(responses(), asked=False)
    found = generation.evaluate(
        synthetic=unasked, real_train=responses(seed=1), real_test=responses(seed=2), classes=CLASSES
    )
    assert found["overall"]["recognised"] == {"synthetic": None, "floor": 1.0}
    assert found["classes"]["up"]["recognised"]["synthetic"] is None
    assert found["classes"]["up"]["answered"] == {"synthetic": pytest.approx(1 / 3), "wanted": None}


def test_the_recognised_share_is_the_accuracy_on_the_class_asked_for():
    some = responses(count=4)
    asked = np.array([0, 1, 2, 1])  # the fourth clip looks like class 0
    assert generation.recognised_share(Responses(some.features, some.probabilities, asked)) == 0.75


def test_diversity_is_the_mean_distance_of_two_clips_of_a_class():
    features = np.array([[0.0, 0.0], [3.0, 4.0], [100.0, 0.0], [100.0, 1.0], [7.0, 7.0]])
    assert generation.diversity(features, np.array([0, 0, 1, 1, 2])) == pytest.approx((5 + 1) / 2)


def test_a_collapsed_generator_has_no_diversity_beside_a_real_floor():
    result = generation.evaluate(
        synthetic=responses(spread=0),
        real_train=responses(seed=1),
        real_test=responses(seed=2),
        classes=CLASSES,
    )
    assert result["overall"]["diversity"]["synthetic"] == pytest.approx(0, abs=1e-6)
    assert 2 < result["overall"]["diversity"]["floor"] < 4


def test_clips_far_from_the_real_ones_lie_far_above_the_floor():
    real = {"real_train": responses(seed=1), "real_test": responses(seed=2), "classes": CLASSES}
    good = generation.evaluate(synthetic=responses(seed=3), **real)["overall"]["frechet_distance"]
    poor = generation.evaluate(synthetic=responses(seed=3, shift=5), **real)["overall"]["frechet_distance"]
    assert good["floor"] == poor["floor"]
    assert good["synthetic"] < 4 * good["floor"]
    assert poor["synthetic"] == pytest.approx(4 * 5**2, rel=0.1)


def test_a_class_without_synthetic_clips_is_reported_as_unknown():
    synthetic = responses().take(responses().targets != 2)
    result = generation.evaluate(
        synthetic=synthetic, real_train=responses(seed=1), real_test=responses(seed=2), classes=CLASSES
    )
    assert result["classes"]["up"]["recognised"] == {"synthetic": None, "floor": 1.0}
    assert result["classes"]["up"]["frechet_distance"]["synthetic"] is None
    assert result["classes"]["up"]["clips"]["synthetic"] == 0
    json.dumps(result, allow_nan=False)


def test_synthetic_and_train_clips_are_compared_in_equal_numbers():
    result = generation.evaluate(
        synthetic=responses(count=300),
        real_train=responses(count=90),
        real_test=responses(count=30),
        classes=CLASSES,
    )
    assert result["overall"]["clips"] == {
        "synthetic": 300,
        "train": 90,
        "test": 30,
        "frechet_distance": 90,
        "against_train": 30,
        "neighbours": 5,
    }
    assert result["classes"]["yes"]["clips"]["frechet_distance"] == 30


def test_logits_in_place_of_probabilities_are_refused():
    broken = Responses(np.zeros((2, 4)), np.array([[3.0, -1.0, 2.0], [0.0, 5.0, 1.0]]), np.array([0, 1]))
    with pytest.raises(ValueError, match="logits"):
        generation.validate(broken, CLASSES)


def test_features_that_are_not_a_number_are_refused():
    some = responses(count=3)
    with pytest.raises(ValueError, match="NaN"):
        generation.validate(Responses(some.features * np.nan, some.probabilities, some.targets), CLASSES)


def test_thinned_clips_keep_the_balance_of_sorted_classes():
    some = responses(count=90)
    in_order = some.take(np.argsort(some.targets, kind="stable"))
    assert np.bincount(in_order.thinned(30).targets).tolist() == [10, 10, 10]


def test_more_synthetic_clips_bring_no_lower_frechet_distance_by_their_number_alone():
    real = {"real_train": responses(30, seed=1), "real_test": responses(30, seed=2), "classes": CLASSES}
    many = responses(600, seed=3)
    result = generation.evaluate(synthetic=many, **real)["overall"]["frechet_distance"]
    expected = frechet_distance(many.thinned(30).features, real["real_test"].features)
    assert result["synthetic"] == pytest.approx(expected)


def test_without_synthetic_clips_every_comparison_with_the_train_part_is_unknown():
    result = generation.evaluate(
        synthetic=responses().thinned(0),
        real_train=responses(seed=1),
        real_test=responses(seed=2),
        classes=CLASSES,
    )
    for name in ("kernel_distance", "precision", "recall", "density", "coverage"):
        assert result["overall"][name] == {"synthetic": None, "floor": None}
    assert result["classes"]["up"]["answered"] == {"synthetic": None, "wanted": None}
    json.dumps(result, allow_nan=False)


def test_a_collapsed_generator_falls_under_the_floor_of_recall_alone():
    real = {"real_train": responses(seed=1), "real_test": responses(seed=2), "classes": CLASSES}
    overall = generation.evaluate(synthetic=responses(spread=0), **real)["overall"]
    assert overall["precision"]["synthetic"] == 1
    assert overall["recall"]["synthetic"] < 0.1 < 0.6 < overall["recall"]["floor"]
    assert overall["coverage"]["synthetic"] < overall["coverage"]["floor"]


def test_clips_far_away_have_a_kernel_distance_far_above_the_floor():
    real = {"real_train": responses(seed=1), "real_test": responses(seed=2), "classes": CLASSES}
    overall = generation.evaluate(synthetic=responses(seed=3, shift=5), **real)["overall"]
    assert overall["kernel_distance"]["synthetic"] > 100 * abs(overall["kernel_distance"]["floor"])
    assert overall["precision"]["synthetic"] == 0


def test_the_classes_answered_stand_beside_those_asked_for():
    some = responses(count=4)  # looks like the classes 0, 1, 2, 0
    asked = Responses(some.features, some.probabilities, np.array([0, 1, 1, 1]))
    classes = generation.evaluate(
        synthetic=asked, real_train=responses(seed=1), real_test=responses(seed=2), classes=CLASSES
    )["classes"]
    assert [classes[name]["answered"] for name in CLASSES] == [
        {"synthetic": 0.5, "wanted": 0.25},
        {"synthetic": 0.25, "wanted": 0.75},
        {"synthetic": 0.25, "wanted": 0.0},
    ]


def test_what_compares_all_pairs_takes_no_more_clips_than_the_limit(monkeypatch):
    monkeypatch.setattr(generation, "MOST_CLIPS", 20)
    parts = {
        "synthetic": responses(90),
        "real_train": responses(90, seed=1),
        "real_test": responses(90, seed=2),
    }
    overall = generation.evaluate(**parts, classes=CLASSES)["overall"]
    assert overall["clips"]["against_train"] == 20
    some = [parts[name].thinned(20).features for name in ("real_train", "synthetic")]
    assert overall["coverage"]["synthetic"] == coverage(*some)
    of_classes = [parts["synthetic"].of_class(label).thinned(20) for label in range(3)]
    assert generation.diversity(parts["synthetic"].features, parts["synthetic"].targets) == pytest.approx(
        np.mean([pdist(each.features).mean() for each in of_classes])
    )
