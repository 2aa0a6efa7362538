import json

import numpy as np
import pytest

from gan_augmentation.metrics import memorisation


def clips(count, seed):
    return np.random.default_rng(seed).uniform(-1, 1, (count, 1, 16, 4)).astype(np.float32)


def test_a_planted_copy_of_a_train_clip_is_found_at_distance_zero():
    train, synthetic = clips(300, seed=0), clips(280, seed=1)
    synthetic[270] = train[123]
    found = memorisation.nearest(synthetic, train)
    assert found.index[270] == 123
    assert found.distance[270] == 0
    assert np.delete(found.distance, 270).min() > 2


def test_the_nearest_clips_are_those_of_a_plain_search():
    train, synthetic = clips(40, seed=0), clips(9, seed=1)
    plain = np.linalg.norm((synthetic[:, None] - train[None]).reshape(9, 40, -1), axis=2)
    found = memorisation.nearest(synthetic, train)
    np.testing.assert_array_equal(found.index, plain.argmin(axis=1))
    np.testing.assert_allclose(found.distance, plain.min(axis=1), rtol=1e-6)


def test_the_nearest_other_clip_is_never_the_clip_itself():
    train = clips(600, seed=0)
    found = memorisation.nearest_other(train)
    assert (found.index != np.arange(600)).all()
    assert found.distance.min() > 1


def test_near_copies_are_counted_and_noise_is_not():
    train, held_out, synthetic = clips(300, seed=0), clips(100, seed=1), clips(100, seed=2)
    synthetic[:7] = train[:7] + np.float32(0.01) * clips(7, seed=3)
    result = memorisation.evaluate(
        synthetic=memorisation.nearest(synthetic, train).distance,
        held_out=memorisation.nearest(held_out, train).distance,
        within_train=memorisation.nearest_other(train).distance,
    )
    assert 7 <= result["near_copies"] <= 10
    assert result["near_copy_share_of_held_out"] <= 0.05
    assert 0.4 < result["closer_to_train_than_held_out"] < 0.65
    json.dumps(result, allow_nan=False)


def test_a_set_of_copies_lies_closer_to_train_than_any_held_out_clip():
    assert memorisation.share_closer(np.zeros(5, np.float32), np.ones(4, np.float32)) == 1
    assert memorisation.share_closer(np.ones(5, np.float32), np.zeros(4, np.float32)) == 0


def test_equal_distances_count_as_half():
    ones = np.ones(3, np.float32)
    assert memorisation.share_closer(ones, ones) == 0.5


def test_clips_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="can't be compared"):
        memorisation.nearest(clips(3, seed=0), clips(3, seed=0)[..., :2])


def test_a_single_clip_has_no_other():
    with pytest.raises(ValueError, match="no other"):
        memorisation.nearest_other(clips(1, seed=0))


def test_a_thinned_search_measures_fewer_clips_against_the_whole_set():
    train = clips(100, seed=0)
    all_of_them, some = memorisation.nearest_other(train), memorisation.nearest_other(train, most=10)
    rows = np.linspace(0, 99, 10).round().astype(int)
    np.testing.assert_array_equal(some.index, all_of_them.index[rows])
    np.testing.assert_array_equal(some.distance, all_of_them.distance[rows])


def test_an_audit_of_many_clips_names_the_nearest_of_each_synthetic_one(monkeypatch):
    monkeypatch.setattr(memorisation, "MOST_CLIPS", 20)
    train, held_out, synthetic = clips(60, seed=0), clips(50, seed=1), clips(40, seed=2)
    found, facts = memorisation.audit(synthetic, train, held_out)
    assert len(found.index) == 40
    assert facts["clips"] == {"synthetic": 40, "held_out": 20, "train": 20}


def test_a_search_that_takes_long_shows_a_bar(monkeypatch, capsys):
    monkeypatch.setattr(memorisation, "_PATIENCE", 0.0)
    memorisation.nearest(clips(600, seed=0), clips(9, seed=1))
    assert "nearest clips" in capsys.readouterr().err
