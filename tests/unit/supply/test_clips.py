"""Clips on the disk: facts in a table, sounds or pictures in shards."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.supply.clips import Cut, cut_to_shards
from gan_augmentation.supply.shards import ShardWriter
from gan_augmentation.supply.tables import content_of_files
from tests.clips import clips_of


@pytest.fixture
def clips():
    return clips_of(pd.DataFrame({"clip_id": list("abcd"), "label": list("xyxy")}), list(np.eye(4)))


def files_in(folder, count=7):
    paths = [folder / f"{number}.wav" for number in range(count)]
    for path in paths:
        path.write_text(path.name)
    return pd.DataFrame(
        {"path": map(str, paths), "label": "x", "speaker": None, "source": [path.name for path in paths]}
    )


def cut_as_told(windows, asked):
    """Stands for decoding: of file n so many clips of its number; None is refused. Notes what it was asked for."""

    def cut(files):
        asked.append(files["source"].to_list())
        for source in files["source"]:
            number = int(source[0])
            count = windows[number]
            values = None if count is None else np.full((count, 2), number, np.float32)
            yield Cut(f"hash {number}", values, "" if count else "bad", "")

    return cut


def test_some_clips_stay_under_their_names(clips):
    some = clips.only((clips.facts["label"] == "y").to_numpy())
    assert some.facts["clip_id"].tolist() == ["b", "d"]
    np.testing.assert_array_equal(some[:], np.eye(4)[[1, 3]])
    np.testing.assert_array_equal(some.of(["d", "b", "d"]), np.eye(4)[[3, 1, 3]])
    np.testing.assert_array_equal(some.only(np.array([False, True]))[:], np.eye(4)[[3]])


def test_a_clip_that_is_not_there_is_named(clips):
    with pytest.raises(KeyError, match="nobody"):
        clips.of(["a", "nobody"])


@pytest.mark.parametrize("stopped_after", [0, 2, 3])
def test_files_give_none_one_or_several_clips_and_only_missing_shards_are_cut(
    tmp_path, monkeypatch, stopped_after
):
    monkeypatch.setattr("gan_augmentation.supply.shards.SHARD_ROWS", 6)
    files, windows, asked = files_in(tmp_path), [1, 3, None, 2, None, None, 1], []
    whole = ShardWriter(tmp_path / "whole", "key", (2,), np.float32)
    clips, quarantine = cut_to_shards(files, whole, 3, cut_as_told(windows, []))

    class Stop(Exception):
        pass

    def stop_at(cut):
        def some(files):
            for number, each in enumerate(cut(files)):
                if number == 2 * stopped_after:
                    raise Stop
                yield each

        return some

    writer = ShardWriter(tmp_path / "stopped", "key", (2,), np.float32)
    with pytest.raises(Stop):
        cut_to_shards(files, writer, 3, stop_at(cut_as_told(windows, [])))
    again, refused = cut_to_shards(files, writer, 3, cut_as_told(windows, asked))
    assert asked == [files["source"].to_list()[2 * stopped_after :]]
    assert again.facts["source"].tolist() == ["0.wav", "1.wav", "1.wav", "1.wav", "3.wav", "3.wav", "6.wav"]
    np.testing.assert_array_equal(again[:][:, 0], [0, 1, 1, 1, 3, 3, 6])
    assert refused["source"].tolist() == ["2.wav", "4.wav", "5.wav"]
    pd.testing.assert_frame_equal(again.facts, clips.facts)
    pd.testing.assert_frame_equal(refused, quarantine)


def test_without_any_usable_file_the_tables_have_their_columns(tmp_path):
    writer = ShardWriter(tmp_path / "shards", "key", (2,), np.float32)
    clips, quarantine = cut_to_shards(files_in(tmp_path, 2), writer, 1, cut_as_told([None, None], []))
    assert list(clips.facts.columns) == ["clip_id", "label", "speaker", "source", "sha256"]
    assert (clips[:].shape, len(quarantine)) == ((0, 2), 2)


def test_without_any_file_there_is_no_clip(tmp_path):
    writer = ShardWriter(tmp_path / "shards", "key", (2,), np.float32)
    clips, quarantine = cut_to_shards(files_in(tmp_path, 0), writer, 1, cut_as_told([], []))
    assert len(clips) == len(quarantine) == 0


def test_a_content_of_files_tells_another_file_another_order_and_another_content(tmp_path):
    files = files_in(tmp_path, 3)
    key = content_of_files(files)
    assert content_of_files(files.copy()) == key
    assert content_of_files(files[::-1]) != key
    assert content_of_files(files[:2]) != key
    (tmp_path / "1.wav").write_text("changed")
    assert content_of_files(files) != key
    (tmp_path / "1.wav").unlink()
    assert content_of_files(files) != key


def test_a_file_that_nobody_can_open_has_a_content_too(tmp_path, monkeypatch):
    files = files_in(tmp_path, 3)
    whole, opened = content_of_files(files), Path.open

    def refuse(path, *rest):
        if path.name == "1.wav":
            raise PermissionError(path)
        return opened(path, *rest)

    monkeypatch.setattr(Path, "open", refuse)
    assert content_of_files(files) != whole
    longer_than_any = files.assign(path=["x" * 300, *files["path"][1:]])
    assert content_of_files(longer_than_any) != whole


def test_clips_of_one_recording_have_one_number_in_the_order_asked_for():
    facts = pd.DataFrame({"clip_id": list("abcd"), "recording": ["x", "y", "x", "z"]})
    numbers = clips_of(facts, [np.zeros(2)] * 4).recordings_of(["d", "c", "a"])
    assert len(set(numbers)) == 2
    assert numbers[1] == numbers[2]
    assert len(set(clips_of(facts[["clip_id"]], [np.zeros(2)] * 4).recordings_of(list("abc")))) == 3
