"""A stop is quick: the calls in flight come to their end, and no other is begun, at any concurrency."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import StoppedError
from hakobu.model import Compare, Outcome
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.runs import Event

ROWS = 3_000
SUB_CONCURRENCY = 10  # writes of more than ten records at once, in every edition


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    made = Bench(tmp_path, emulator())
    made.emulator.seed(fields={"Leads": [key_field("No")]})
    made.csv("leads.csv", "no,name", *(f"k{n},n{n}" for n in range(ROWS)))
    made.task(match=["No"], map={"No": "no", "Last_Name": "name", "Company": "name"})
    made.crm["timeout"] = 20
    return made


class Hand:
    """Somebody who presses *Stop* when so many calls of a phase are in flight."""

    def __init__(self, bench: Bench, *, calls: int, phase: str) -> None:
        self.stop = threading.Event()
        self._bench, self._calls, self._phase = bench, calls, phase
        self._thread = threading.Thread(target=self._press)

    def watch(self, event: Event) -> None:
        """From here on a call takes long enough to be seen."""
        if event.phase == self._phase and self._thread.ident is None:
            self._bench.emulator.post("/_emulator/latency", {"ms": 2_000})
            self._thread.start()

    def _press(self) -> None:
        while self._bench.emulator.stats()["in_flight"] < self._calls:
            pass
        self.stop.set()

    def let_go(self) -> None:
        self._thread.join()
        self._bench.emulator.post("/_emulator/latency", {"ms": 0})


@pytest.mark.parametrize(("concurrency", "calls"), [(None, SUB_CONCURRENCY), (2, 2)])
def test_no_call_is_begun_after_the_stop(bench: Bench, concurrency: int | None, calls: int) -> None:
    if concurrency:
        bench.crm["concurrency"] = concurrency
    hand = Hand(bench, calls=calls, phase="deliver")
    stopped = bench.run(stop=hand.stop, watch=hand.watch)
    hand.let_go()
    assert sum(bench.writes().values()) == calls
    assert (stopped["status"], stopped["cause"]) == ("stopped", "Stopped by hand.")
    assert stopped["outcomes"]["created"] == len(bench.records()) == calls * 100
    assert stopped["outcomes"]["pending"] == ROWS - calls * 100
    rest = bench.run()
    assert (rest["run"], rest["outcomes"]["created"]) == (stopped["run"], ROWS)
    assert bench.emulator.stats()["records"]["Leads"] == ROWS


def test_a_stop_ends_the_reading_of_the_crm_too(bench: Bench) -> None:
    bench.run()
    before = bench.emulator.stats()["requests"]
    hand = Hand(bench, calls=1, phase="check")
    with pytest.raises(StoppedError, match="Stopped by hand"):
        bench.run(stop=hand.stop, watch=hand.watch, compare=Compare.LIVE)
    hand.let_go()
    assert bench.emulator.stats()["requests"] - before < SUB_CONCURRENCY
    assert bench.run()["outcomes"][Outcome.UNCHANGED] == ROWS
