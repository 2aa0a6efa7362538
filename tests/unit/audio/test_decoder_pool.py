"""Workers that really hang, crash and are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gan_augmentation.audio.decoder_pool import ITEMS_PER_WORKER, Lost, map_in_workers
from gan_augmentation.errors import GanAugmentationError
from tests.malformed import looping_wav

PID = "__import__('os').getpid()"


def gone(pid: int, seconds: float = 20) -> bool:
    """Whether a process ends within so many seconds; an orphan whose end nobody asks for has ended."""
    end = time.monotonic() + seconds
    while _lives(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_the_order_of_their_items_whatever_the_number_of_workers(workers: int) -> None:
    items = [-number for number in range(5 * ITEMS_PER_WORKER)]
    assert list(map_in_workers(abs, items, workers, seconds=20)) == list(range(5 * ITEMS_PER_WORKER))


def test_without_items_there_are_no_answers() -> None:
    assert list(map_in_workers(abs, [], 4, seconds=20)) == []


def test_a_call_that_hangs_costs_one_item() -> None:
    assert list(map_in_workers(time.sleep, [0, 60, 0, 0], 1, seconds=3)) == [
        None,
        Lost("hangs", "no end after 3 s"),
        None,
        None,
    ]


def test_a_call_that_crashes_costs_one_item() -> None:
    answers = list(map_in_workers(eval, ["1", "__import__('ctypes').string_at(0)", "3"], 1, seconds=20))
    assert answers == [1, Lost("crashes", "its decoder died twice, of signal SIGSEGV"), 3]


def test_an_item_whose_worker_was_killed_for_another_fault_is_tried_again(tmp_path: Path) -> None:
    flag = tmp_path / "killed"
    item = (
        f"'done' if os.path.exists({str(flag)!r}) else open({str(flag)!r}, 'w') and os.kill(os.getpid(), 9)"
    )
    item = f"(lambda os: {item})(__import__('os'))"
    assert list(map_in_workers(eval, ["1", item, "3"], 1, seconds=20)) == [1, "done", 3]


def test_an_item_that_needs_too_much_memory_costs_itself() -> None:
    (answer, other) = map_in_workers(eval, ["bytearray(1 << 60)", "2"], 1, seconds=20)
    assert answer == Lost("crashes", "it needs more memory than there is")
    assert other == 2


def test_a_fault_of_the_function_is_raised_with_where_it_came_from() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        list(map_in_workers(eval, ["1", "1 / 0"], 1, seconds=20))
    assert "decoder_pool.py" in caught.value.__notes__[0]


def test_workers_that_cannot_start_end_the_run_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(GanAugmentationError, match="could not be started"):
        list(map_in_workers(abs, [1], 1, seconds=20))


def test_workers_end_with_the_iterator() -> None:
    answers = map_in_workers(eval, [PID] * ITEMS_PER_WORKER + ["__import__('time').sleep(60)"], 1, seconds=90)
    pid = next(answers)
    assert isinstance(pid, int)
    assert Path(f"/proc/{pid}").exists()
    answers.close()
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_a_run_that_is_stopped_while_a_decoder_hangs(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "a.wav").write_bytes(looping_wav())
    item = f"(print({PID}, flush=True), __import__('soundfile').read({str(tmp_path / 'a.wav')!r}))"
    run = subprocess.Popen(
        [sys.executable, "-c", f"from {map_in_workers.__module__} import *\n"
         "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a shell's background jobs don't have
         f"print(list(map_in_workers(eval, [{item!r}], 1, 60)))"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert run.stdout is not None
    worker = int(run.stdout.readline())
    time.sleep(0.5)  # until it hangs
    assert Path(f"/proc/{worker}").exists()
    os.kill(run.pid, number)
    assert run.wait(10) != 0
    assert gone(worker)
