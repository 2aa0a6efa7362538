"""Folders whose classes are not known."""

import pytest

from gan_augmentation.audio.layouts import list_unlabelled
from gan_augmentation.errors import GanAugmentationError


def test_every_file_is_listed_however_deep_it_lies(tmp_path):
    for name in ("b.wav", "inner/deep/a.flac", "inner/a.wav", ".hidden.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    files = list_unlabelled(tmp_path)
    assert files["source"].tolist() == ["b.wav", "inner/a.wav", "inner/deep/a.flac"]
    assert files["path"].tolist() == [str(tmp_path / source) for source in files["source"]]
    assert files["label"].isna().all()


def test_a_folder_without_files_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(GanAugmentationError, match="holds no files"):
        list_unlabelled(tmp_path)
