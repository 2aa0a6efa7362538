"""Archives made to write elsewhere, to fill the disk or the memory, or to confuse."""

import io
import shutil
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply import archives
from gan_augmentation.supply.archives import unpack

CAP = 1_000_000  # bytes out of an archive, in this test
MANY = 50  # files in an archive, in this test
MEMORY = 32_000_000  # bytes
GOOD = ("cat/good.wav", b"good" * 100)

Members = list[tuple[str, bytes]]
OUTSIDE = [
    "../evil",
    "cat/../../evil",
    "{outside}/evil",
    "..\\evil",
    "C:\\evil",
    "C:evil",
    "\\\\host\\share\\evil",
    "cat/..\\..\\evil",
    "//evil",
    "./../evil",
]
CONTENTS: dict[str, Members] = {
    **{f"outside {name}": [GOOD, (name, b"evil")] for name in OUTSIDE},
    "bomb": [GOOD, ("cat/bomb.wav", bytes(3 * CAP))],
    "many bombs": [GOOD, *((f"cat/{number}.wav", bytes(CAP // 4)) for number in range(9))],
    "too many": [(f"cat/{number}.wav", b"one") for number in range(MANY + 1)],
    "too many folders": [GOOD, *((f"cat/{number}/", b"") for number in range(MANY))],
    "twice": [GOOD, ("cat/good.wav", b"another")],
    "twice by a dot": [GOOD, ("cat/./good.wav", b"another")],
    "file as folder": [GOOD, ("cat/good.wav/evil.wav", b"evil")],
    "folder as file": [GOOD, ("cat", b"evil")],
    "no name": [GOOD, (".", b"evil")],
    "long name": [GOOD, ("cat/" + 300 * "x", b"evil")],
}


def zip_of(members: Members) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo("placeholder")
            info.filename, info.compress_type = name, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()


def tar_of(members: Members, *, packed: bool, extra: tarfile.TarInfo | None = None) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz" if packed else "w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name.rstrip("/"))
            info.size, info.type = len(content), tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            archive.addfile(info, io.BytesIO(content))
        if extra is not None:
            archive.addfile(extra)
            archive.addfile(tarfile.TarInfo(extra.name + "/evil.wav"))
    return file.getvalue()


def special_tar(kind: bytes, *, packed: bool) -> bytes:
    """With a link or a device, and a file below it."""
    info = tarfile.TarInfo("cat/odd")
    info.type, info.linkname = kind, "../../outside"
    return tar_of([GOOD], packed=packed, extra=info)


def long_header(*, packed: bool) -> bytes:
    """A tar whose first member has extended attributes of 100 MB."""
    info = tarfile.TarInfo("cat/a.wav")
    info.pax_headers = {"comment": 100_000_000 * "x"}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz" if packed else "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)
    return file.getvalue()


def special_zip(mode: int) -> bytes:
    """With a member that unpackers take for a link or a device by its mode."""
    file = io.BytesIO(zip_of([GOOD]))
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo("cat/odd")
        info.external_attr = mode << 16
        archive.writestr(info, "../../outside")
    return file.getvalue()


def lying_zip() -> bytes:
    """One that claims 10 bytes for a bomb, in both places."""
    content = zip_of([("cat/bomb.wav", bytes(3 * CAP))])
    return content.replace(struct.pack("<I", 3 * CAP), struct.pack("<I", 10))


def hostile_archives(outside: Path) -> dict[str, Callable[[], bytes]]:
    """Makers of all, by name."""
    made: dict[str, Callable[[], bytes]] = {}
    for kind, members in CONTENTS.items():
        members = [(name.format(outside=outside), content) for name, content in members]
        made[f"{kind}.zip"] = lambda members=members: zip_of(members)
        made[f"{kind}.tar.gz"] = lambda members=members: tar_of(members, packed=True)
        if "bomb" not in kind:  # a plain tar cannot grow
            made[f"{kind}.tar"] = lambda members=members: tar_of(members, packed=False)
    for name, kind in {
        "symbolic link": tarfile.SYMTYPE,
        "hard link": tarfile.LNKTYPE,
        "device": tarfile.CHRTYPE,
        "pipe": tarfile.FIFOTYPE,
    }.items():
        made[f"{name}.tar"] = lambda kind=kind: special_tar(kind, packed=False)
        made[f"{name}.tar.gz"] = lambda kind=kind: special_tar(kind, packed=True)
    for name, mode in {"symbolic link": 0o120777, "device": 0o020666, "pipe": 0o010666}.items():
        made[f"{name}.zip"] = lambda mode=mode: special_zip(mode)
    made["long header.tar.gz"] = lambda: long_header(packed=True)
    made["claims little.zip"] = lying_zip
    return made


def files_below(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.counted(
    "hostile archives", small=20, full=71, must_show="0 writes outside, 0 over the cap, all refused"
)
def test_no_archive_writes_outside_or_fills_the_disk_or_the_memory(tmp_path, monkeypatch, count, came_out):
    monkeypatch.setattr(archives, "SMALL", CAP)
    monkeypatch.setattr(archives, "MAX_MEMBERS", MANY)
    outside, inside = tmp_path / "outside", tmp_path / "in" / "side"
    outside.mkdir()
    makers = sorted(hostile_archives(outside).items())
    chosen = [makers[len(makers) * place // count] for place in range(count)]
    escaped, over, kept, hungry = [], [], [], []
    for name, make in chosen:
        archive = tmp_path / "archive"
        archive.write_bytes(make())
        tracemalloc.start()
        try:
            folder = unpack(archive, inside)
        except GanAugmentationError:
            assert not files_below(inside), "nothing half-written stays"
        else:
            kept.append(name)
            if sum(files_below(folder).values()) > CAP:
                over.append(name)
            shutil.rmtree(folder)
        if tracemalloc.get_traced_memory()[1] > MEMORY:
            hungry.append(name)
        tracemalloc.stop()
        if files_below(outside) or [path for path in tmp_path.rglob("*evil*") if inside not in path.parents]:
            escaped.append(name)
    came_out(
        f"{len(escaped)} writes outside, {len(over)} over the cap, {len(chosen) - len(kept)} refused, "
        f"{len(hungry)} used more than {MEMORY // 10**6} MB"
    )
    assert (escaped, over, kept, hungry) == ([], [], [], [])


@pytest.mark.parametrize("make", [zip_of, partial(tar_of, packed=False)])
def test_a_name_ends_at_a_null_byte(tmp_path, make):
    (tmp_path / "archive").write_bytes(make([GOOD, ("cat/a.wav\0/../../../evil", b"a")]))
    unpack(tmp_path / "archive", tmp_path / "in" / "side")
    assert {path.name for path in tmp_path.rglob("*.wav")} == {"good.wav", "a.wav"}
    assert not list(tmp_path.rglob("*evil*"))
