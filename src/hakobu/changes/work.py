"""What one comparison works on: a task, its module, its keys, its ledger and the session with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.changes.keys import ID
from hakobu.changes.ledger import IDENTITY
from hakobu.model import FieldPolicy, Operation
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from hakobu.changes.facts import ModuleFacts
    from hakobu.changes.join import Part
    from hakobu.changes.keys import MatchKeys
    from hakobu.changes.ledger import Ledger
    from hakobu.changes.rules import Rules
    from hakobu.model import Task

__all__ = ["EDITOR", "Work"]

EDITOR = "Modified_By"


@dataclass(frozen=True, slots=True)
class Work:
    """One task's comparison, as its steps share it.

    ``fields`` are the fields that are compared; ``volatile`` ones are written with a change, and are none
    themselves. ``parts`` are the fields that are joined with what a record holds.
    """

    session: duckdb.DuckDBPyConnection
    task: Task
    module: ModuleFacts
    keys: MatchKeys
    ledger: Ledger
    rules: Rules
    fields: tuple[str, ...]
    volatile: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @property
    def plain(self) -> tuple[str, ...]:
        """The fields that a query of the module itself gives."""
        below = {part.name for part in self.parts if part.child is not None}
        return tuple(name for name in self.fields if name not in below)

    @property
    def believed(self) -> tuple[str, ...]:
        """Name what the ledger must hold of a record so that a row can be compared with it."""
        return (*self.fields, IDENTITY) if self.task.identity else self.fields

    @property
    def comparable(self) -> bool:
        """Tell whether the ledger holds all of that."""
        return self.ledger.snapshot is not None and set(self.believed) <= set(self.ledger.fields)

    @property
    def guarded(self) -> tuple[str, ...]:
        """Name the fields whose policy looks at what the CRM has."""
        looks = {FieldPolicy.IF_EMPTY, FieldPolicy.UNLESS_EDITED}
        return tuple(entry.field for entry in self.task.map if entry.policy in looks)

    @property
    def contested(self) -> tuple[str, ...]:
        """Name the fields that a person's edit keeps from being written."""
        edited = FieldPolicy.UNLESS_EDITED
        return tuple(entry.field for entry in self.task.map if entry.policy is edited)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name what is read of a live record."""
        keys = (name for way in self.keys.ways() for name in way)
        editor = [EDITOR] if self.contested and EDITOR in self.module.fields else []
        return tuple(name for name in dict.fromkeys([*self.plain, *keys, *editor]) if name != ID)

    def lay_out(self, checked: Path, source: Path | None) -> None:
        """Make the tables of all steps: ``every`` row, those that are ``keyed``, ``faults``, ``entries``.

        ``entries`` is the ledger; ``_at`` is where a row's record stands in it.
        """
        run = self.session.execute
        run("create or replace temp table held (_row bigint, why varchar)")
        run("create or replace temp table holding (key varchar)")
        run("create or replace temp table faults (_row bigint, field varchar, code varchar, detail varchar)")
        run("create or replace temp table gone (_row bigint, key varchar, id varchar, known boolean)")
        run("create or replace temp table drifted (_row bigint)")
        run("create or replace temp table dirty (key varchar)")
        if dirty := [(key,) for key in self.ledger.dirty_keys()]:
            self.session.executemany("insert into dirty values (?)", dirty)
        run(f"create or replace temp view entries as {self._entries()}")
        identity, rows = "cast(null as varchar)", f"read_parquet({text(str(checked))}) c"
        if self.task.identity and source is not None:
            identity = f"cast(i.{quote(self.task.identity)} as varchar)"
            rows += f" join read_parquet({text(str(source))}) i using (_row)"
        constants = "".join(
            f", cast({'null' if value is None else text(value)} as varchar) as {quote(name)}"
            for name, value in self.rules.archive.items()
            if self.task.operation is Operation.DELETE
        )
        run(
            f"create or replace temp view plain as select c.*{constants}, {identity} as {quote(IDENTITY)} "
            f"from {rows}"
        )
        run("create or replace temp table places (_row bigint, place varchar)")
        placed = "coalesce(p.place, e._key)" if self.task.identity else "e._key"
        joined = " left join places p using (_row)" if self.task.identity else ""
        run(
            f"create or replace temp view every as select e.*, {placed} as _at from (select *, "
            f"{self.keys.key_sql()} as _key, {self.keys.readable_sql()} as _show from plain) e{joined}"
        )
        run(
            "create or replace temp view keyed as "
            "select * from every where _row not in (select _row from held)"
        )
        run(
            "insert into faults select _row, f.field, f.code, f.detail "
            "from (select _row, unnest(_faults) as f from keyed where len(_faults) > 0)"
        )

    def _entries(self) -> str:
        if self.ledger.snapshot is None:
            return (
                "select cast(null as varchar) as key, cast(null as varchar) as id, "
                "cast(null as varchar) as origin, false as dirty where false"
            )
        return f"select * from read_parquet({text(str(self.ledger.snapshot))})"
