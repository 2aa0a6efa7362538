"""Calls that wait on disk until they could be made: a journal of one run, in order, each call once."""

from __future__ import annotations

import json
import shutil
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

Entry = dict[str, Any]
"""A call: its `number`, its `kind`, the `run` (a key of ours) it belongs to, when (`at`, in ms), and its arguments."""

JOURNAL, SENT, LOCK = "journal.jsonl", "sent.jsonl", ".lock"


class Outbox:
    """A folder with the calls of one run of the project, and a note of each that was made.

    Both files only grow, line by line, so that whatever kills the process costs at most the line that was being written.
    The system is not asked to put each line through to the disk: that a machine loses its power is left to the report's files.

    The folder is locked while the outbox is open. `open_new` makes one; `leftovers` gives those that nobody has open.

    Args:
        folder: an outbox, or an empty folder.
        lock: of this folder, held.
    """

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder, self._lock = folder, lock
        entries, sent = _lines(folder / JOURNAL), _lines(folder / SENT)
        self.runs: dict[str, str] = {line["run"]: line["made"] for line in sent if line["made"]}
        """MLflow's ids of the runs made so far, by our keys."""
        self.unended: list[str] = []
        """Keys of runs of our own that were opened and not ended, the outermost first."""
        self.waiting: deque[Entry] = deque()
        self._count = len(entries)
        self._putting = threading.Lock()
        for entry in entries:
            self._count_runs(entry)
            if entry["number"] >= len(sent):
                self.waiting.append(entry)

    @classmethod
    def open_new(cls, root: Path) -> Outbox:
        """A new one below `root`."""
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / LOCK):
            folder = root / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}"
            folder.mkdir()
            return cls(folder, _lock_of(folder))

    @classmethod
    def leftovers(cls, root: Path) -> Iterator[Outbox]:
        """Those whose process has ended, the oldest first; each is open until it is closed."""
        if not root.exists():
            return
        for folder in sorted(path for path in root.iterdir() if path.is_dir()):
            with FileLock(root / LOCK):
                if not folder.exists():  # somebody has sent it meanwhile
                    continue
                try:
                    outbox = cls(folder, _lock_of(folder))
                except Timeout:  # somebody has it open
                    continue
            yield outbox

    def put(self, kind: str, run: str, **arguments: Any) -> None:
        """Add a call."""
        with self._putting:
            entry = {
                "number": self._count,
                "kind": kind,
                "run": run,
                "at": time.time_ns() // 1_000_000,
                **arguments,
            }
            _append(self.folder / JOURNAL, entry)
            self._count += 1
            self._count_runs(entry)
            self.waiting.append(entry)

    def place(self, name: str) -> str:
        """Where, within the outbox, a file of this name can be put; it goes with the call that has it as its `file`."""
        place = Path("files") / uuid.uuid4().hex / name
        (self.folder / place).parent.mkdir(parents=True)
        return place.as_posix()

    def keep(self, path: Path) -> str:
        """Copy a file or folder, which may be another by the time it is sent; its path within the outbox."""
        kept = self.place(path.name)
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, self.folder / kept)
        return kept

    def made(self, entry: Entry, run_id: str | None = None) -> None:
        """Note that the first waiting call was made, and the id of the run if it made one."""
        _append(self.folder / SENT, {"run": entry["run"], "made": run_id})
        if run_id:
            self.runs[entry["run"]] = run_id
        self.waiting.popleft()
        if "file" in entry:
            shutil.rmtree((self.folder / entry["file"]).parent, ignore_errors=True)

    def close(self) -> None:
        """Let go of the folder; if nothing waits in it, it vanishes."""
        with FileLock(self.folder.parent / LOCK):
            self._lock.release()
            if not self.waiting:
                shutil.rmtree(self.folder, ignore_errors=True)

    def _count_runs(self, entry: Entry) -> None:
        if entry["kind"] == "run" and not entry["run_id"]:
            self.unended.append(entry["run"])
        elif entry["kind"] == "end":
            self.unended.remove(entry["run"])


def _lock_of(folder: Path) -> FileLock:
    """Taken and given back only while the folder above is locked, so that no folder vanishes under who has just found it."""
    lock = FileLock(folder / LOCK, thread_local=False)
    lock.acquire(blocking=False)
    return lock


def _append(path: Path, line: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file, which need not be there. A last one that is half written is cut off: its call never returned."""
    if not path.exists():
        return []
    written = path.read_bytes()
    whole = written[: written.rfind(b"\n") + 1]
    if whole != written:
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return [json.loads(line) for line in whole.splitlines()]
