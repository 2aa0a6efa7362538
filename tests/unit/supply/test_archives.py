import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply import archives
from gan_augmentation.supply.archives import unpack

FILES = {"cat/one.wav": b"one" * 1_000, "dog/deep/two.wav": b"two" * 1_000}


def tar_of(
    path: Path, files: dict[str, bytes], mode: str = "w:gz", extra: tarfile.TarInfo | None = None
) -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        if extra is not None:
            archive.addfile(extra)
    return path


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def content_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != archives.MARKER
    }


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz", "a.zip"])
def test_every_type_gives_its_files(tmp_path: Path, name: str) -> None:
    made = (
        zip_of(tmp_path / name, FILES)
        if name.endswith("zip")
        else tar_of(tmp_path / name, FILES, "w" if name.endswith("tar") else "w:gz")
    )
    assert content_of(unpack(made, tmp_path / "out")) == FILES


def test_the_same_bytes_are_unpacked_once(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", FILES)
    first = unpack(archive, tmp_path / "out")
    stamp = (first / "cat/one.wav").stat().st_ino
    again = unpack(archive.rename(tmp_path / "renamed.zip"), tmp_path / "out")
    assert again == first
    assert (again / "cat/one.wav").stat().st_ino == stamp


@pytest.mark.parametrize("harm", ["remove", "shorten", "unmark"])
def test_a_harmed_folder_is_unpacked_again(tmp_path: Path, harm: str) -> None:
    archive = zip_of(tmp_path / "a.zip", FILES)
    folder = unpack(archive, tmp_path / "out")
    if harm == "remove":
        (folder / "cat/one.wav").unlink()
    elif harm == "shorten":
        (folder / "cat/one.wav").write_bytes(b"on")
    else:
        (folder / archives.MARKER).unlink()
    assert content_of(unpack(archive, tmp_path / "out")) == FILES


@pytest.mark.parametrize(
    "name", ["../evil.wav", "cat/../../evil.wav", "/evil.wav", "..\\evil.wav", "C:\\evil.wav"]
)
@pytest.mark.parametrize("make", [tar_of, zip_of])
def test_a_path_outside_is_refused_and_nothing_is_kept(tmp_path: Path, make, name: str) -> None:  # type: ignore[no-untyped-def]
    archive = make(tmp_path / "a", FILES | {name: b"evil"})
    with pytest.raises(GanAugmentationError, match="outside"):
        unpack(archive, tmp_path / "out")
    assert not list(tmp_path.rglob("*evil*"))
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_link_or_a_device_in_a_tar_is_refused(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("cat/link.wav")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(GanAugmentationError, match=r"'cat/link\.wav' is a link or a device"):
        unpack(tar_of(tmp_path / "a.tar", FILES, extra=info), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", FILES)
    with zipfile.ZipFile(archive, "a") as opened:
        info = zipfile.ZipInfo("cat/link.wav")
        info.external_attr = 0o120777 << 16
        opened.writestr(info, "/etc/passwd")
    with pytest.raises(GanAugmentationError, match="is a link"):
        unpack(archive, tmp_path / "out")


@pytest.mark.parametrize("make", [tar_of, zip_of])
def test_an_archive_that_grows_beyond_measure_is_refused(  # type: ignore[no-untyped-def]
    tmp_path: Path, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "SMALL", 1_000_000)
    with pytest.raises(GanAugmentationError, match="grows from"):
        unpack(make(tmp_path / "bomb", {"cat/a.wav": bytes(3_000_000)}), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    with pytest.raises(GanAugmentationError, match="more than 1 files"):
        unpack(zip_of(tmp_path / "a.zip", FILES), tmp_path / "out")


@pytest.mark.parametrize("make", [tar_of, zip_of])
def test_a_cut_off_archive_is_refused_and_nothing_is_kept(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    archive = make(tmp_path / "a", FILES)
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size * 2 // 3])
    with pytest.raises(GanAugmentationError, match="cannot be unpacked"):
        unpack(archive, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_a_file_of_another_type_is_named_with_what_is_possible(tmp_path: Path) -> None:
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" * 100)
    with pytest.raises(GanAugmentationError, match=r"a\.7z.*neither a \.zip nor a \.tar"):
        unpack(tmp_path / "a.7z", tmp_path / "out")
