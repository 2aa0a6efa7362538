import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import sqrtm

from gan_augmentation.metrics import generation
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


def test_the_frechet_distance_of_two_gaussians_is_their_closed_form():
    rng = np.random.default_rng(0)
    first = rng.standard_normal((50_000, 2)) * [1.0, 2.0]
    second = rng.standard_normal((50_000, 2)) * [3.0, 0.5] + [4.0, 0.0]
    # 4² + (1 - 3)² + (2 - 0.5)²
    assert generation.frechet_distance(first, second) == pytest.approx(22.25, rel=0.02)


def test_the_frechet_distance_agrees_with_the_matrix_root_of_scipy():
    rng = np.random.default_rng(1)
    first, second = rng.standard_normal((40, 5)), rng.standard_normal((30, 5)) @ rng.standard_normal((5, 5))
    one, two = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    shift = first.mean(axis=0) - second.mean(axis=0)
    expected = shift @ shift + np.trace(one + two - 2 * sqrtm(one @ two).real)
    assert generation.frechet_distance(first, second) == pytest.approx(expected, rel=1e-9)


def test_identical_sets_have_no_frechet_distance_even_with_fewer_clips_than_features():
    features = np.random.default_rng(2).standard_normal((8, 32)).astype(np.float32)
    assert generation.frechet_distance(features, features) == pytest.approx(0, abs=1e-6)


def test_one_clip_has_no_frechet_distance():
    assert generation.frechet_distance(np.zeros((1, 3)), np.ones((9, 3))) is None


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
    some = Responses(features, np.full((5, 3), 1 / 3), np.array([0, 0, 1, 1, 2]))
    assert generation.diversity(some) == pytest.approx((5 + 1) / 2)


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
    expected = generation.frechet_distance(many.thinned(30).features, real["real_test"].features)
    assert result["synthetic"] == pytest.approx(expected)


def cloud(count, seed, *, centre=0.0, width=4):
    return np.random.default_rng(seed).standard_normal((count, width)) + centre


def balls(centres, k):
    """How far each centre's ball reaches, by a plain search; the nearest of all is the centre itself."""
    return np.sort(np.linalg.norm(centres[:, None] - centres[None], axis=2), axis=1)[:, k]


def test_the_kernel_distance_of_two_points_is_the_one_worked_out_by_hand():
    # k(0, 0) = 1, k(1, 1) = 2³, k(0, 1) = 1
    assert generation.kernel_distance(np.zeros((2, 1)), np.ones((2, 1))) == pytest.approx(1 + 8 - 2 * 1)


def test_the_kernel_distance_agrees_with_a_sum_over_all_pairs():
    first, second = cloud(7, seed=0), cloud(9, seed=1, centre=0.5)

    def mean(one, other, *, itself):
        return np.mean(
            [(x @ y / 4 + 1) ** 3 for i, x in enumerate(one) for j, y in enumerate(other) if itself or i != j]
        )

    within = mean(first, first, itself=False) + mean(second, second, itself=False)
    expected = within - 2 * mean(first, second, itself=True)
    assert generation.kernel_distance(first, second) == pytest.approx(expected)


def test_the_kernel_distance_does_not_fall_with_the_number_of_clips():
    few = [generation.kernel_distance(cloud(10, seed), cloud(10, seed + 500)) for seed in range(300)]
    assert np.mean(few) == pytest.approx(0, abs=3 * np.std(few) / 300**0.5)


def test_large_sets_in_parts_have_about_the_kernel_distance_of_the_whole(monkeypatch):
    first, second = cloud(900, seed=0), cloud(900, seed=1, centre=1.0)
    whole = generation.kernel_distance(first, second)
    monkeypatch.setattr(generation, "_KERNEL_ROWS", 300)
    assert generation.kernel_distance(first, second) == pytest.approx(whole, rel=0.02)


def test_shares_of_neighbourhoods_agree_with_a_plain_search():
    real, made = cloud(40, seed=0), cloud(30, seed=1, centre=0.7)
    distances = np.linalg.norm(made[:, None] - real[None], axis=2)
    in_real, in_made = distances <= balls(real, 5), distances <= balls(made, 5)[:, None]
    assert generation.precision(real, made) == pytest.approx(in_real.any(axis=1).mean())
    assert generation.recall(real, made) == pytest.approx(in_made.any(axis=0).mean())
    assert generation.density(real, made) == pytest.approx(in_real.sum() / (5 * 30))
    assert generation.coverage(real, made) == pytest.approx(in_real.any(axis=0).mean())
    assert 0 < generation.precision(real, made) < 1
    assert 0 < generation.coverage(real, made) < 1


@pytest.mark.parametrize("measure", [generation.precision, generation.recall, generation.coverage])
def test_identical_sets_share_all_their_neighbourhoods(measure):
    assert measure(cloud(50, seed=0), cloud(50, seed=0)) == 1


@pytest.mark.parametrize(
    "measure", [generation.precision, generation.recall, generation.density, generation.coverage]
)
def test_disjoint_sets_share_no_neighbourhood(measure):
    assert measure(cloud(50, seed=0), cloud(50, seed=1, centre=100)) == 0


def test_clips_of_one_distribution_lie_as_dense_as_each_other():
    assert generation.density(cloud(2000, seed=0), cloud(2000, seed=1)) == pytest.approx(1, abs=0.05)


def test_a_collapsed_set_keeps_its_precision_and_loses_recall_and_coverage():
    real = cloud(200, seed=0)
    collapsed = real[0] + 1e-3 * cloud(200, seed=1)
    assert generation.precision(real, collapsed) == 1
    assert generation.recall(real, collapsed) < 0.05
    assert generation.coverage(real, collapsed) < 0.1


def test_a_lone_outlier_raises_precision_and_hardly_density():
    real = np.concatenate([cloud(100, seed=0), [[50.0] * 4]])
    beside_it = cloud(100, seed=1, centre=40)
    assert generation.precision(real, beside_it) == 1
    assert generation.density(real, beside_it) == pytest.approx(1 / generation.NEIGHBOURS)


def test_few_clips_have_as_many_neighbours_as_there_are_others():
    real, made = np.array([[0.0], [1.0], [3.0]]), np.array([[2.5], [9.0]])
    # Two others each: the balls reach 3, 2 and 3 far, and the first clip lies in all of them.
    assert generation.neighbours_of(3) == 2
    assert generation.precision(real, made) == 0.5
    assert generation.density(real, made) == 3 / (2 * 2)


@pytest.mark.parametrize(
    "measure",
    [
        generation.kernel_distance,
        generation.precision,
        generation.recall,
        generation.density,
        generation.coverage,
    ],
)
@pytest.mark.parametrize(("reference", "made"), [(1, 0), (0, 1), (1, 1), (0, 0)])
def test_too_few_clips_leave_a_comparison_unknown(measure, reference, made):
    assert measure(cloud(reference, seed=0), cloud(made, seed=1)) is None


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
    assert overall["coverage"]["synthetic"] == generation.coverage(*some)
    assert generation.diversity(parts["synthetic"]) == pytest.approx(
        np.mean([generation.diversity(parts["synthetic"].of_class(i).thinned(20)) for i in range(3)])
    )
