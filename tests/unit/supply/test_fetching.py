import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.fetching import fetch, is_url

CONTENT = np.random.default_rng(1).bytes(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Serves CONTENT with Range support; `/cut` breaks off half way, `/plain` ignores ranges."""

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)  # type: ignore[attr-defined]
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        start = int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) if asked and "plain" not in self.path else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        end = len(CONTENT) // 2 if self.path.startswith("/cut") and not start else len(CONTENT)
        self.wfile.write(CONTENT[start:end])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.ranges = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{running.server_port}", ranges=running.ranges)  # type: ignore[attr-defined]
    running.shutdown()
    thread.join()
    running.server_close()


def get(url: str, folder: Path) -> Path:
    return fetch(url, sha256=SHA256, size=len(CONTENT), folder=folder)


def test_a_file_is_fetched_once_and_kept(server: SimpleNamespace, tmp_path: Path) -> None:
    first = get(f"{server.url}/sounds.tar.gz", tmp_path)
    second = get(f"{server.url}/sounds.tar.gz", tmp_path)
    assert first == second
    assert first.read_bytes() == CONTENT
    assert first.name.endswith("-sounds.tar.gz")
    assert server.ranges == [None]
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_a_broken_download_goes_on_where_it_stopped(server: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match="Start again to go on"):
        get(f"{server.url}/cut", tmp_path)
    kept = next(tmp_path.glob("*.part")).stat().st_size
    assert 0 < kept < len(CONTENT)
    assert get(f"{server.url}/cut", tmp_path).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={kept}-"]


def test_a_server_without_ranges_sends_it_all_again(server: SimpleNamespace, tmp_path: Path) -> None:
    target = get(f"{server.url}/plain", tmp_path)
    target.rename(target.with_name(target.name + ".part"))
    part = target.with_name(target.name + ".part")
    part.write_bytes(part.read_bytes()[:1_000])
    assert get(f"{server.url}/plain", tmp_path).read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=1000-"]


def test_a_wrong_checksum_names_both_and_leaves_nothing(server: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match=rf"Expected sha256 {'0' * 64}.*found {SHA256}"):
        fetch(f"{server.url}/sounds", sha256="0" * 64, size=len(CONTENT), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_half_is_not_built_upon_for_ever(server: SimpleNamespace, tmp_path: Path) -> None:
    target = get(f"{server.url}/sounds", tmp_path)
    target.rename(target.with_name(target.name + ".part"))
    target.with_name(target.name + ".part").write_bytes(b"x" * 1_000)
    with pytest.raises(GanAugmentationError, match="wrong checksum"):
        get(f"{server.url}/sounds", tmp_path)
    assert get(f"{server.url}/sounds", tmp_path).read_bytes() == CONTENT


def test_without_a_checksum_a_broken_download_starts_anew(server: SimpleNamespace, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(GanAugmentationError, match=r"the download stopped .* Start again, or give"):
            fetch(f"{server.url}/cut", sha256=None, size=None, folder=tmp_path)
    assert server.ranges == [None, None]


@pytest.mark.parametrize("path", ["/missing", ":1/"])
def test_an_address_that_gives_nothing_is_named_with_the_mend(
    server: SimpleNamespace, tmp_path: Path, path: str
) -> None:
    url = f"{server.url}{path}" if path.startswith("/") else f"http://127.0.0.1{path}"
    with pytest.raises(GanAugmentationError, match=rf"{url}.*source=PATH"):
        get(url, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_size] == []


def test_a_file_address_is_copied_and_verified(tmp_path: Path) -> None:
    (tmp_path / "my sounds.zip").write_bytes(CONTENT)
    url = (tmp_path / "my sounds.zip").as_uri()
    assert get(url, tmp_path / "kept").read_bytes() == CONTENT
    with pytest.raises(GanAugmentationError, match="wrong checksum"):
        fetch(url, sha256="0" * 64, size=len(CONTENT), folder=tmp_path / "kept")


def test_what_the_disk_cannot_hold_is_not_begun(server: SimpleNamespace, tmp_path: Path) -> None:
    too_much = shutil.disk_usage(tmp_path).free + 10**12
    with pytest.raises(GanAugmentationError, match="Make room"):
        fetch(f"{server.url}/sounds", sha256=SHA256, size=too_much, folder=tmp_path)
    assert server.ranges == []


def test_addresses_are_told_from_paths() -> None:
    assert all(map(is_url, ["http://a/b.zip", "https://a", "file:///a"]))
    assert not any(map(is_url, ["/a/b.zip", "a/b", "C:/sounds", "ftp://a"]))
