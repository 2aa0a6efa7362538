"""A stop is asked for, and answered at a safe place."""

import os
import signal
import threading

import pytest

from gan_augmentation.interruption import SharedStopRequest, stop_requests


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_becomes_a_request(number):
    with stop_requests() as stop:
        assert not stop.requested
        os.kill(os.getpid(), number)
        assert stop.requested


def test_a_second_signal_interrupts_at_once():
    with stop_requests() as stop:
        stop.ask(signal.SIGINT, None)
        with pytest.raises(KeyboardInterrupt):
            stop.ask(signal.SIGINT, None)


def test_the_handlers_are_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with stop_requests():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_off_the_main_thread_nothing_is_installed():
    seen = []

    def work():
        with stop_requests() as stop:
            seen.append((stop.requested, signal.getsignal(signal.SIGTERM)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(False, signal.getsignal(signal.SIGTERM))]


def test_a_shared_request_is_seen_by_all_that_know_its_file(tmp_path):
    one, other = SharedStopRequest(tmp_path / "stop"), SharedStopRequest(tmp_path / "stop")
    with stop_requests(one):
        os.kill(os.getpid(), signal.SIGTERM)
    assert other.requested
    other.ask(signal.SIGINT, None)  # the same Ctrl-C, told to each process: no second request
    one.requested = False
    assert not other.requested
