"""Ctrl-C and SIGTERM as a request that long work can answer at a safe place."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from gan_augmentation.errors import GanAugmentationError


class Interrupted(GanAugmentationError):
    """Work was stopped on request, after it kept what it had."""


class StopRequest:
    """Whether a stop was asked for."""

    def __init__(self) -> None:
        self.requested = False
        self._asked = False

    def ask(self, signum: int, frame: FrameType | None) -> None:
        """Note the request; a second one interrupts at once."""
        if self._asked:
            raise KeyboardInterrupt
        self._asked = self.requested = True


class SharedStopRequest(StopRequest):
    """A request that every process sees that knows its file: one signal, to any of them, stops all.

    Args:
        path: of the file, which is there once a stop was asked for; its folder must exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._asked = False

    @property
    def requested(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    @requested.setter
    def requested(self, value: bool) -> None:
        if value:
            self.path.touch()
        else:
            self.path.unlink(missing_ok=True)


def leave_to_parent() -> None:
    """For a worker process as it begins: Ctrl-C, which a terminal sends to every process, is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def stop_requests(stop: StopRequest | None = None) -> Iterator[StopRequest]:
    """Turn SIGINT and SIGTERM into a request while the block runs; off the main thread, requests never come.

    Args:
        stop: what notes the request; a new one if there is none.
    """
    stop = stop or StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
