import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gan_augmentation.audio import decoding
from gan_augmentation.audio.decoding import UnusableSound, Usable, decode
from gan_augmentation.tags import wav_bytes
from tests.malformed import CONTENTS, encoded, looping_wav, wav


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
    soundfile.write(tmp_path / "a.wav", tone(16_000, level=1.2), 16_000, subtype="FLOAT")
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
        (tone(16_000, seconds=0.01), "too_short"),
        (np.full(800, 0.3, np.float32), "constant"),
        (tone(16_000, level=2.0), "clipped"),
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


@pytest.mark.parametrize("kind", sorted(CONTENTS.keys() - {"looping"}))
def test_every_kind_of_bad_file_has_its_reason(tmp_path: Path, kind: str) -> None:
    reason, ending, content = CONTENTS[kind]
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content(3))
    with pytest.raises(UnusableSound) as caught:
        decode(path, 16_000)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("claimed", "kept"), [(2_000, True), (2_100, True), (2_300, False), (0x7FFFF000, True), (2**32 - 1, True)]
)
def test_a_wav_that_lacks_a_little_or_never_knew_its_length_is_kept(
    tmp_path: Path, claimed: int, kept: bool
) -> None:
    samples = (tone(16_000)[:1_000] * 32767).astype("<i2").tobytes()
    (tmp_path / "a.wav").write_bytes(wav(size=claimed, data=samples))
    if kept:
        assert len(decode(tmp_path / "a.wav", 16_000)) == 1_000
    else:
        with pytest.raises(UnusableSound, match=r"a\.wav: it holds 87%"):
            decode(tmp_path / "a.wav", 16_000)


def test_a_file_that_says_it_is_synthetic_is_refused_unless_such_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav_bytes(tone(16_000), 16_000, {"label": "yes"}))
    with pytest.raises(UnusableSound, match="a GAN made it") as refused:
        decode(tmp_path / "a.wav", 16_000)
    assert refused.value.reason == "synthetic"
    assert len(decode(tmp_path / "a.wav", 16_000, Usable(synthetic=True))) == 8_000


@pytest.mark.parametrize(("hertz", "heard"), [(7_000, True), (30_000, False)])
def test_a_sound_above_what_the_rate_can_hold_is_refused(tmp_path: Path, hertz: float, heard: bool) -> None:
    soundfile.write(tmp_path / "bat.wav", tone(192_000, hertz=hertz), 192_000, subtype="FLOAT")
    if heard:
        assert 0.45 < np.abs(decode(tmp_path / "bat.wav", 16_000)[1_000:7_000]).max() < 0.55
        return
    with pytest.raises(UnusableSound, match="nearly all of it lies above 8,000 Hz") as refused:
        decode(tmp_path / "bat.wav", 16_000)
    assert refused.value.reason == "out_of_band"
    assert len(decode(tmp_path / "bat.wav", 96_000)) == 48_000


def test_what_is_too_long_is_a_setting(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16_000, seconds=2), 16_000)
    assert len(decode(tmp_path / "a.wav", 16_000, Usable(most_minutes=2 / 60))) == 32_000
    with pytest.raises(UnusableSound, match=r"longer than 0\.03 minutes") as caught:
        decode(tmp_path / "a.wav", 16_000, Usable(most_minutes=0.03))
    assert caught.value.reason == "too_long"


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3", "a.aiff"])
def test_a_long_file_is_read_in_blocks_that_change_nothing(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    soundfile.write(tmp_path / name, np.stack([tone(16_000), tone(16_000, hertz=300)], axis=1), 16_000)
    whole = decode(tmp_path / name, 16_000)
    monkeypatch.setattr(decoding, "BLOCK", 2_000)
    np.testing.assert_array_equal(decode(tmp_path / name, 16_000), whole)


def test_a_flac_whose_encoder_knew_no_length_is_read_to_its_end_but_not_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray(encoded(tone(16_000), "flac"))
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    (tmp_path / "a.flac").write_bytes(content)
    monkeypatch.setattr(decoding, "BLOCK", 3_000)
    assert len(decode(tmp_path / "a.flac", 16_000)) == 8_000
    with pytest.raises(UnusableSound) as caught:
        decode(tmp_path / "a.flac", 16_000, Usable(most_minutes=0.4 / 60))
    assert caught.value.reason == "too_long"


def test_a_header_that_leads_in_a_circle_is_still_in_this_libsndfile(tmp_path: Path) -> None:
    """Once it is not, the tests of decoders that hang need another file."""
    (tmp_path / "a.wav").write_bytes(looping_wav())
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-c", f"import soundfile; soundfile.info({str(tmp_path / 'a.wav')!r})"],
            timeout=3,
        )
