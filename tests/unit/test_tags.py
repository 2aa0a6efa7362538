"""A synthetic file says so in its header; read here without the library that wrote it."""

import io
import json
import struct
import zlib

import numpy as np
import pytest
import soundfile

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.tags import png_bytes, provenance_of, wav_bytes

AUDIO = (0.5 * np.sin(np.arange(1601) / 10)).astype(np.float32)
PICTURE = np.arange(30, dtype=np.uint8).reshape(5, 6)
HOSTILE = ["yes", "../x", "=cmd()", "🎵", "x" * 300, "\u202eevil", "<script>", 'a"\\\n\0']


def facts(label="yes"):
    return {
        "label": label,
        "latent_seed": 2**62 + 1,
        "latent_spread": 1.3,
        "model_hash": "ab" * 32,
        "recipe": "toy",
    }


def riff_chunks(data):
    """Name and content of each chunk of a RIFF file or list, which begin with four letters of their own."""
    at = 4
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def png_texts(data):
    """The tEXt chunks, after a look at their checksums."""
    at, texts = 8, {}
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(kind + content)
        if kind == b"tEXt":
            name, text = content.split(b"\0", 1)
            texts[name.decode("latin-1")] = text.decode("latin-1")
        at += 12 + size
    return texts


def test_a_sound_carries_its_provenance_in_a_riff_info_list():
    data = wav_bytes(AUDIO, 16000, facts())
    assert data[:4] == b"RIFF"
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    lists = [chunk for name, chunk in riff_chunks(data[8:]) if name == b"LIST"]
    (info,) = [dict(riff_chunks(chunk)) for chunk in lists if chunk[:4] == b"INFO"]
    assert info[b"ISFT"].startswith(b"gan-augmentation")
    tag = json.loads(info[b"ICMT"].rstrip(b"\0").decode("ascii"))
    assert tag == {"synthetic": True, "project": "gan-augmentation", **facts()}


def test_a_picture_carries_its_provenance_as_text():
    tag = json.loads(png_texts(png_bytes(PICTURE, facts()))["Comment"])
    assert tag == {"synthetic": True, "project": "gan-augmentation", **facts()}


@pytest.mark.parametrize("label", HOSTILE)
def test_the_tag_is_read_back_whatever_the_class_is_called(label, tmp_path):
    for name, data in (
        ("a.wav", wav_bytes(AUDIO, 16000, facts(label))),
        ("a.png", png_bytes(PICTURE, facts(label))),
    ):
        (tmp_path / name).write_bytes(data)
        assert provenance_of(tmp_path / name)["label"] == label


def test_real_files_and_comments_of_others_say_nothing(tmp_path):
    (tmp_path / "real.wav").write_bytes(wav_bytes(AUDIO, 16000))
    (tmp_path / "real.png").write_bytes(png_bytes(PICTURE))
    for comment in ("recorded by me", "[1]", '{"synthetic": "perhaps"}'):
        with soundfile.SoundFile(tmp_path / f"{len(comment)}.wav", "w", 16000, 1) as file:
            file.comment = comment
            file.write(AUDIO)
    assert {provenance_of(path) for path in tmp_path.iterdir()} == {None}


@pytest.mark.parametrize("name", ["a.wav", "a.png"])
def test_a_file_that_is_neither_is_named(name, tmp_path):
    (tmp_path / name).write_bytes(b"RIFF and no more")
    with pytest.raises(GanAugmentationError, match=f"{name}: it cannot be read as a"):
        provenance_of(tmp_path / name)


def test_the_tag_changes_neither_sound_nor_picture(tmp_path):
    for data in (wav_bytes(AUDIO, 16000), wav_bytes(AUDIO, 16000, facts())):
        back, rate = soundfile.read(io.BytesIO(data), dtype="float32")
        assert rate == 16000
        np.testing.assert_allclose(back, AUDIO, atol=2**-15)
    assert len(wav_bytes(AUDIO, 16000)) == pytest.approx(2 * len(AUDIO), abs=100)


def test_what_was_read_is_written_as_the_same_bytes():
    samples = np.arange(-(2**15), 2**15, dtype=np.int32).astype(np.int16)
    data = wav_bytes(samples / np.float32(2**15), 16000)
    back, _ = soundfile.read(io.BytesIO(data), dtype="float32")
    np.testing.assert_array_equal(soundfile.read(io.BytesIO(data), dtype="int16")[0], samples)
    assert wav_bytes(back, 16000) == data


def test_a_clip_louder_than_full_scale_is_clipped():
    back, _ = soundfile.read(io.BytesIO(wav_bytes(np.array([2.0, -2.0], np.float32), 16000)))
    np.testing.assert_allclose(back, [1, -1], atol=2**-14)


def test_a_class_of_any_length_leaves_a_tag(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(np.zeros(160, np.float32), 16000, {"label": "🎵" * 3000, "latent_seed": 7}))
    assert provenance_of(path)["latent_seed"] == 7
