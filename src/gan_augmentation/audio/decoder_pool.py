"""A function over many items in processes of their own, of which none can take the run with it.

Decoders are C libraries, and some file always makes one of them hang or crash. `concurrent.futures` and joblib give up all
work when a worker dies and know no time limit, so the few lines that are needed are here. A worker is a fresh interpreter
that imports what the function needs and nothing else; `multiprocessing` would run the main module in it, which for `kedro run`
is Kedro's whole command line.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Any, Literal, NamedTuple, TypeVar

from gan_augmentation.errors import GanAugmentationError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

BATCH = 16  # items handed to a worker at once, at most; it gets more while it still has as many, so that it never waits
WINDOW = 512  # items in work while the first of them hangs; what bounds the answers that wait for it
ITEMS_PER_WORKER = 32  # below it, starting one more costs more than it saves
START = "import sys; sys.path[:] = {path}; from gan_augmentation.audio.decoder_pool import work; work({fd})"


class Lost(NamedTuple):
    """What became of an item whose worker was lost with it."""

    reason: Literal["hangs", "crashes"]
    detail: str


class Raised(NamedTuple):
    """An exception on its way from a worker."""

    error: Exception


def map_in_workers(
    function: Callable[[Item], Answer], items: Sequence[Item], workers: int, seconds: float
) -> Generator[Answer | Lost, None, None]:
    """The function of each item, in their order; the workers end with the iterator.

    An item whose worker dies is tried once more in a fresh one, since the fault may be an earlier item's, or the system's that
    had no memory left. What the function raises is raised here.

    Args:
        function: can be pickled, as can items and answers.
        items: what it is called with.
        workers: processes, at most.
        seconds: what one call may take.

    Raises:
        GanAugmentationError: no worker can be started.
    """
    pool = _Pool(function, items, seconds, min(workers, -(-len(items) // ITEMS_PER_WORKER)))
    try:
        for place in range(len(items)):
            yield pool.answer(place)
    finally:
        pool.end()


class _Worker:
    """A process, and the places of the items that it was given and has not answered, in their order."""

    def __init__(self, function: bytes, seconds: float) -> None:
        self.given: deque[int] = deque()
        self.ready = False
        self.connection, theirs = Pipe()
        with theirs:
            # A session of its own, so that Ctrl-C in a terminal reaches this process alone, which then ends its workers.
            self._process = subprocess.Popen(
                [sys.executable, "-c", START.format(path=sys.path, fd=theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.send((function, seconds))

    def send(self, message: object) -> None:
        """Say something to a worker; one that died says so itself, by the end of its connection."""
        with suppress(OSError):
            self.connection.send(message)

    def end(self) -> int:
        """End the process and say how it ended, a signal's number negative."""
        self.connection.close()
        self._process.kill()
        return self._process.wait()


class _Pool:
    """The workers, what they still have to do, and the answers that wait for their turn."""

    def __init__(
        self, function: Callable[[Any], Any], items: Sequence[Any], seconds: float, workers: int
    ) -> None:
        self._function, self._seconds, self._items = pickle.dumps(function), seconds, items
        self._todo = deque(range(len(items)))
        self._answers: dict[int, Any] = {}
        self._suspects: set[int] = set()
        self._crew = [self._hire() for _ in range(workers)]

    def _hire(self) -> _Worker:
        return _Worker(self._function, self._seconds)

    def end(self) -> None:
        for worker in self._crew:
            worker.end()

    def answer(self, place: int) -> Any:
        """The answer for the item at this place."""
        while place not in self._answers:
            self._hand_out(place + WINDOW)
            crew = {worker.connection: worker for worker in self._crew}
            for connection in wait(list(crew)):
                self._hear(crew[connection])  # type: ignore[index]  # what was given comes back
        answer = self._answers.pop(place)
        if isinstance(answer, Raised):
            raise answer.error
        return answer

    def _hand_out(self, end: int) -> None:
        for worker in self._crew:
            # Few at the end, so that all end together.
            size = min(BATCH, 1 + len(self._todo) // (4 * len(self._crew)))
            if len(worker.given) <= size and self._todo and self._todo[0] < end:
                places = [self._todo.popleft() for _ in range(min(size, len(self._todo)))]
                worker.given.extend(places)
                worker.send([self._items[place] for place in places])

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return
        if worker.ready:
            self._answers[worker.given.popleft()] = answer
        worker.ready = True

    def _replace(self, worker: _Worker) -> None:
        self._crew.remove(worker)
        status = worker.end()
        if not worker.ready:
            raise GanAugmentationError(
                f"a process to decode sounds in could not be started ({_ending(status)}). What it said stands above; "
                "look whether there is memory left."
            )
        self._todo.extendleft(reversed(worker.given))
        lost = self._blame(worker.given[0], status) if worker.given else None
        if lost is not None:
            self._answers[self._todo.popleft()] = lost
        self._crew.append(self._hire())

    def _blame(self, place: int, status: int) -> Lost | None:
        if status == -signal.SIGALRM:
            return Lost("hangs", f"no end after {self._seconds:g} s")
        if place in self._suspects:
            return Lost("crashes", f"its decoder died twice, {_ending(status)}")
        self._suspects.add(place)
        return None


def _ending(status: int) -> str:
    return f"of signal {signal.Signals(-status).name}" if status < 0 else f"with status {status}"


def work(fd: int) -> None:
    """What a worker does: answer what comes over the connection, until its other end is closed."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    connection: Connection = Connection(fd)
    pickled, seconds = connection.recv()
    function = pickle.loads(pickled)
    items: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, items), daemon=True).start()
    connection.send("ready")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # From now on only decoders have something to say there.
    while True:
        item = items.get()
        # Unhandled, the alarm ends the process wherever it is, be it in the decoder's own loop or in the kernel.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = _answer(function, item)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(answer)


def _answer(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except MemoryError:
        return Lost("crashes", "it needs more memory than there is")
    except Exception as error:
        error.add_note(traceback.format_exc())
        return Raised(error)


def _receive(connection: Connection, items: SimpleQueue[Any]) -> None:
    """Pass items on; at the end of the connection end the process, even if a decoder hangs in it."""
    try:
        while True:
            for item in connection.recv():
                items.put(item)
    except (EOFError, OSError):
        os._exit(0)
