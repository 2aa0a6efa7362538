"""Ctrl-C and SIGTERM as a request that long work can answer at a safe place."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from gan_augmentation.errors import GanAugmentationError


class Interrupted(GanAugmentationError):
    """Work was stopped on request, after it kept what it had."""


class StopRequest:
    """Whether a stop was asked for."""

    def __init__(self) -> None:
        self.requested = False

    def ask(self, signum: int, frame: FrameType | None) -> None:
        """Note the request; a second one interrupts at once."""
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True


@contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Turn SIGINT and SIGTERM into a request while the block runs; off the main thread, requests never come."""
    stop = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
