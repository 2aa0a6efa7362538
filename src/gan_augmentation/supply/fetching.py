"""Downloads that survive a cut line, and are taken for done only when whole and verified."""

import hashlib
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gan_augmentation.errors import GanAugmentationError

BLOCK = 1 << 16  # bytes; what a broken line can cost at most
TIMEOUT = 30.0  # seconds without a byte


def is_url(text: str) -> bool:
    """Whether the text is an address that `fetch` takes."""
    return urlsplit(text).scheme in {"http", "https", "file"}


def fetch(url: str, *, sha256: str | None, size: int | None, folder: Path) -> Path:
    """The file at an address, downloaded once and kept.

    The bytes go to `<name>.part` and get their name only when complete and verified, so that a file under
    its final name is done. A broken download goes on where it stopped, if a checksum can prove the whole
    afterwards.

    Args:
        url: http, https or file address.
        sha256: checksum in hex, or None for a user's own address: then the length alone is checked.
        size: bytes, if known.
        folder: where the file is kept.

    Raises:
        GanAugmentationError: the server cannot be reached or refuses, the disk is full, the length or the
        checksum
            is wrong.
    """
    target = place_of(url, sha256, folder)
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    if sha256 is None:
        part.unlink(missing_ok=True)  # Two halves of different versions could not be told from a whole.
    if size is not None:
        check_space(folder, size - (part.stat().st_size if part.exists() else 0), url)
    if urlsplit(url).scheme == "file":
        _copy(url, part)
    else:
        _download(url, part, size, "Start again" if sha256 is None else "Start again to go on from there")
    _verify(url, part, sha256, size)
    part.replace(target)
    return target


def place_of(url: str, sha256: str | None, folder: Path) -> Path:
    """Where `fetch` keeps the file: its own name behind a mark of what it must be, since other addresses may end alike."""
    mark = hashlib.sha256(f"{url} {sha256}".encode()).hexdigest()[:8]
    name = Path(unquote(urlsplit(url).path)).name or "download"
    return folder / f"{mark}-{name}"


def check_space(folder: Path, needed: int, what: str) -> None:
    """Refuse to begin what the disk cannot hold. `needed` is in bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise GanAugmentationError(
            f"{what}: it needs {needed / 1e9:.1f} GB in {folder}, and {free / 1e9:.1f} GB are free. Make "
            "room there, then start again."
        )


def _copy(url: str, part: Path) -> None:
    try:
        shutil.copyfile(unquote(urlsplit(url).path), part)
    except OSError as error:
        raise GanAugmentationError(
            f"{url}: it cannot be copied ({error}). Check the path and the disk."
        ) from error


def _download(url: str, part: Path, size: int | None, again: str) -> None:
    """Append to `part` what it still lacks; where it stops, `again` says what another start would do."""
    import requests
    from tqdm import tqdm

    done = part.stat().st_size if part.exists() else 0
    if size is not None and done >= size:
        return
    # Identity: a transparently compressed body would make lengths and ranges mean something else.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    try:
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
            answer.raise_for_status()
            if answer.status_code != requests.codes.partial_content:
                done = 0  # The server sends it from the start.
            length = answer.headers.get("Content-Length")
            total = size if length is None else done + int(length)
            with (
                part.open("ab" if done else "wb") as file,
                tqdm(
                    total=total, initial=done, desc="download", unit="B", unit_scale=True, mininterval=0.5
                ) as bar,
            ):
                for block in answer.iter_content(BLOCK):
                    bar.update(file.write(block))
    except (requests.RequestException, OSError) as error:
        raise GanAugmentationError(
            f"{url}: the download stopped ({error}). {again}, or give a local copy by --params source=PATH."
        ) from None  # The library's own error would tell the whole address, with its keys, to whoever keeps tracebacks.
    if total is not None and part.stat().st_size < total:
        raise GanAugmentationError(f"{url}: {part.stat().st_size:,} of {total:,} bytes came. {again}.")


def _verify(url: str, part: Path, sha256: str | None, size: int | None) -> None:
    """Remove a file that is not the expected one, so that the next run does not build on it."""
    found_size = part.stat().st_size
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest() if sha256 else None
    if found == sha256 and size in {None, found_size}:
        return
    part.unlink()
    raise GanAugmentationError(
        f"{url}: wrong checksum. Expected sha256 {sha256} ({size:,} bytes), found {found} ({found_size:,} "
        "bytes). The file was removed: start again to download it anew. If it is the same once more, the "
        "publisher has changed the archive; give a copy that you trust by --params source=PATH."
    )
