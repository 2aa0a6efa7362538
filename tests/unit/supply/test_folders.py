import logging
import os
import re
import shutil
from pathlib import Path

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply import folders
from gan_augmentation.supply.folders import open_source


@pytest.fixture
def address(tmp_path: Path) -> str:
    (tmp_path / "sounds/yes").mkdir(parents=True)
    (tmp_path / "sounds/yes/1.wav").write_bytes(b"one")
    return Path(shutil.make_archive(str(tmp_path / "sounds"), "zip", tmp_path / "sounds")).as_uri()


def test_a_name_that_is_no_utf8_is_shown_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "yes").mkdir()
    (tmp_path / "yes" / os.fsdecode(b"caf\xe9.wav")).touch()
    with pytest.raises(
        GanAugmentationError, match=r"yes: the name b'caf\\xe9\.wav' in it is no UTF-8 .* Rename it"
    ):
        list(folders.class_folders(tmp_path, "sounds"))


def test_a_home_of_nobody_is_told(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match=r"source=~nobody-at-all/x: .* Give the path in full"):
        open_source("~nobody-at-all/x", tmp_path)


def test_a_run_says_once_that_it_uses_what_an_earlier_one_fetched(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(2):
        open_source(address, tmp_path / "raw")
    assert caplog.text == "", "this run has fetched it itself"
    folders._tell_of_copy.cache_clear()  # as in another process
    for _ in range(2):
        open_source(address, tmp_path / "raw")
    (line,) = caplog.messages
    found = re.fullmatch(
        r"Using the copy of (.*) fetched on (....-..-.. ..:..); delete (.*) to fetch it anew.", line
    )
    assert found
    assert found[1] == address
    Path(found[3]).unlink()
    (tmp_path / "sounds/yes/2.wav").write_bytes(b"two")
    shutil.make_archive(str(tmp_path / "sounds"), "zip", tmp_path / "sounds")
    assert (open_source(address, tmp_path / "raw") / "yes/2.wav").read_bytes() == b"two"


def test_what_is_said_of_an_address_holds_no_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    caplog.set_level(logging.INFO)
    secret = address + "?token=hunter2"
    open_source(secret, tmp_path / "raw")
    folders._tell_of_copy.cache_clear()
    open_source(secret, tmp_path / "raw")
    assert "Using the copy of" in caplog.text
    assert "hunter2" not in caplog.text
