"""The record of a run: ``log.jsonl`` in its folder, a line for each phase of each task, without values.

At the level ``debug`` every step is a line of its own; at ``warning`` and ``error`` only what went wrong is.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hakobu.runs.watch import Event, Watch
    from hakobu.zoho import Client, Stats

__all__ = ["LOG", "Record", "read_record"]

LOG = "log.jsonl"
RANKS = {level: rank for rank, level in enumerate(("debug", "info", "warning", "error"))}


@dataclass(slots=True)
class _Phase:
    """A phase that goes on, with what the client had spent when it began."""

    task: str
    phase: str
    began: float
    spent: Stats
    rows: int = 0


class Record:
    """Writes down the phases of a run as it hears of them, and passes every event on."""

    def __init__(
        self,
        watch: Watch,
        client: Client,
        *,
        level: str = "info",
        asked: Mapping[str, str | int] | None = None,
    ) -> None:
        self._watch = watch
        self._client = client
        self._least = RANKS[level]
        self._asked = asked or {}
        self._path: Path | None = None
        self._phase: _Phase | None = None
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Hear of one step; called from several threads."""
        with self._lock:
            if self._path is not None:
                now = self._phase
                if now is None or (now.task, now.phase) != (event.task, event.phase):
                    self._end_phase()
                    now = _Phase(event.task, event.phase, time.monotonic(), self._client.stats)
                    self._phase = now
                now.rows = max(now.rows, event.done)
                if self._least == RANKS["debug"]:
                    self._step(event)
        self._watch(event)

    @contextmanager
    def of(self, folder: Path) -> Iterator[None]:
        """Write down one run, from its begin to its end; one that is taken up again goes on in its file."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / LOG
        self._write("info", "begin", **self._asked)
        try:
            yield
        except BaseException as error:  # closes the run
            self._finish()
            # its message may quote a value
            self._write("error", "broken off", kind=type(error).__name__, **self._asked)
            raise
        else:
            self._finish()
            self._write("info", "end")
        finally:
            self._path = None

    def _step(self, event: Event) -> None:
        told = {"rows": event.done, "of": event.total, "calls": event.calls, "credits": event.credits}
        counts = {str(outcome): number for outcome, number in event.counts.items()}
        self._write("debug", "step", task=event.task, phase=event.phase, **told, **counts)

    def _finish(self) -> None:
        with self._lock:
            self._end_phase()

    def _end_phase(self) -> None:
        if (phase := self._phase) is None:
            return
        self._phase, spent = None, self._client.stats
        self._write(
            "info",
            "phase",
            task=phase.task,
            phase=phase.phase,
            seconds=round(time.monotonic() - phase.began, 3),
            rows=phase.rows,
            calls=spent.calls - phase.spent.calls,
            credits=spent.credits - phase.spent.credits,
            bytes_sent=spent.bytes_sent - phase.spent.bytes_sent,
            bytes_received=spent.bytes_received - phase.spent.bytes_received,
        )

    def _write(self, level: str, event: str, **more: Any) -> None:
        if self._path is not None and RANKS[level] >= self._least:
            moment = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = msgspec.json.encode({"time": moment, "level": level, "event": event, **more})
            with self._path.open("ab") as file:
                file.write(line + b"\n")


def read_record(home: Path, number: int) -> list[dict[str, Any]]:
    """Read a run's record; empty where none was kept."""
    path = home / "runs" / str(number) / LOG
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [msgspec.json.decode(line) for line in lines if line.endswith(b"}")]
