"""Checkpoints are complete or not there."""

import pytest
import torch

from gan_augmentation.gan.checkpoints import Checkpoint, CheckpointStore


def checkpoint(value):
    return Checkpoint({"weight": torch.full((3,), float(value))}, {"step": value})


def test_the_newest_comes_back_with_its_facts(tmp_path):
    store = CheckpointStore(tmp_path)
    store.save(1, checkpoint(1))
    store.save(12, checkpoint(12))
    newest = store.newest()
    assert newest.facts == {"step": 12}
    assert newest.tensors["weight"].tolist() == [12, 12, 12]


def test_only_the_newest_few_are_kept(tmp_path):
    store = CheckpointStore(tmp_path, keep=2)
    for step in range(5):
        store.save(step, checkpoint(step))
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "0000000003.safetensors",
        "0000000004.safetensors",
    ]


def test_a_torn_file_is_passed_over(tmp_path):
    store = CheckpointStore(tmp_path)
    store.save(1, checkpoint(1))
    whole = store.save(2, checkpoint(2)).read_bytes()
    for length in (0, 7, len(whole) // 2, len(whole) - 1):
        (tmp_path / "0000000003.safetensors").write_bytes(whole[:length])
        assert store.newest().facts == {"step": 2}


def test_a_pickle_is_never_opened(tmp_path):
    class Bomb:
        def __reduce__(self):
            return pytest.fail, ("a pickle was executed",)

    tmp_path.mkdir(exist_ok=True)
    torch.save(Bomb(), tmp_path / "0000000009.safetensors")
    assert CheckpointStore(tmp_path).newest() is None


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    store = CheckpointStore(tmp_path)
    store.save(1, checkpoint(1))
    with pytest.raises(TypeError):
        store.save(2, Checkpoint({"weight": torch.zeros(1)}, {"bad": object()}))
    assert [path.name for path in tmp_path.iterdir()] == ["0000000001.safetensors"]


def test_an_empty_store_has_no_newest(tmp_path):
    assert CheckpointStore(tmp_path / "nowhere").newest() is None


def test_a_cleared_store_holds_nothing_not_even_what_a_kill_left(tmp_path):
    store = CheckpointStore(tmp_path)
    store.save(1, Checkpoint({"weights": torch.zeros(2)}, {}))
    (tmp_path / ".0000000002.safetensors.1.tmp").write_bytes(b"half")
    store.clear()
    assert list(tmp_path.iterdir()) == []
