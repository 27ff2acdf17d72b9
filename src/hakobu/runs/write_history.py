"""Writes the history of a definition's jobs to a user's own database, each run in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hakobu.connectors.catalogue import CATALOGUE, find_spec, open_source
from hakobu.connectors.executing import ALLOW, Executes
from hakobu.connectors.own_tables import create, delete, insert, quote
from hakobu.errors import NotSupportedError, SetupError
from hakobu.model import Read
from hakobu.runs.tables_of_history import (
    change_rows,
    changes_table,
    reject_rows,
    rejects_table,
    run_row,
    runs_table,
)
from hakobu.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.connectors.own_tables import OwnTable
    from hakobu.connectors.source import Source
    from hakobu.model import Connection, Definition
    from hakobu.store import Run

__all__ = ["PREFIX", "WrittenHistory", "write_history"]

PREFIX = "hakobu_"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")  # small letters are the same name in every database


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHistory:
    """What was written: the tables' names, the runs, and those of which only the failed rows were renewed."""

    tables: tuple[str, ...]
    runs: tuple[int, ...]
    renewed: tuple[int, ...] = ()


def write_history(
    definition: Definition, to: str, *, home: Path, run: int | None = None, prefix: str = PREFIX
) -> WrittenHistory:
    """Write the ended runs of a definition's jobs that are not in a connection's tables yet, or one run anew.

    A run that is there and went on since (taken up, approved) is written anew; of one whose failed rows have
    another state since, these are. Raises ``SetupError`` where the connection may not be written, and
    ``SourceError`` with the database's words; what was written of earlier runs stays then.
    """
    connection, connector = _allowed(definition, to)
    if not _NAME.fullmatch(prefix):
        raise SetupError(
            f"The prefix {prefix!r} cannot begin a table's name.",
            next_step="Use small letters a to z, digits and _ (no digit first), at most 40.",
        )
    source = open_source(connection, base=Path(definition.file).parent)
    if not isinstance(source, Executes):
        raise NotSupportedError(f"{connector} cannot be written.", where=f"connection {to}")
    try:
        with Store(home) as store:
            chosen = _chosen(store, definition, run)
            tables = _Tables(source, source, connector, prefix)
            return tables.write(store, chosen, anew=run is not None)
    finally:
        source.close()


def _allowed(definition: Definition, to: str) -> tuple[Connection, str]:
    """Find the connection, and the name of its connector; only where its owner allowed it."""
    able = [name for name, spec in CATALOGUE.items() if spec.setting(ALLOW.name) is not None]
    specs = {name: find_spec(each.connector) for name, each in definition.connections.items()}
    fit = tuple(name for name, spec in specs.items() if spec is not None and spec.name in able)
    spec = specs.get(to)
    if spec is None or spec.name not in able:
        said = f"There is no connection {to!r}." if spec is None else f"{spec.name} takes no tables."
        raise SetupError(
            said,
            where=definition.file,
            valid=fit,
            next_step=f"Name a connection of this file to a database ({', '.join(able)}) with --to.",
        )
    connection = definition.connections[to]
    if connection.settings.get(ALLOW.name) is not True:
        raise SetupError(
            f"The connection {to!r} does not allow that Hakobu writes to it.",
            where=definition.file,
            next_step=f"Set {ALLOW.name}: true in the connection if it may be written to.",
        )
    return connection, spec.name


def _chosen(store: Store, definition: Definition, number: int | None) -> list[Run]:
    """Choose the runs that may be written; one that is at work is not yet."""
    numbers = store.runs.numbers(tuple(definition.jobs))
    if number is None:
        found = (store.runs.get(each) for each in numbers)
        return [run for run in found if run is not None and run.ended is not None]
    run = store.runs.get(number) if number in numbers else None
    if run is None:
        raise SetupError(
            f"There is no run {number} of a job of this file.",
            where=definition.file,
            valid=tuple(str(each) for each in numbers[-20:]),
            next_step="See the numbers with: hakobu runs",
        )
    if run.ended is None:
        raise SetupError(f"Run {number} has not ended.", next_step="Write it when it has.")
    if run.purged is not None:
        raise SetupError(
            f"The values of run {number} were purged; written anew it would lose them in the tables too.",
            next_step="Leave --run away: a purged run that is not there yet is written without its values.",
        )
    return [run]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The three tables in a database; ``source`` reads it and ``writer`` writes it, and they are one."""

    source: Source
    writer: Executes
    connector: str
    prefix: str

    def write(self, store: Store, chosen: list[Run], *, anew: bool) -> WrittenHistory:
        """Write what is missing, and make the tables that are."""
        self._create()
        known, still_open = self._known(), self._still_open()
        done, renewed = [], []
        for run in chosen:
            there = known.get(run.id) == (run.status, run_row(run)[6])
            if anew or not there:
                self.writer.execute(self._whole(store, run), {}, what=f"history of run {run.id}")
                done.append(run.id)
            elif run.id in still_open and still_open[run.id] != _open_faults(store, run.id):
                self.writer.execute(self._rejects(store, run), {}, what=f"history of run {run.id}")
                renewed.append(run.id)
        return WrittenHistory(
            tables=tuple(table.name for table in self._all()), runs=tuple(done), renewed=tuple(renewed)
        )

    def _all(self) -> tuple[OwnTable, OwnTable, OwnTable]:
        return runs_table(self.prefix), changes_table(self.prefix), rejects_table(self.prefix)

    def _create(self) -> None:
        there = self.source.tables()
        missing = [table for table in self._all() if table.name not in there]
        made = [statement for table in missing for statement in create(table, self.connector)]
        if made:
            self.writer.execute(made, {}, what="tables of the history")

    def _whole(self, store: Store, run: Run) -> Iterator[str]:
        # the row of the run comes first: its key makes a second writer of the same run wait, or fail
        runs, changes, _ = self._all()
        yield delete(runs, run.id, self.connector)
        yield from insert(runs, [run_row(run)], self.connector)
        yield delete(changes, run.id, self.connector)
        yield from insert(changes, change_rows(run, store), self.connector)
        yield from self._rejects(store, run)

    def _rejects(self, store: Store, run: Run) -> Iterator[str]:
        table = rejects_table(self.prefix)
        yield delete(table, run.id, self.connector)
        yield from insert(table, reject_rows(run, store), self.connector)

    def _known(self) -> dict[int, tuple[str, datetime]]:
        """Tell of the runs that are there how and when they ended."""
        names = ", ".join(quote(name, self.connector) for name in ("run", "status", "ended"))
        found = self._read(f"SELECT {names} FROM {self._quoted(runs_table(self.prefix))}")
        return {int(row["run"]): (row["status"], row["ended"].replace(tzinfo=UTC)) for row in found}

    def _still_open(self) -> dict[int, int]:
        """Count the faults of failed rows that are open there, by run."""
        run, state = quote("run", self.connector), quote("state", self.connector)
        table = self._quoted(rejects_table(self.prefix))
        found = self._read(
            f"SELECT {run}, COUNT(*) AS faults FROM {table} WHERE {state} = 'open' GROUP BY {run}"
        )
        return {int(row["run"]): int(row["faults"]) for row in found}

    def _read(self, query: str) -> Iterator[dict[str, Any]]:
        for batch in self.source.batches(Read(query=query)):
            yield from batch.to_pylist()

    def _quoted(self, table: OwnTable) -> str:
        return quote(table.name, self.connector)


def _open_faults(store: Store, run: int) -> int:
    return sum(len(reject.faults) for reject in store.rejects.of_run(run, state="open"))
