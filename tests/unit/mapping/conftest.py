from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

from hakobu.errors import DefinitionError
from hakobu.mapping import check, compile_mapping, map_rows, write_mapped
from hakobu.mapping.fields import BuiltIn
from hakobu.model import Expression, FieldMap, Lookup, Operation, Read, Task
from hakobu.staging import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hakobu.mapping import CompiledMapping, FieldLike


@dataclass(frozen=True)
class Pick:
    display: str
    actual: str


def field(name: str, data_type: str = "text", **more: Any) -> BuiltIn:
    more.setdefault("json_type", "string")
    return BuiltIn(
        api_name=name, label=more.pop("label", name.replace("_", " ")), data_type=data_type, **more
    )


STAGES = (
    Pick("-None-", "-None-"),
    Pick("Qualification", "Qualification"),
    Pick("Identify Decision Makers", "Id. Decision Makers"),
    Pick("Closed Won", "Closed Won"),
)
LEADS: dict[str, FieldLike] = {
    each.api_name: each
    for each in (
        field("Last_Name", length=20, mandatory=True),
        field("Company", length=200),
        field("Email", "email", length=100),
        field("Phone", "phone", length=30),
        field("Website", "website", length=255),
        field("Employees", "integer", length=9),
        field("Wizard", "bigint", length=18),
        field("Amount", "currency", length=16, decimal_place=2),
        field("Rate", "double", length=16, decimal_place=9),
        field("Share", "percent", length=5, decimal_place=1),
        field("Active", "boolean"),
        field("Birthday", "date"),
        field("Called_At", "datetime"),
        field("Stage", "picklist", picklist=STAGES),
        field("Colours", "multiselectpicklist", picklist=(Pick("Red", "Red"), Pick("Blue", "B"))),
        field("Account_Name", "lookup", lookup_module="Accounts"),
        field("Owner", "ownerlookup", read_only=True),
        field("Number", "autonumber", creatable=False, updatable=False),
        field("Score", "formula", creatable=False, updatable=False),
        field("Created_Time", "datetime", creatable=False, updatable=False),
        field("Birthplace", creatable=True, updatable=False),
        field("Photo", "imageupload", json_type="jsonarray"),
        field("Lines", "subform", json_type="jsonarray"),
        field("Odd", "something_new"),
    )
}
ACCOUNTS: dict[str, FieldLike] = {
    each.api_name: each
    for each in (
        field("Account_Name", length=200),
        field("Customer_No", "integer", length=9),
        field("Branch", length=50),
    )
}


def related(module: str) -> Mapping[str, FieldLike]:
    return {"Accounts": ACCOUNTS}.get(module, {})


def field_map(name: str, source: Any, **more: Any) -> FieldMap:
    """Read a source as the definition file writes it: a text is an expression."""
    if isinstance(source, str):
        source = Expression(source)
    if isinstance(source, dict):
        by = tuple((key, Expression(sql)) for key, sql in source.pop("by").items())
        source = Lookup(module=source.pop("lookup"), by=by, **source)
    return FieldMap(field=name, source=source, **more)


def task(*maps: FieldMap, operation: Operation = Operation.UPDATE, zone: str | None = None) -> Task:
    read = Read(table="people", time_zone=zone)
    return Task(name="leads", read=read, module="Leads", operation=operation, map=maps)


def rows(**columns: Any) -> pa.Table:
    """Make a numbered source table; a column is an Arrow array or a list."""
    count = len(next(iter(columns.values())))
    return pa.table({ROW: pa.array(range(1, count + 1), pa.int64()), **columns})


@dataclass
class Bench:
    """What the tests of mapping share; importlib mode has no module to import it from."""

    session: duckdb.DuckDBPyConnection
    folder: Path
    fields = LEADS
    accounts = ACCOUNTS
    field = staticmethod(field)
    map = staticmethod(field_map)
    rows = staticmethod(rows)
    task = staticmethod(task)

    def faults(self, source: pa.Table, *maps: FieldMap, **more: Any) -> list[str]:
        """Compile a mapping that must be refused; give the messages a user sees."""
        with pytest.raises(DefinitionError) as caught:
            self.compile(source, *maps, **more)
        return [str(fault) for fault in caught.value.faults]

    def compile(self, source: pa.Table, *maps: FieldMap, **more: Any) -> CompiledMapping:
        return compile_mapping(task(*maps, **more), source.schema, LEADS, related=related)

    def check(self, source: pa.Table, *maps: FieldMap, **more: Any) -> list[dict[str, Any]]:
        """Map and check a source; give the checked rows in order."""
        mapping = self.compile(source, *maps, **more)
        mapped, out = self.folder / "mapped.parquet", self.folder / "checked.parquet"
        write_mapped(mapped, map_rows(mapping, source.to_batches()))
        check(self.session, mapping, mapped, out)
        return self.read(out)

    def one(self, name: str, values: Any, sql: str = "x", **more: Any) -> list[tuple[str | None, str]]:
        """Check one field over one column ``x``; give the canonical text and the fault of each row."""
        zone = more.pop("zone", None)
        checked = self.check(rows(x=values), field_map(name, sql, **more), zone=zone)
        return [
            (row[name], "; ".join(f"{each['code']}: {each['detail']}" for each in row["_faults"]))
            for row in checked
        ]

    def read(self, path: Path) -> list[dict[str, Any]]:
        return pa.table(self.session.sql(f"SELECT * FROM '{path}' ORDER BY _row")).to_pylist()


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[Bench]:
    with duckdb.connect(config={"autoload_known_extensions": "false"}) as session:
        session.execute("LOAD icu")
        session.execute("SET TimeZone = 'UTC'")
        yield Bench(session, tmp_path)
