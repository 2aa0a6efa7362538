"""The demo set. It is made twice in all, each time in a process of its own; the tests share the making."""

import hashlib
import importlib.util
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gan_augmentation.audio import demo
from gan_augmentation.audio.layouts import list_sounds
from gan_augmentation.errors import GanAugmentationError

spoken = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None,
    reason="espeak-ng, an optional extra, is not installed",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "spoken_words"
    demo.make_demo(made)
    return made


def digest(folder: Path) -> str:
    files = sorted(folder.rglob("*.wav"))
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


@spoken
def test_seven_words_have_enough_clips_and_speakers(folder: Path) -> None:
    files = list_sounds(folder, "class_folders", None)
    assert set(files["label"]) == {"no", "stop", "yes", "up", "down", "left", "right"}
    assert files["label"].value_counts().min() >= 100
    assert files.groupby("label")["speaker"].nunique().min() >= 40
    assert Counter(files["path"].map(lambda path: Path(path).suffix)) == {".wav": len(files)}


@spoken
def test_every_clip_is_one_second_of_sound_at_a_level_of_its_own(folder: Path) -> None:
    clips = [soundfile.read(path, dtype="float32") for path in sorted(folder.glob("*/*_nohash_0.wav"))[::8]]
    assert {(len(sound), rate) for sound, rate in clips} == {(16_000, 16_000)}
    peaks = 20 * np.log10([np.abs(sound).max() for sound, _ in clips])
    assert -30.1 < peaks.min() < -20
    assert -10 < peaks.max() < -0.9


@spoken
def test_a_second_making_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    demo.make_demo(tmp_path / "again")
    assert digest(tmp_path / "again") == digest(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


@spoken
def test_a_set_that_is_there_is_not_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo.sys, "executable", "/nonexistent")
    demo.make_demo(folder)


def test_without_espeak_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(GanAugmentationError, match=r'pip install "gan-augmentation\[demo\]"'):
        demo.make_demo(tmp_path / "demo")
    assert not list(tmp_path.iterdir())


@spoken
def test_a_making_that_fails_leaves_nothing_that_looks_done(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GanAugmentationError, match="failed"):
        demo.make_demo(tmp_path / "file" / "demo")
    assert "NotADirectoryError" in capfd.readouterr().err


def test_every_speaker_has_a_name_and_a_voice_of_its_own() -> None:
    speakers = list(demo._speakers())
    assert len({speaker.name for speaker in speakers}) == len({speaker.voice for speaker in speakers}) == 56
