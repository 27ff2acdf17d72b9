"""``hakobu runs RUN``: one run in detail, with the phases of each task."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hakobu.cli.grid import fits, heading, make_grid
from hakobu.cli.prose import say
from hakobu.cli.report import cause_in, outcome_table
from hakobu.cli.screen import write_json

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk
    from hakobu.store import Run

__all__ = ["one_run_as_json", "show_log", "show_one_run"]

NUMBERS = ("rows", "calls", "credits", "bytes_sent", "bytes_received")


def show_one_run(at: Desk, run: Run) -> None:
    """Show when a run began and ended, why it failed, how its rows ended and how long each phase took."""
    from hakobu.runs import summary  # noqa: PLC0415 - takes a second to import

    words, out = at.words, at.out
    out.print(heading(words("run.title", run=run.id, job=run.job, status=words.term("status", run.status))))
    say(out, words("runs.one.began", time=_moment(run.started)))
    if run.ended:
        say(out, words("runs.one.ended", time=_moment(run.ended)))
    if run.cause:
        say(
            out,
            at.mask(words("run.cause", cause=cause_in(words, run.cause))),
        )
    told = summary(run)
    if told["tasks"]:
        table = outcome_table(words, told)
        out.print(table if fits(out, table) else outcome_table(words, told, upright=True))
    phases = _phases(at, run)
    if not phases:
        say(out, words("runs.one.no_log"))
        return
    out.print(heading(words("runs.one.phases")))
    columns = [words("column.task"), *(words(f"runs.one.{name}") for name in ("phase", "time", *NUMBERS))]
    rows = [
        [
            each["task"],
            words.term("phase", each["phase"]),
            words.seconds(each["seconds"]),
            *(each[name] for name in NUMBERS),
        ]
        for each in phases
    ]
    out.print(make_grid(columns, rows))


def one_run_as_json(at: Desk, run: Run) -> dict[str, Any]:
    """Give one run's phases for machines."""
    return {"phases": _phases(at, run)}


def show_log(at: Desk, run: Run) -> None:
    """Write a run's log, an event a line; for machines as one list."""
    from hakobu.runs import read_record  # noqa: PLC0415 - takes a second to import

    lines = read_record(at.home, run.id)
    if at.json:
        write_json(lines)
        return
    for line in lines:
        more = " ".join(f"{name}={value}" for name, value in line.items() if name not in {"time", "level"})
        at.out.print(f"{line['time']} {line['level']} {more}", highlight=False, markup=False, soft_wrap=True)
    if not lines:
        say(at.out, at.words("runs.one.no_log"))


def _phases(at: Desk, run: Run) -> list[dict[str, Any]]:
    from hakobu.runs import read_record  # noqa: PLC0415 - takes a second to import

    return [line for line in read_record(at.home, run.id) if line["event"] == "phase"]


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M:%S %z}"
