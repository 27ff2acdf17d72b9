"""Reading from the CRM the records that rows may match, at the lowest price."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from hakobu.changes.keys import ID
from hakobu.mapping import canonical_of, normal_key_sql, trimmed
from hakobu.staging import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import duckdb

    from hakobu.changes.facts import Facts, ModuleFacts
    from hakobu.changes.work import Work

__all__ = ["LIVE", "cheaper_to_read", "load_records", "make_live", "read_live", "read_records"]

LIVE = "live"  # the table: id, modified, and one column a field
CHUNK = 10_000
VALUES_A_CALL = 50  # values of one COQL "in" up to v6
ROWS_A_CALL = 2_000
CREDITS_A_PAGE = 3  # COQL with LIMIT 2,000; an "in" of 50 values asks for few rows and costs 1


def make_live(work: Work) -> None:
    """Make the table ``live``, with nothing in it."""
    names = ", ".join(f"{quote(name)} varchar" for name in ("modified", *work.columns))
    work.session.execute(f"create or replace temp table {LIVE} (id varchar primary key, {names})")


def read_live(work: Work, facts: Facts) -> int:
    """Fill the table ``live`` with every record that the rows in the table ``asked`` may match.

    Each way to a record is asked by its first field; where that would cost more credits than reading the
    whole module, the module is read. Returns the number of records read.
    """
    module = work.module
    wanted = {way[0]: _distinct(work.session, way[0]) for way in work.keys.ways()}
    asked = _with_time(module, work.columns)
    rows: Iterable[Mapping[str, Any]]
    if cheaper_to_read([len(values) for values in wanted.values()], module.count):
        rows = (row for page in facts.read(module.name, asked) for row in page)
    else:
        rows = _found(facts, module.name, wanted, asked)
    return load_records(work.session, rows, work.columns, module, LIVE)


def _with_time(module: ModuleFacts, columns: tuple[str, ...]) -> list[str]:
    return [*columns, "Modified_Time"] if "Modified_Time" in module.fields else list(columns)


def read_records(
    session: duckdb.DuckDBPyConnection, facts: Facts, module: ModuleFacts, ids: list[str]
) -> None:
    """Add to the table ``live`` the records with these ids, as far as the CRM still has them."""
    described = session.table(LIVE).columns
    columns = tuple(name for name in described if name not in {ID, "modified"})
    asked = _with_time(module, columns)
    load_records(session, facts.find(module.name, ID, ids, asked), columns, module, LIVE)


def cheaper_to_read(asked: Iterable[int], count: Callable[[], int]) -> bool:
    """Tell whether reading a whole module costs less than asking for so many values, question by question."""
    asking = sum(math.ceil(values / VALUES_A_CALL) for values in asked)
    return asking > CREDITS_A_PAGE and asking > math.ceil(count() / ROWS_A_CALL) * CREDITS_A_PAGE


def _distinct(session: duckdb.DuckDBPyConnection, field: str) -> list[str]:
    bare = trimmed(quote(field))
    found = session.execute(
        f"select min({bare}) from asked where {bare} <> '' group by {normal_key_sql(quote(field))} order by 1"
    ).fetchall()
    return [value for (value,) in found]


def _found(
    facts: Facts, module: str, wanted: Mapping[str, list[str]], columns: list[str]
) -> Iterator[Mapping[str, Any]]:
    for field, values in wanted.items():
        if values:
            yield from facts.find(module, field, values, columns)


def load_records(
    session: duckdb.DuckDBPyConnection,
    rows: Iterable[Mapping[str, Any]],
    columns: tuple[str, ...],
    module: ModuleFacts,
    table: str,
) -> int:
    """Put records into a table of ``id``, ``modified`` and ``columns``, in canonical text."""
    readers: list[Callable[[Any], str | None]] = [_reader(module, name) for name in columns]
    total = 0
    chunk: list[tuple[str | None, ...]] = []
    for row in rows:
        values = [reader(row.get(name)) for reader, name in zip(readers, columns, strict=True)]
        chunk.append((str(row["id"]), row.get("Modified_Time"), *values))
        if len(chunk) == CHUNK:
            total += _insert(session, chunk, columns, table)
            chunk = []
    return total + _insert(session, chunk, columns, table)


def _reader(module: ModuleFacts, name: str) -> Callable[[Any], str | None]:
    field = module.fields[name]
    return lambda value: canonical_of(field, value)


def _insert(
    session: duckdb.DuckDBPyConnection,
    chunk: list[tuple[str | None, ...]],
    columns: tuple[str, ...],
    table: str,
) -> int:
    if not chunk:
        return 0
    arrays = [pa.array(values, pa.string()) for values in zip(*chunk, strict=True)]
    session.register("page", pa.table(arrays, names=["id", "modified", *columns]))
    session.execute(f"insert or ignore into {table} from page")  # two ways may find the same record
    session.unregister("page")
    return len(chunk)
