import os
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_augmentation.audio.clips import ClipSettings, cut_clips, cut_windows, fit_length
from gan_augmentation.audio.decoder_pool import ITEMS_PER_WORKER
from tests.malformed import looping_wav

SHORT = ClipSettings(sample_rate=8_000, seconds=0.1)


def files_in(folder: Path, count: int = 6) -> pd.DataFrame:
    """A file table of `count` tones, alternately of class a and b, each of another pitch."""
    rows = []
    for number in range(count):
        path = folder / f"{number}.wav"
        soundfile.write(path, 0.5 * np.sin(np.arange(900) * (0.1 + 0.01 * number)), 8_000)
        rows.append((str(path), "ab"[number % 2], None, f"{'ab'[number % 2]}/{number}.wav"))
    return pd.DataFrame(rows, columns=["path", "label", "speaker", "source"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-1, 1, width=32), max_size=60), st.integers(1, 40))
def test_a_clip_has_exactly_the_length_asked_for_and_keeps_the_most_energy(
    values: list[float], length: int
) -> None:
    audio = np.array(values, dtype=np.float32)
    clip = fit_length(audio, length)
    assert clip.shape == (length,)
    assert clip.dtype == np.float32
    windows = [audio[start : start + length] for start in range(max(1, len(audio) - length + 1))]
    loudest = max(float(np.sum(np.square(window, dtype=np.float64))) for window in windows)
    assert np.sum(np.square(clip, dtype=np.float64)) == pytest.approx(loudest, abs=1e-9)


def test_a_short_clip_is_padded_on_both_sides() -> None:
    np.testing.assert_array_equal(fit_length(np.array([1, 2], np.float32), 5), [0, 1, 2, 0, 0])


def test_a_long_clip_is_cut_to_its_loudest_window() -> None:
    audio = np.full(50_000, 0.01, np.float32)
    audio[30_000:30_100] = 0.9
    assert fit_length(audio, 1_000).max() == np.float32(0.9)
    np.testing.assert_array_equal(fit_length(audio, 100), np.full(100, 0.9, np.float32))


def levels(*values: float) -> np.ndarray:
    """Tenths of a second of these levels, 800 samples each."""
    return np.repeat(np.array(values, np.float32), 800)


@pytest.mark.parametrize(
    ("windows", "most", "expected"),
    [
        ("loudest", 1, [0.9]),
        ("loudest", 3, [0.9, 0.7, 0.5]),
        ("loudest", 9, [0.9, 0.7, 0.5, 0.1]),
        ("spaced", 3, [0.1, 0.9, 0.5]),
    ],
)
def test_a_long_recording_gives_as_many_clips_as_asked_for(
    windows: Literal["loudest", "spaced"], most: int, expected: list[float]
) -> None:
    form = SHORT.model_copy(update={"windows": windows, "most_windows": most})
    cut = cut_windows(levels(0.1, 0.7, 0.9, 0.0, 0.5), form)
    np.testing.assert_array_equal(cut, np.stack([levels(level) for level in expected]))


def test_a_short_recording_gives_one_clip_however_many_are_asked_for() -> None:
    form = SHORT.model_copy(update={"most_windows": 5})
    assert cut_windows(levels(0.5)[:300], form).shape == (1, 800)


def test_clips_of_one_file_have_names_of_their_own_and_the_first_that_of_the_file(tmp_path: Path) -> None:
    files = files_in(tmp_path, count=3)
    soundfile.write(files["path"][1], levels(0.3, 0.9, 0.6), 8_000)
    one, _ = cut_clips(files, SHORT, workers=1)
    several, _ = cut_clips(files, SHORT.model_copy(update={"most_windows": 9}), workers=1)
    assert several["source"].tolist() == ["a/0.wav", "b/1.wav", "b/1.wav", "b/1.wav", "a/2.wav"]
    assert several["clip_id"].is_unique
    assert several["clip_id"].iloc[[0, 1, 4]].tolist() == one["clip_id"].tolist()


def test_every_file_becomes_a_clip_of_the_fixed_length_in_the_order_of_the_table(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    clips, quarantine = cut_clips(files, SHORT, workers=1)
    assert list(clips.columns) == ["clip_id", "label", "speaker", "source", "sha256", "audio"]
    assert clips["source"].tolist() == files["source"].tolist()
    assert {audio.shape for audio in clips["audio"]} == {(800,)}
    assert clips["clip_id"].is_unique
    assert clips["clip_id"].str.fullmatch("[0-9a-f]{16}").all()
    assert quarantine.empty
    assert list(quarantine.columns) == ["source", "reason", "detail"]


def test_a_bad_file_goes_to_quarantine_and_the_others_go_on(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    Path(files["path"][1]).write_bytes(b"no sound")
    Path(files["path"][2]).unlink()
    soundfile.write(files["path"][3], np.zeros(100), 8_000)
    clips, quarantine = cut_clips(files, SHORT, workers=1)
    assert clips["source"].tolist() == ["a/0.wav", "a/4.wav", "b/5.wav"]
    assert quarantine["source"].tolist() == ["b/1.wav", "a/2.wav", "b/3.wav"]
    assert quarantine["reason"].tolist() == ["unreadable", "missing", "silent"]
    assert quarantine["detail"].str.contains("wav").all()


def test_a_file_that_its_decoder_hangs_on_costs_itself(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    Path(files["path"][1]).write_bytes(looping_wav())
    Path(files["path"][2]).unlink()
    os.mkfifo(files["path"][2])
    clips, quarantine = cut_clips(files, SHORT.model_copy(update={"decode_seconds": 15}), workers=1)
    assert clips["source"].tolist() == ["a/0.wav", "b/3.wav", "a/4.wav", "b/5.wav"]
    assert quarantine["reason"].tolist() == ["hangs", "unreadable"]
    assert quarantine["detail"][0] == "1.wav: no end after 15 s"


def test_without_any_usable_file_both_tables_have_their_columns(tmp_path: Path) -> None:
    files = files_in(tmp_path, count=2).assign(path="nowhere.wav")
    clips, quarantine = cut_clips(files, SHORT, workers=1)
    assert list(clips.columns) == ["clip_id", "label", "speaker", "source", "sha256", "audio"]
    assert (len(clips), len(quarantine)) == (0, 2)


def test_two_workers_give_the_same_clips_as_one(tmp_path: Path) -> None:
    files = files_in(tmp_path, count=ITEMS_PER_WORKER + 1)
    Path(files["path"][3]).write_bytes(b"no sound")
    one, refused_by_one = cut_clips(files, SHORT, workers=1)
    two, refused_by_two = cut_clips(files, SHORT, workers=2)
    pd.testing.assert_frame_equal(one.drop(columns="audio"), two.drop(columns="audio"))
    np.testing.assert_array_equal(np.stack(list(one["audio"])), np.stack(list(two["audio"])))
    pd.testing.assert_frame_equal(refused_by_one, refused_by_two)


def test_a_clip_id_is_the_same_wherever_the_source_lies(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    here, _ = cut_clips(files_in(tmp_path / "here"), SHORT, workers=1)
    there, _ = cut_clips(files_in(tmp_path / "there"), SHORT, workers=1)
    assert here["clip_id"].tolist() == there["clip_id"].tolist()
