from pathlib import Path

import numpy as np
import pytest
import soundfile

from gan_augmentation.audio.decoding import UnusableSound, decode


def tone(rate: int, seconds: float = 0.5, hertz: float = 440.0, level: float = 0.5) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "subtype"),
    [("a.wav", "PCM_U8"), ("a.wav", "PCM_24"), ("a.wav", "FLOAT"), ("a.flac", "PCM_16"), ("a.ogg", "VORBIS"),
     ("a.mp3", "MPEG_LAYER_III"), ("a.aiff", "PCM_16")],
)  # fmt: skip
def test_every_common_format_gives_the_same_tone(tmp_path: Path, name: str, subtype: str) -> None:
    soundfile.write(tmp_path / name, tone(44_100), 44_100, subtype=subtype)
    sound = decode(tmp_path / name, 16_000)
    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert abs(len(sound) - 8_000) <= 1_200  # mp3 pads its ends
    spectrum = np.abs(np.fft.rfft(sound[1_000:7_000]))
    assert abs(np.argmax(spectrum) * 16_000 / 6_000 - 440) < 3
    assert 0.45 < np.abs(sound[1_000:7_000]).max() < 0.55


def test_channels_are_averaged(tmp_path: Path) -> None:
    left = tone(16_000)
    soundfile.write(
        tmp_path / "a.wav", np.stack([left, np.zeros_like(left)], axis=1), 16_000, subtype="FLOAT"
    )
    np.testing.assert_allclose(decode(tmp_path / "a.wav", 16_000), left / 2, atol=1e-7)


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_any_rate_comes_out_with_the_same_length_in_seconds(tmp_path: Path, rate: int) -> None:
    soundfile.write(tmp_path / "a.wav", tone(rate), rate)
    assert abs(len(decode(tmp_path / "a.wav", 16_000)) - 8_000) <= 1


def test_samples_beyond_full_scale_are_clipped(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16_000, level=3.0), 16_000, subtype="FLOAT")
    sound = decode(tmp_path / "a.wav", 16_000)
    assert (sound.min(), sound.max()) == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        (np.zeros(0, np.float32), "empty"),
        (np.zeros(800, np.float32), "silent"),
        (np.full(800, 5e-5, np.float32), "silent"),
        (np.array([0.1, np.nan, 0.1], np.float32), "not_finite"),
        (np.array([0.1, np.inf, 0.1], np.float32), "not_finite"),
    ],
)
def test_a_sound_without_content_is_refused_by_its_reason(
    tmp_path: Path, sound: np.ndarray, reason: str
) -> None:
    soundfile.write(tmp_path / "a.wav", sound, 16_000, subtype="FLOAT")
    with pytest.raises(UnusableSound, match=r"a\.wav") as caught:
        decode(tmp_path / "a.wav", 16_000)
    assert caught.value.reason == reason


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all" * 40])
def test_a_file_that_is_no_sound_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(UnusableSound) as caught:
        decode(tmp_path / "a.wav", 16_000)
    assert caught.value.reason == "unreadable"


def test_a_quiet_sound_above_the_limit_is_kept(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16_000, level=2e-4), 16_000, subtype="FLOAT")
    assert 1e-4 < np.abs(decode(tmp_path / "a.wav", 16_000)).max() < 3e-4
