import json

import numpy as np
import pytest

from gan_augmentation.metrics import memorisation


def clips(count, seed):
    return np.random.default_rng(seed).uniform(-1, 1, (count, 1, 16, 4)).astype(np.float32)


def each_its_own(train):
    """Recordings of clips none of which is a copy of another."""
    return np.arange(len(train))


def test_a_planted_copy_of_a_train_clip_is_found_at_distance_zero():
    train, synthetic = clips(300, seed=0), clips(280, seed=1)
    synthetic[270] = train[123]
    found = memorisation.nearest(synthetic, train)
    assert found.index[270] == 123
    assert found.distance[270] == 0
    assert np.delete(found.distance, 270).min() > 0.3


def smooth(seed, count=12):
    """Blobs in silence, as sounds are."""
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[:16, :32]
    made = [
        sum(
            np.exp(-((row - rng.uniform(0, 16)) ** 2) / 3 - (column - rng.uniform(10, 22)) ** 2 / 8)
            for _ in range(3)
        )
        for _ in range(count)
    ]
    return (2 * np.stack(made)[:, None] / np.max(made) - 1).astype(np.float32)


@pytest.mark.parametrize("columns", [-6, -1, 1, 5])
def test_a_copy_that_was_shifted_is_nearest_and_close(columns):
    train = smooth(0)
    found = memorisation.nearest(np.roll(train, columns, axis=-1), train)
    assert found.index.tolist() == list(range(len(train)))
    assert found.distance.max() < 0.02


def test_a_quieter_copy_is_nearest_and_close():
    train = smooth(0)
    found = memorisation.nearest(0.4 * (train + 1) - 1, train)
    assert found.index.tolist() == list(range(len(train)))
    assert found.distance.max() < 0.001


def test_other_clips_are_far_however_they_are_turned():
    assert memorisation.nearest(smooth(1), smooth(0)).distance.min() > 0.2


def test_silent_clips_are_alike_and_no_sound_is_like_them():
    silence = np.full((2, 1, 16, 32), -1, np.float32)
    assert memorisation.nearest(silence, silence).distance.max() < 1e-6
    assert memorisation.nearest(silence, smooth(0)).distance.min() > 0.5


def test_the_nearest_other_clip_is_never_the_clip_itself():
    train = clips(600, seed=0)
    found = memorisation.nearest_other(train, each_its_own(train))
    assert (found.index != np.arange(600)).all()
    assert found.distance.min() > 0.3


def test_near_copies_are_counted_and_noise_is_not():
    train, held_out, synthetic = clips(300, seed=0), clips(100, seed=1), clips(100, seed=2)
    synthetic[:7] = train[:7] + np.float32(0.01) * clips(7, seed=3)
    result = memorisation.evaluate(
        synthetic=memorisation.nearest(synthetic, train).distance,
        held_out=memorisation.nearest(held_out, train).distance,
        within_train=memorisation.nearest_other(train, each_its_own(train)).distance,
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


def test_a_single_recording_has_no_other():
    with pytest.raises(ValueError, match="no other"):
        memorisation.nearest_other(clips(2, seed=0), np.zeros(2, int))


def test_copies_of_one_recording_among_the_train_clips_leave_the_threshold_where_it_is():
    train = clips(200, seed=0)
    copied = np.concatenate([train, train[:50], train[:50]])
    recordings = np.concatenate([np.arange(200), np.arange(50), np.arange(50)])
    as_they_are, apart = (
        memorisation.near_copy_threshold(memorisation.nearest_other(some, numbers).distance)
        for some, numbers in ((train, each_its_own(train)), (copied, recordings))
    )
    assert apart == pytest.approx(as_they_are, rel=0.2)
    assert (
        memorisation.near_copy_threshold(memorisation.nearest_other(copied, each_its_own(copied)).distance)
        == 0
    )


def test_a_thinned_search_measures_fewer_clips_against_the_whole_set():
    train = clips(100, seed=0)
    all_of_them, some = (
        memorisation.nearest_other(train, each_its_own(train)),
        memorisation.nearest_other(train, each_its_own(train), most=10),
    )
    rows = np.linspace(0, 99, 10).round().astype(int)
    np.testing.assert_array_equal(some.index, all_of_them.index[rows])
    np.testing.assert_array_equal(some.distance, all_of_them.distance[rows])


def test_an_audit_of_many_clips_names_the_nearest_of_each_synthetic_one(monkeypatch):
    monkeypatch.setattr(memorisation, "MOST_CLIPS", 20)
    train, held_out, synthetic = clips(60, seed=0), clips(50, seed=1), clips(40, seed=2)
    found, facts = memorisation.audit(synthetic, train, held_out, each_its_own(train))
    assert len(found.index) == 40
    assert facts["clips"] == {"synthetic": 40, "held_out": 20, "train": 20}


def test_a_search_that_takes_long_shows_a_bar(monkeypatch, capsys):
    monkeypatch.setattr(memorisation, "_PATIENCE", 0.0)
    memorisation.nearest(clips(600, seed=0), clips(9, seed=1))
    assert "nearest clips" in capsys.readouterr().err
