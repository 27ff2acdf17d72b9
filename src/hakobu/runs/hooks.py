"""SQL of a job in its source: before a run reads, after it delivered, after it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from hakobu.connectors.catalogue import open_source
from hakobu.connectors.executing import Executes
from hakobu.errors import HakobuError, NotSupportedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hakobu.model import Connection, Job
    from hakobu.runs.shown import PlannedTask
    from hakobu.store import Run

__all__ = ["Hooks", "sql_of_plan"]

NOTE = "sql.json"  # beside a plan: the statements that go with it
KINDS = {"run", "plan"}  # retry and undo run none
DONE = {"done", "done with rejects"}


@dataclass(frozen=True, slots=True)
class Hooks:
    """The SQL of one job, and the connection that it runs in; paths are relative to ``base``."""

    job: Job
    connection: Connection
    base: Path

    def note(self, folder: Path) -> None:
        """Keep with a run's plan which SQL goes with it, so that it can be shown."""
        if self.job.sql:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / NOTE).write_bytes(msgspec.json.encode(self.job.sql))

    def before(self, kind: str, values: Mapping[str, str | int]) -> None:
        """Run what comes before a run reads; raises ``SourceError``, and nothing of it holds then."""
        if kind in KINDS:
            self._execute("before", values)

    def ended(self, run: Run, status: str, cause: str) -> tuple[str, str]:
        """Run what comes after a run that ends so; gives its status and cause with what failed of it.

        What Zoho confirmed stays as it is, whatever happens here.
        """
        name = "after" if status in DONE else "after_failure"
        if run.kind not in KINDS:
            return status, cause
        try:
            self._execute(name, run.parameters)
        except HakobuError as error:
            said = f"{_CLAIM[name]} {error}"
            return ("failed" if status in DONE else status), f"{cause} {said}".strip()
        return status, cause

    def failed(self, run: Run, status: str, cause: str, error: Exception) -> tuple[str, str]:
        """Run what comes after a run that an error ended; what fails of it is added to the error."""
        status, told = self.ended(run, status, cause)
        if told != cause and isinstance(error, HakobuError):
            error.next_step = f"{error.next_step} {told.removeprefix(cause)}".strip()
        return status, told

    def _execute(self, name: str, values: Mapping[str, str | int]) -> None:
        statements = self.job.sql.get(name)
        if not statements:
            return
        source = open_source(self.connection, base=self.base)
        if not isinstance(source, Executes):
            raise NotSupportedError(f"{self.connection.connector} carries out no SQL.", where=name)
        try:
            source.execute(statements, values, what=f"job {self.job.name}, {name}")
        finally:
            source.close()


_CLAIM = {
    "after": "Zoho has confirmed what the counts say, but the SQL after the run failed:",
    "after_failure": "The SQL after the failure failed too:",
}


def sql_of_plan(tasks: Sequence[PlannedTask]) -> dict[str, list[str]]:
    """Tell which SQL goes with a stored plan, by when it runs."""
    note = tasks[0].place.with_name(NOTE) if tasks else None
    if note is None or not note.exists():
        return {}
    return msgspec.json.decode(note.read_bytes(), type=dict[str, list[str]])
