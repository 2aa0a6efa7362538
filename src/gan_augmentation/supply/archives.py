"""Archives from strangers, unpacked safely: nothing outside, no links, no bombs, all or nothing."""

import gzip
import hashlib
import json
import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Self, TypeVar

from tqdm import tqdm

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.fetching import check_space

MAX_BYTES = 50 * 10**9
MAX_MEMBERS = 2_000_000
MAX_RATIO = 100  # Sounds shrink by 2 or so, only silence by this much.
SMALL = 50 * 10**6  # bytes; below it no ratio is worth a refusal.
MAX_HEADER = 1 << 20  # bytes of a long name or of extended attributes
BLOCK = 1 << 20  # bytes
MARKER = ".unpacked.json"

DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    EOFError,
    RuntimeError,
    ValueError,
)

Member = TypeVar("Member")


class UnusableArchive(GanAugmentationError):
    """It is damaged, or asks for what no set needs."""


class Refused(Exception):
    """Why an archive is not unpacked."""


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack an archive below a folder and return where its content lies.

    It is unpacked under a temporary name and renamed when whole. What an earlier run unpacked from the same
    bytes is used again as long as its files are all there.

    Raises:
        GanAugmentationError: the archive is damaged, of an unknown type, too big for the disk, or asks for
            something that no set of sounds needs: a link, a device, a path outside, one path twice, a long
            header, more than 50 GB, more than 2 million files, or a growth of more than 100 times.
    """
    target = folder / f"unpacked-{_digest(archive)[:16]}"
    if _agrees(target):
        return target
    temporary = target.with_name(target.name + ".part")
    for stale in (temporary, target):
        shutil.rmtree(stale, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        _extract(archive, temporary)
        (temporary / MARKER).write_text(_content(temporary))
        temporary.rename(target)
    except (Refused, OSError, *DAMAGED) as error:
        kind = UnusableArchive if isinstance(error, (Refused, *DAMAGED)) else GanAugmentationError
        raise kind(
            f"{archive}: it cannot be unpacked: {error}. Nothing was kept. Mend the archive or the disk, or "
            "unpack it yourself and give the folder by --params source=PATH."
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _digest(archive: Path) -> str:
    try:
        with archive.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise GanAugmentationError(
            f"{archive}: it cannot be read ({error}). Check its permissions."
        ) from error


def _agrees(target: Path) -> bool:
    marker = target / MARKER
    return marker.exists() and marker.read_text() == _content(target)


def _content(folder: Path) -> str:
    """How many files a folder holds and their bytes, the marker apart, as the marker says it."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name != MARKER]
    return json.dumps({"files": len(sizes), "bytes": sum(sizes)})


def _extract(archive: Path, folder: Path) -> None:
    size = archive.stat().st_size
    limit = min(MAX_BYTES, max(SMALL, MAX_RATIO * size))
    written = 0
    with (
        archive.open("rb") as file,
        tqdm(total=size, desc="unpack", unit="B", unit_scale=True, mininterval=0.5) as bar,
    ):
        for name, content in _members(file, folder):
            path = folder / _safe(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                raise Refused(f"it holds {name!r} twice")
            with content, path.open("wb") as target:
                while block := content.read(BLOCK):
                    written += len(block)
                    if written > limit:
                        raise Refused(f"it grows from {size:,} to more than {limit:,} bytes")
                    target.write(block)
            bar.update(max(0, file.tell() - bar.n))


def _members(file: IO[bytes], folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The regular files of an archive, one open at a time, in the order that they lie in."""
    if _is_tar(file):  # First, since a tar that ends in a zip would look like a zip.
        return _tar_members(file, folder)
    if zipfile.is_zipfile(file):
        return _zip_members(file, folder)
    raise Refused("it is neither a .zip nor a .tar, .tar.gz or .tgz")


def _is_tar(file: IO[bytes]) -> bool:
    """What `tarfile.is_tarfile` says, by a first header of bounded size."""
    try:
        with tarfile.open(fileobj=file, tarinfo=_Header):
            return True
    except tarfile.TarError:
        return False


def _not_too_many(members: Iterable[Member]) -> Iterator[Member]:
    for number, member in enumerate(members):
        if number == MAX_MEMBERS:
            raise Refused(f"it holds more than {MAX_MEMBERS:,} files")
        yield member


def _zip_members(file: IO[bytes], folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(file) as opened:
        members = [info for info in _not_too_many(opened.infolist()) if not info.is_dir()]
        check_space(folder, sum(info.file_size for info in members), str(file.name))
        for info in members:
            mode = info.external_attr >> 16
            if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
                raise Refused(f"its member {info.filename!r} is a link or a device")
            yield info.filename, opened.open(info)


def _tar_members(file: IO[bytes], folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    check_space(
        folder, Path(file.name).stat().st_size, str(file.name)
    )  # At least; a tar does not say its size.
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:*", tarinfo=_Header) as opened:
        for info in _not_too_many(iter(opened.next, None)):
            opened.members.clear()  # type: ignore[attr-defined]  # It would keep those of a million folders.
            if info.isdir():
                continue
            content = opened.extractfile(info) if info.isreg() and not info.issparse() else None
            if content is None:
                raise Refused(f"its member {info.name!r} is a link or a device")
            yield info.name, content


class _Header(tarfile.TarInfo):
    """A header of a tar, refused when what belongs to it, which tarfile reads at once, would fill the memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """A header of 512 bytes."""
        header = super().frombuf(buf, encoding, errors)
        too_long = header.size > MAX_HEADER and not header.isreg()
        if too_long or header.type == tarfile.GNUTYPE_SPARSE:
            raise Refused(f"its member {header.name!r} has a header that no sound needs")
        return header

    def _proc_gnusparse_10(self, *_: object) -> None:
        raise Refused(f"its member {self.name!r} has a header that no sound needs")


def _safe(name: str) -> PurePosixPath:
    """A member's path, refused when it could lie outside the folder on any system."""
    windows = PureWindowsPath(name)
    if windows.drive or windows.root or ".." in windows.parts or not windows.parts:
        raise Refused(f"its member {name!r} would lie outside")
    return PurePosixPath(name)
