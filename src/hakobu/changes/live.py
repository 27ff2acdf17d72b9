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
    from hakobu.changes.keys import MatchKeys

__all__ = ["LIVE", "cheaper_to_read", "read_live", "read_records"]

LIVE = "live"  # the table: id, modified, and one column a field
CHUNK = 10_000
VALUES_A_CALL = 50  # values of one COQL "in" up to v6
ROWS_A_CALL = 2_000
CREDITS_A_PAGE = 3  # COQL with LIMIT 2,000; an "in" of 50 values asks for few rows and costs 1


def read_live(
    session: duckdb.DuckDBPyConnection,
    facts: Facts,
    module: ModuleFacts,
    keys: MatchKeys,
    fields: tuple[str, ...],
) -> int:
    """Fill the table ``live`` with every record that the rows in the table ``asked`` may match.

    Each way to a record is asked by its first field; where that would cost more credits than reading the
    whole module, the module is read. Returns the number of records read.
    """
    columns = tuple(dict.fromkeys([*fields, *(name for way in keys.ways() for name in way)]))
    columns = tuple(name for name in columns if name != ID)
    names = ", ".join(f"{quote(name)} varchar" for name in ("modified", *columns))
    session.execute(f"create or replace temp table {LIVE} (id varchar primary key, {names})")
    wanted = {way[0]: _distinct(session, way[0]) for way in keys.ways()}
    asked = [*columns, "Modified_Time"] if "Modified_Time" in module.fields else list(columns)
    rows: Iterable[Mapping[str, Any]]
    if cheaper_to_read([len(values) for values in wanted.values()], module.count):
        rows = (row for page in facts.read(module.name, asked) for row in page)
    else:
        rows = _found(facts, module.name, wanted, asked)
    return _load(session, rows, columns, module)


def read_records(
    session: duckdb.DuckDBPyConnection, facts: Facts, module: ModuleFacts, ids: list[str]
) -> None:
    """Add to the table ``live`` the records with these ids, as far as the CRM still has them."""
    described = session.table(LIVE).columns
    columns = tuple(name for name in described if name not in {ID, "modified"})
    asked = [*columns, "Modified_Time"] if "Modified_Time" in module.fields else list(columns)
    _load(session, facts.find(module.name, ID, ids, asked), columns, module)


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


def _load(
    session: duckdb.DuckDBPyConnection,
    rows: Iterable[Mapping[str, Any]],
    columns: tuple[str, ...],
    module: ModuleFacts,
) -> int:
    readers: list[Callable[[Any], str | None]] = [_reader(module, name) for name in columns]
    total = 0
    chunk: list[tuple[str | None, ...]] = []
    for row in rows:
        values = [reader(row.get(name)) for reader, name in zip(readers, columns, strict=True)]
        chunk.append((str(row["id"]), row.get("Modified_Time"), *values))
        if len(chunk) == CHUNK:
            total += _insert(session, chunk, columns)
            chunk = []
    return total + _insert(session, chunk, columns)


def _reader(module: ModuleFacts, name: str) -> Callable[[Any], str | None]:
    field = module.fields[name]
    return lambda value: canonical_of(field, value)


def _insert(
    session: duckdb.DuckDBPyConnection, chunk: list[tuple[str | None, ...]], columns: tuple[str, ...]
) -> int:
    if not chunk:
        return 0
    arrays = [pa.array(values, pa.string()) for values in zip(*chunk, strict=True)]
    session.register("page", pa.table(arrays, names=["id", "modified", *columns]))
    session.execute(f"insert or ignore into {LIVE} from page")  # two ways may find the same record
    session.unregister("page")
    return len(chunk)
