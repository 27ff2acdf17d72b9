"""A run's progress on stderr: live lines on a terminal, else one plain line per phase."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.progress import Task as Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from hakobu.cli.words import Words
    from hakobu.runs import Event, Watch

__all__ = ["Gauge", "Live", "Plain", "Pulse", "watching"]

WRITING = frozenset({"deliver", "bulk", "settle", "resume"})
SOON = 1.0  # seconds before which a rate says nothing
STILL = 30.0  # seconds after which a plain line says that a long phase goes on


@dataclass(slots=True)
class Pulse:
    """What is known of one task in its present phase; rates begin anew with each phase."""

    phase: str
    since: float
    first: int = 0  # what was done already when it was first heard of
    done: int = 0
    total: int | None = None

    def rate(self, now: float) -> float:
        """Tell how many rows a second."""
        age = now - self.since
        return (self.done - self.first) / age if age >= SOON else 0.0

    def left(self, now: float) -> float | None:
        """Tell how many seconds are left, if that can be told."""
        rate = self.rate(now)
        if not self.total or not rate:
            return None
        return max(0.0, (self.total - self.done) / rate)


class Gauge:
    """Keeps the pulse of every task; knows whether something may have been written already.

    ``tasks`` is their number: once the last of them is compared, the next that happens is writing.
    """

    def __init__(self, tasks: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._tasks = tasks
        self._compared: set[str] = set()
        self._writing = False
        self._pulses: dict[str, Pulse] = {}
        self.clock = clock
        self.credits = self.calls = 0

    def hear(self, event: Event) -> tuple[Pulse, bool]:
        """Note an event; tells the task's pulse and whether its phase has just begun."""
        if event.phase == "compare":
            self._compared.add(event.task)
        self._writing |= event.phase in WRITING
        pulse = self._pulses.get(event.task)
        begun = pulse is None or pulse.phase != event.phase
        if pulse is None or begun:
            pulse = self._pulses[event.task] = Pulse(event.phase, self.clock(), event.done)
        pulse.done, pulse.total = event.done, event.total
        self.credits, self.calls = max(self.credits, event.credits), max(self.calls, event.calls)
        return pulse, begun

    def writing(self) -> bool:
        """Tell whether something may have been sent."""
        return self._writing or len(self._compared) >= self._tasks


class Plain:
    """Writes a line when a phase begins, and now and then while a long one goes on."""

    def __init__(self, screen: Console, words: Words, gauge: Gauge) -> None:
        self._screen, self._words, self._gauge = screen, words, gauge
        self._lock = threading.Lock()
        self._spoken: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        """Hear of one step."""
        with self._lock:
            pulse, begun = self._gauge.hear(event)
            now = self._gauge.clock()
            if not begun and now - self._spoken.get(event.task, now) < STILL:
                return
            self._spoken[event.task] = now
            self._screen.print(self._line(event, pulse, now, begun=begun))

    def _line(self, event: Event, pulse: Pulse, now: float, *, begun: bool) -> str:
        words = self._words
        if event.phase == "resume":
            return words("progress.resume", run=event.message)
        parts = [words("progress.task", task=event.task, phase=words.term("phase", event.phase))]
        if event.total:
            parts.append(words("progress.of", done=event.done, total=event.total))
        elif event.done:
            parts.append(words("progress.rows", n=event.done))
        if not begun:
            parts.append(words("progress.rate", n=round(pulse.rate(now))))
        return " ".join(parts)


class Live:
    """Draws a line per task: phase, bar, rows, rate, remaining time, credits and calls."""

    def __init__(self, words: Words, gauge: Gauge, progress: Progress) -> None:
        self._words, self._gauge, self._progress = words, gauge, progress
        self._lock = threading.Lock()
        self._lines: dict[str, Line] = {}

    def __call__(self, event: Event) -> None:
        """Hear of one step."""
        with self._lock:
            pulse, begun = self._gauge.hear(event)
            if event.phase == "resume":
                self._progress.console.print(self._words("progress.resume", run=event.message))
                return
            line = self._line(event.task)
            if begun:
                self._rest(event.task)
                self._progress.reset(line.id)
            line.fields.update(self._fields(event, pulse))
            line.total = event.total
            self._progress.update(line.id, completed=event.done)

    def _line(self, task: str) -> Line:
        if task not in self._lines:
            ident = self._progress.add_task(task, total=None, phase="", rows="", rate="", left="", cost="")
            self._lines[task] = next(line for line in self._progress.tasks if line.id == ident)
        return self._lines[task]

    def _rest(self, task: str) -> None:
        """Show of the other tasks that they are prepared, since one follows the other."""
        for name, line in self._lines.items():
            if name != task and line.fields["phase"] == self._words("phase.compare"):
                line.fields.update(phase=self._words("phase.ready"), rows="", rate="", left="")
                self._progress.update(line.id, total=1, completed=0)

    def _fields(self, event: Event, pulse: Pulse) -> dict[str, str]:
        words, now = self._words, self._gauge.clock()
        left = pulse.left(now)
        if event.total:
            rows = words("progress.of", done=event.done, total=event.total)
        else:
            rows = words("progress.rows", n=event.done) if event.done else ""
        return {
            "phase": words.term("phase", event.phase),
            "rows": rows,
            "rate": words("progress.rate", n=round(rate)) if (rate := pulse.rate(now)) else "",
            "left": _clock_time(left) if left is not None else "",
            "cost": words("progress.cost", credits=event.credits, calls=event.calls) if event.calls else "",
        }


@contextmanager
def watching(screen: Console, words: Words, *, tasks: int, quiet: bool) -> Iterator[tuple[Watch, Gauge]]:
    """Show the progress of a run while the block lasts."""
    gauge = Gauge(tasks)
    if quiet:

        def listen(event: Event) -> None:
            gauge.hear(event)

        yield listen, gauge
    elif not screen.is_terminal:
        yield Plain(screen, words, gauge), gauge
    else:
        with Progress(*_columns(), console=screen, transient=True, expand=False) as progress:
            yield Live(words, gauge, progress), gauge


def _columns() -> tuple[ProgressColumn, ...]:
    return (
        TextColumn("{task.description}", style="bold", markup=False),
        TextColumn("{task.fields[phase]}", markup=False),
        BarColumn(bar_width=14),
        TextColumn("{task.fields[rows]}", justify="right", markup=False),
        TextColumn("{task.fields[rate]}", justify="right", markup=False),
        TextColumn("{task.fields[left]}", justify="right", markup=False),
        TextColumn("{task.fields[cost]}", style="dim", markup=False),
    )


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
