import logging
import os
import re
import shutil
from collections.abc import Iterator
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


def lay(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def listed(root: Path) -> list[tuple[str, str, str | None]]:
    return [(label, source, part) for _, label, source, part in folders.class_folders(root, "sounds")]


def test_folders_called_by_parts_hold_the_classes(tmp_path: Path) -> None:
    files = ("Train/yes/1.wav", "Train/no/2.wav", "Train/metadata.jsonl", "val/yes/3.wav", "test/no/4.wav")
    assert listed(lay(tmp_path, *files)) == [
        ("no", "Train/no/2.wav", "train"),
        ("yes", "Train/yes/1.wav", "train"),
        ("no", "test/no/4.wav", "test"),
        ("yes", "val/yes/3.wav", "validation"),
    ]


@pytest.mark.parametrize(
    "files",
    [
        ("train/1.wav", "test/2.wav"),
        ("train/by/1.wav", "bus/by/2.wav"),
        ("test/by/1.wav", "dev/by/2.wav"),
        ("train/by/1.wav", "test/by/2.wav", "test/3.wav"),
    ],
    ids=["no folders in them", "another beside them", "no train part", "sounds beside the folders"],
)
def test_folders_that_are_only_called_like_parts_are_classes(tmp_path: Path, files: tuple[str, ...]) -> None:
    assert {(label, part) for label, _, part in listed(lay(tmp_path, *files))} == {
        (name.split("/")[0], None) for name in files
    }


def test_classes_that_are_wrapped_beside_a_licence_are_found(tmp_path: Path) -> None:
    root = lay(tmp_path, "set-1.0/LICENSE", "set-1.0/README.md", "set-1.0/yes/1.wav", "set-1.0/no/2.wav")
    assert listed(root) == [("no", "no/2.wav", None), ("yes", "yes/1.wav", None)]
    lay(tmp_path, "set-1.0/3.wav")
    assert {label for label, *_ in listed(root)} == {"set-1.0"}, "a class, with sounds of its own"


def test_a_link_back_is_not_followed(tmp_path: Path) -> None:
    root = lay(tmp_path / "set", "yes/1.wav", "no/2.wav")
    for name in ("all", "again"):
        (root / "yes" / name).symlink_to("..")
    (root / "no" / "itself").symlink_to(".")
    assert listed(root) == [("no", "no/2.wav", None), ("yes", "yes/1.wav", None)]


def test_a_linked_folder_of_elsewhere_is_followed(tmp_path: Path) -> None:
    lay(tmp_path / "disk", "a/1.wav")
    root = lay(tmp_path / "set", "no/2.wav")
    (root / "yes").symlink_to(tmp_path / "disk")
    assert listed(root) == [("no", "no/2.wav", None), ("yes", "yes/a/1.wav", None)]


def test_a_folder_that_may_not_be_looked_into_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "yes/1.wav", "lost+found/2.wav")
    listing = Path.iterdir

    def guarded(folder: Path) -> Iterator[Path]:
        if folder.name == "lost+found":  # root may look into everything
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(Path, "iterdir", guarded)
    with pytest.raises(
        GanAugmentationError, match=r"lost\+found: it cannot be looked into \(Permission denied\)"
    ):
        listed(tmp_path)


def test_a_path_that_the_system_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match=r"source=x+: it cannot be read \(File name too long\)"):
        open_source("x" * 5000, tmp_path)


def test_what_was_fetched_and_is_no_archive_is_fetched_anew(tmp_path: Path, address: str) -> None:
    place = Path(address.removeprefix("file://"))
    whole = place.read_bytes()
    place.write_text("<html>Log in first</html>")
    with pytest.raises(GanAugmentationError, match=r"neither a .zip nor .* What was fetched is deleted"):
        open_source(address, tmp_path / "raw")
    place.write_bytes(whole)
    assert (open_source(address, tmp_path / "raw") / "yes/1.wav").read_bytes() == b"one"
