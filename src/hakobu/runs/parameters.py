"""The parameters of a run: their values, made once, kept with the run, and given to what it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hakobu.connectors.placeholders import filled, names_in
from hakobu.connectors.spec import nearest
from hakobu.errors import SetupError
from hakobu.model import LAST_SUCCESS, RUN_DATE, RUN_TIME, Constant, Lines, Lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hakobu.model import FieldMap, Job, Read, Task
    from hakobu.store import Run

__all__ = ["check_given", "check_same", "choosing", "given_to", "values_of"]

NEVER = "1970-01-01 00:00:00"  # the last success of a job that had none
MOMENT = "%Y-%m-%d %H:%M:%S"  # in UTC, as every session of ours has it
NOT_IN_FILES = frozenset("*?[]/\\\0")


def check_given(job: Job, given: Mapping[str, str]) -> None:
    """Refuse values for names that the job does not declare, and values that do not fit."""
    known = tuple(dict.fromkeys((*job.parameters, RUN_DATE, RUN_TIME, LAST_SUCCESS)))
    for name, value in given.items():
        if name not in known:
            raise SetupError(
                f"The job {job.name} has no parameter {name!r}.",
                valid=known,
                next_step=nearest(name, known) or f"Declare it in the job: parameters: {{{name}: …}}.",
            )
        if "\0" in value:
            raise SetupError(f"The value of {name!r} holds a NUL.")
        if isinstance(job.parameters.get(name), int) and not _is_number(value):
            raise SetupError(
                f"The parameter {name!r} is a whole number; {value!r} is none.",
                next_step=f"Write --set {name}={job.parameters[name]}, say.",
            )


def values_of(job: Job, given: Mapping[str, str], *, now: float, last: float | None) -> dict[str, str | int]:
    """Give the values of a run that begins ``now``; ``last`` is when the last successful one began.

    What neither the job declares nor anything of it uses is left out.
    """
    moment = datetime.fromtimestamp(now, UTC)
    zone = ZoneInfo(job.time_zone) if job.time_zone else None
    made: dict[str, str | int] = {
        RUN_DATE: f"{moment.astimezone(zone):%Y-%m-%d}",
        RUN_TIME: moment.strftime(MOMENT),
        LAST_SUCCESS: NEVER,
        **job.parameters,
    }
    if last is not None:
        made[LAST_SUCCESS] = datetime.fromtimestamp(last, UTC).strftime(MOMENT)
    for name, value in given.items():
        made[name] = int(value) if isinstance(job.parameters.get(name), int) else value
    used = {*job.parameters, *_used(job)}
    return {name: value for name, value in made.items() if name in used}


def given_to(task: Task, values: Mapping[str, str | int]) -> Task:
    """Give a task with the values of a run; a file's name has them at once."""
    entries = tuple(
        replace(entry, source=replace(entry.source, read=_given(entry.source.read, values, task)))
        if isinstance(entry.source, Lines) and entry.source.read is not None
        else entry
        for entry in task.map
    )
    return replace(task, read=_given(task.read, values, task), map=entries)


def choosing(task: Task) -> list[tuple[str, str | int]]:
    """Give the values by which this run may read or map other rows than the one before.

    What every run has (its day, say) counts only where the read itself uses it.
    """
    read = task.read
    named = {*names_in(read.query), *names_in(read.where)}
    own = read.parameters.keys() - {RUN_DATE, RUN_TIME, LAST_SUCCESS}
    return sorted((name, read.parameters[name]) for name in own | (named & read.parameters.keys()))


def check_same(run: Run, given: Mapping[str, str]) -> None:
    """Refuse other values for a run that is taken up: it keeps its own."""
    for name, value in given.items():
        if str(run.parameters.get(name, value)) != value:
            raise SetupError(
                f"Run {run.id} did not come to its end, and it was made with {name}={run.parameters[name]}.",
                where=f"--set {name}={value}",
                next_step="Let it end first (without --set), or begin anew with --fresh.",
            )


def _given(read: Read, values: Mapping[str, str | int], task: Task) -> Read:
    file = filled(read.file, lambda name: _in_file(name, values[name], task)) if read.file else read.file
    return replace(read, file=file, parameters=dict(values))


def _in_file(name: str, value: str | int, task: Task) -> str:
    text = str(value)
    if not text or NOT_IN_FILES & set(text) or ".." in text:
        raise SetupError(
            f"The value {text!r} of the parameter {name!r} cannot stand in a file's name.",
            where=f"task {task.name}",
            next_step="Leave out  * ? [ ] / \\  and two dots in a row.",
        )
    return text


def _used(job: Job) -> Iterator[str]:
    for statement in (each for statements in job.sql.values() for each in statements):
        yield from names_in(statement)
    for task in job.tasks:
        for read in (task.read, *(lines.read for lines in _lines(task.map) if lines.read)):
            for text in (read.query, read.where, read.file):
                yield from names_in(text)
        sources = " ".join(_expressions(task.map)).lower()
        yield from (name for name in (RUN_DATE, RUN_TIME, LAST_SUCCESS) if f"'{name}'" in sources)


def _expressions(entries: Iterable[FieldMap]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry.source, Lookup):
            yield from (each.sql for _, each in entry.source.by)
        elif isinstance(entry.source, Lines):
            yield from _expressions(entry.source.map)
        elif not isinstance(entry.source, Constant):
            yield entry.source.sql


def _lines(entries: Iterable[FieldMap]) -> Iterator[Lines]:
    yield from (entry.source for entry in entries if isinstance(entry.source, Lines))


def _is_number(value: str) -> bool:
    return value.removeprefix("-").isdecimal() and value.isascii() and len(value) <= 18
