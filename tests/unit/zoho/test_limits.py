from __future__ import annotations

import struct
import threading
from typing import TYPE_CHECKING

import pytest

from hakobu.errors import WaitError
from hakobu.zoho import FileLimiter, Limiter, MemoryLimiter
from hakobu.zoho.locks import open_lock, try_lock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.zoho.conftest import HandClock


def peak(limiter: Limiter, *, threads: int, size: int, sub: bool) -> int:
    """The most holders at once when so many threads come ten times each."""
    inside, most, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(10):
            with limiter.acquire("1", size=size, sub=sub):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return most


@pytest.mark.parametrize("kind", ["memory", "file"])
@pytest.mark.parametrize(("size", "sub"), [(3, False), (20, True)])
def test_no_more_holders_than_places(kind: str, size: int, *, sub: bool, tmp_path: Path) -> None:
    limiter: Limiter = MemoryLimiter() if kind == "memory" else FileLimiter(tmp_path)
    assert 1 <= peak(limiter, threads=30, size=size, sub=sub) <= min(size, 10 if sub else size)


def test_two_clients_of_one_organisation_share_its_places(tmp_path: Path, clock: HandClock) -> None:
    """Lesson 26: four syncs, four limiters, one portal."""
    first, second = (FileLimiter(tmp_path, clock=clock, patience=0) for _ in range(2))
    with first.acquire("1", size=1):
        with pytest.raises(WaitError, match="No place"), second.acquire("1", size=1):
            pass
        with second.acquire("2", size=1):
            pass
    with second.acquire("1", size=1):
        pass


def test_simple_calls_pass_while_the_places_for_complex_ones_are_full(
    tmp_path: Path, clock: HandClock
) -> None:
    limiter = FileLimiter(tmp_path, clock=clock, patience=0)
    held = [limiter.acquire("1", size=20, sub=True) for _ in range(10)]
    for place in held:
        place.__enter__()
    with pytest.raises(WaitError), limiter.acquire("1", size=20, sub=True):
        pass
    with limiter.acquire("1", size=20):
        pass
    for place in held:
        place.__exit__(None, None, None)


def test_a_dead_holders_place_waits_out_its_call(tmp_path: Path, clock: HandClock) -> None:
    folder = tmp_path / "limits" / "1" / "all"
    folder.mkdir(parents=True)
    (folder / "000").write_bytes(struct.pack("<d", clock.time + 60))
    limiter = FileLimiter(tmp_path, clock=clock, patience=0)
    with pytest.raises(WaitError), limiter.acquire("1", size=1):
        pass
    clock.time += 61
    with limiter.acquire("1", size=1):
        pass


def test_a_place_that_was_given_back_is_free_at_once(tmp_path: Path, clock: HandClock) -> None:
    limiter = FileLimiter(tmp_path, clock=clock, patience=0)
    with limiter.acquire("1", size=1, life=600):
        pass
    file = open_lock(tmp_path / "limits" / "1" / "all" / "000")
    assert try_lock(file)
    assert struct.unpack("<d", (tmp_path / "limits" / "1" / "all" / "000").read_bytes()) == (0.0,)


def test_a_heavy_call_holds_several_places(tmp_path: Path, clock: HandClock) -> None:
    limiter = FileLimiter(tmp_path, clock=clock, patience=0)
    with limiter.acquire("1", size=5, weight=5), pytest.raises(WaitError), limiter.acquire("1", size=5):
        pass
