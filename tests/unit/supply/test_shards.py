"""Rows in shards: what was written comes back, a part at a time, and nothing finished is made twice."""

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.supply import shards as module
from gan_augmentation.supply.shards import GROUP_ROWS, Shards, ShardWriter

RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(100, 3, 4)).astype(np.float32)


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(module, "SHARD_ROWS", 40)


def fill(folder, values=VALUES, key="key", most=10**6):
    """Shards of these values, or what is missing of them; at most so many."""
    writer = ShardWriter(folder, key, values.shape[1:], values.dtype)
    made = range(len(writer) * writer.rows, len(values), writer.rows)[:most]
    for start in made:
        rows = slice(start, start + writer.rows)
        writer.add(values[rows], pd.DataFrame({"name": [f"n{n}" for n in range(len(values))[rows]]}), [start])
    return Shards(writer.folder), len(made)


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize(
    "rows",
    [
        slice(None),
        slice(35, 45),
        slice(5, 5),
        [99, 0, 40, 39, 0],
        [],
        np.arange(0, 100, GROUP_ROWS + 1),
    ],
    ids=str,
)
def test_any_rows_come_back_in_the_order_asked_for(tmp_path, rows):
    shards, _ = fill(tmp_path)
    assert (len(shards), shards.shape, shards.dtype) == (100, (3, 4), np.float32)
    np.testing.assert_array_equal(shards[rows], VALUES[rows])


@pytest.mark.usefixtures("small_shards")
def test_columns_and_notes_of_all_shards_stand_together(tmp_path):
    shards, _ = fill(tmp_path)
    assert shards.columns()["name"].tolist() == [f"n{n}" for n in range(100)]
    assert shards.notes() == [0, 40, 80]


@pytest.mark.usefixtures("small_shards")
def test_what_is_finished_is_not_made_again(tmp_path):
    _, made = fill(tmp_path, most=2)
    shards, more = fill(tmp_path)
    assert (made, more) == (2, 1)
    np.testing.assert_array_equal(shards[:], VALUES)


@pytest.mark.usefixtures("small_shards")
def test_made_from_other_things_all_is_made_anew_and_nothing_old_stays(tmp_path):
    fill(tmp_path)
    shards, made = fill(tmp_path, 2 * VALUES[:50], key="another")
    assert made == 2
    np.testing.assert_array_equal(shards[:], 2 * VALUES[:50])
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.usefixtures("small_shards")
def test_a_half_written_shard_does_not_count(tmp_path):
    shards, _ = fill(tmp_path, most=1)
    (shards.folder / ".00001.parquet.123.tmp").write_bytes(b"half")
    again, made = fill(tmp_path)
    assert made == 2
    np.testing.assert_array_equal(again[:], VALUES)


def test_a_shard_of_long_clips_holds_fewer(tmp_path):
    lengths = (16_000, 160_000, 10**8)
    writers = [ShardWriter(tmp_path, f"key {length}", (length,), np.float32) for length in lengths]
    assert [writer.rows for writer in writers] == [1000, 104, 1]


def test_shards_in_another_folder_outlive_those_that_they_were_made_as(tmp_path):
    shards, _ = fill(tmp_path / "made")
    (tmp_path / "whole").mkdir()
    shards.copy_into(tmp_path / "whole")
    fill(tmp_path / "made", 2 * VALUES, key="another")
    assert not shards.folder.exists()
    np.testing.assert_array_equal(Shards(tmp_path / "whole")[:], VALUES)
    assert Shards(tmp_path / "whole").key == "key"
