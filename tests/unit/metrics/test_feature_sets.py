import numpy as np
import pytest
from scipy.linalg import sqrtm

from gan_augmentation.metrics import feature_sets
from gan_augmentation.metrics.feature_sets import (
    coverage,
    density,
    frechet_distance,
    kernel_distance,
    neighbours_of,
    precision,
    recall,
)


def cloud(count, seed, *, centre=0.0, width=4):
    return np.random.default_rng(seed).standard_normal((count, width)) + centre


def balls(centres, k):
    """How far each centre's ball reaches, by a plain search; the nearest of all is the centre itself."""
    return np.sort(np.linalg.norm(centres[:, None] - centres[None], axis=2), axis=1)[:, k]


def test_the_frechet_distance_of_two_gaussians_is_their_closed_form():
    rng = np.random.default_rng(0)
    first = rng.standard_normal((50_000, 2)) * [1.0, 2.0]
    second = rng.standard_normal((50_000, 2)) * [3.0, 0.5] + [4.0, 0.0]
    # 4² + (1 - 3)² + (2 - 0.5)²
    assert frechet_distance(first, second) == pytest.approx(22.25, rel=0.02)


def test_the_frechet_distance_agrees_with_the_matrix_root_of_scipy():
    rng = np.random.default_rng(1)
    first, second = rng.standard_normal((40, 5)), rng.standard_normal((30, 5)) @ rng.standard_normal((5, 5))
    one, two = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    shift = first.mean(axis=0) - second.mean(axis=0)
    expected = shift @ shift + np.trace(one + two - 2 * sqrtm(one @ two).real)
    assert frechet_distance(first, second) == pytest.approx(expected, rel=1e-9)


def test_identical_sets_have_no_frechet_distance_even_with_fewer_clips_than_features():
    features = np.random.default_rng(2).standard_normal((8, 32)).astype(np.float32)
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-6)


def test_one_clip_has_no_frechet_distance():
    assert frechet_distance(np.zeros((1, 3)), np.ones((9, 3))) is None


def test_the_kernel_distance_of_two_points_is_the_one_worked_out_by_hand():
    # k(0, 0) = 1, k(1, 1) = 2³, k(0, 1) = 1
    assert kernel_distance(np.zeros((2, 1)), np.ones((2, 1))) == pytest.approx(1 + 8 - 2 * 1)


def test_the_kernel_distance_agrees_with_a_sum_over_all_pairs():
    first, second = cloud(7, seed=0), cloud(9, seed=1, centre=0.5)

    def mean(one, other, *, itself):
        return np.mean(
            [(x @ y / 4 + 1) ** 3 for i, x in enumerate(one) for j, y in enumerate(other) if itself or i != j]
        )

    within = mean(first, first, itself=False) + mean(second, second, itself=False)
    expected = within - 2 * mean(first, second, itself=True)
    assert kernel_distance(first, second) == pytest.approx(expected)


def test_the_kernel_distance_does_not_fall_with_the_number_of_clips():
    few = [kernel_distance(cloud(10, seed), cloud(10, seed + 500)) for seed in range(300)]
    assert np.mean(few) == pytest.approx(0, abs=3 * np.std(few) / 300**0.5)


def test_large_sets_in_parts_have_about_the_kernel_distance_of_the_whole(monkeypatch):
    first, second = cloud(900, seed=0), cloud(900, seed=1, centre=1.0)
    whole = kernel_distance(first, second)
    monkeypatch.setattr(feature_sets, "_KERNEL_ROWS", 300)
    assert kernel_distance(first, second) == pytest.approx(whole, rel=0.02)


def test_shares_of_neighbourhoods_agree_with_a_plain_search():
    real, made = cloud(40, seed=0), cloud(30, seed=1, centre=0.7)
    distances = np.linalg.norm(made[:, None] - real[None], axis=2)
    in_real, in_made = distances <= balls(real, 5), distances <= balls(made, 5)[:, None]
    assert precision(real, made) == pytest.approx(in_real.any(axis=1).mean())
    assert recall(real, made) == pytest.approx(in_made.any(axis=0).mean())
    assert density(real, made) == pytest.approx(in_real.sum() / (5 * 30))
    assert coverage(real, made) == pytest.approx(in_real.any(axis=0).mean())
    assert 0 < precision(real, made) < 1
    assert 0 < coverage(real, made) < 1


@pytest.mark.parametrize("measure", [precision, recall, coverage])
def test_identical_sets_share_all_their_neighbourhoods(measure):
    assert measure(cloud(50, seed=0), cloud(50, seed=0)) == 1


@pytest.mark.parametrize("measure", [precision, recall, density, coverage])
def test_disjoint_sets_share_no_neighbourhood(measure):
    assert measure(cloud(50, seed=0), cloud(50, seed=1, centre=100)) == 0


def test_clips_of_one_distribution_lie_as_dense_as_each_other():
    assert density(cloud(2000, seed=0), cloud(2000, seed=1)) == pytest.approx(1, abs=0.05)


def test_a_collapsed_set_keeps_its_precision_and_loses_recall_and_coverage():
    real = cloud(200, seed=0)
    collapsed = real[0] + 1e-3 * cloud(200, seed=1)
    assert precision(real, collapsed) == 1
    assert recall(real, collapsed) < 0.05
    assert coverage(real, collapsed) < 0.1


def test_a_lone_outlier_raises_precision_and_hardly_density():
    real = np.concatenate([cloud(100, seed=0), [[50.0] * 4]])
    beside_it = cloud(100, seed=1, centre=40)
    assert precision(real, beside_it) == 1
    assert density(real, beside_it) == pytest.approx(1 / feature_sets.NEIGHBOURS)


def test_few_clips_have_as_many_neighbours_as_there_are_others():
    real, made = np.array([[0.0], [1.0], [3.0]]), np.array([[2.5], [9.0]])
    # Two others each: the balls reach 3, 2 and 3 far, and the first clip lies in all of them.
    assert neighbours_of(3) == 2
    assert precision(real, made) == 0.5
    assert density(real, made) == 3 / (2 * 2)


@pytest.mark.parametrize(
    "measure",
    [
        kernel_distance,
        precision,
        recall,
        density,
        coverage,
    ],
)
@pytest.mark.parametrize(("reference", "made"), [(1, 0), (0, 1), (1, 1), (0, 0)])
def test_too_few_clips_leave_a_comparison_unknown(measure, reference, made):
    assert measure(cloud(reference, seed=0), cloud(made, seed=1)) is None
