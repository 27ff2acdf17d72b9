"""Ctrl-C: once to stop in good order, twice to interrupt."""

from __future__ import annotations

import signal
import threading

import pytest

from hakobu.cli.stopping import Stopping


def test_the_first_asks_and_says_so() -> None:
    told = threading.Event()
    with Stopping(writing=lambda: True, told=told.set) as stopping:
        assert not stopping.stop.is_set()
        signal.raise_signal(signal.SIGINT)
        assert told.wait(5)
        assert stopping.stop.is_set()
        assert not stopping.early


def test_the_second_interrupts() -> None:
    with Stopping(writing=lambda: True, told=lambda: None):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_before_anything_is_sent_the_first_interrupts() -> None:
    stopping = Stopping(writing=lambda: False, told=lambda: None)
    with pytest.raises(KeyboardInterrupt), stopping:
        signal.raise_signal(signal.SIGTERM)
    assert stopping.early


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stopping(writing=lambda: True, told=lambda: None):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_in_another_thread_nothing_is_installed() -> None:
    before = signal.getsignal(signal.SIGINT)
    found = []

    def run() -> None:
        with Stopping(writing=lambda: True, told=lambda: None):
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [before]
