"""Resolve lookups: the keys of another record become its id, or the row of this run that will make it.

A record found in the CRM wins; then a row of an earlier task of this run. Two of either kind are ambiguous.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from hakobu.mapping.canonical import canonical_of, normal_key_sql
from hakobu.mapping.check import FAULT, copy_to
from hakobu.staging import ROW, quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from hakobu.mapping.compiled import CompiledField, CompiledLookup, CompiledMapping

__all__ = ["Parent", "RecordFinder", "resolve_lookups"]

SHOWN_IDS = 10  # candidates of an ambiguous key that are listed
BATCH = 20_000


class RecordFinder(Protocol):
    """Finds records in the CRM by one field's values, compared as Zoho compares."""

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Give every record whose ``field`` is one of ``values``: its ``id`` and the asked ``columns``.

        ``values`` are canonical texts; the answers hold values as Zoho's JSON has them. ``users`` is a
        module too. A record may be given twice, and one that fits no value does no harm.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The valid rows of an earlier task of this run: Parquet with ``_row`` and canonical texts by field."""

    task: str
    module: str
    path: Path


def resolve_lookups(
    session: duckdb.DuckDBPyConnection,
    mapping: CompiledMapping,
    checked: Path,
    out: Path,
    *,
    finder: RecordFinder,
    parents: Sequence[Parent] = (),
) -> None:
    """Replace each lookup's ``"<field>#by"`` by the column ``<field>``, or by a fault.

    The column holds a record's id or ``@task:row``, the row of this run that will make the record.
    """
    resolutions = tuple(
        _Resolution(n, each, each.lookup) for n, each in enumerate(mapping.lookups) if each.lookup
    )
    rows = f"read_parquet({text(str(checked))})"
    for each in resolutions:
        _answers(session, each, rows, finder, [p for p in parents if p.module == each.lookup.module])
    copy_to(session, _query(resolutions, rows, mapping), out)
    for each in resolutions:
        session.execute(f"DROP TABLE {each.table}")


@dataclass(frozen=True, slots=True)
class _Resolution:
    """One lookup field and its table of answers: normal keys, how it ended, the text, the candidates."""

    number: int
    field: CompiledField
    lookup: CompiledLookup

    @property
    def table(self) -> str:
        return f"lookup_{self.number}"

    @property
    def target(self) -> str:
        return f"_target_{self.number}"  # no API name begins with an underscore

    @property
    def ids(self) -> str:
        return f"_ids_{self.number}"

    @property
    def code(self) -> str:
        return f"_code_{self.number}"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(known.api_name for known in self.lookup.by)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(f"k{number}" for number in range(len(self.lookup.by)))

    def key_list(self, prefix: str = "") -> str:
        return ", ".join(prefix + key for key in self.keys)


def _answers(
    session: duckdb.DuckDBPyConnection,
    each: _Resolution,
    rows: str,
    finder: RecordFinder,
    parents: Sequence[Parent],
) -> None:
    """Make the table that answers every key of the rows once."""
    column = quote(each.field.keys)
    wanted = ", ".join(f"{normal_key_sql(f'{column}[{n + 1}]')} AS {key}" for n, key in enumerate(each.keys))
    values, fallback = _values(session, column, rows), each.lookup.fallback
    asked = [*values, fallback] if values and fallback else values
    found = pa.Table.from_batches(_found(each, finder, asked), _schema(each))
    normal = ", ".join(f"{normal_key_sql(key)} AS {key}" for key in each.keys)
    ours = " UNION ALL ".join(_parent_rows(each, parent) for parent in parents if _carries(each, parent))
    with _registered(session, "found_records", found):
        session.execute(
            f"CREATE OR REPLACE TEMP TABLE {each.table} AS "
            f"WITH wanted AS (SELECT DISTINCT {wanted} FROM {rows} "
            f"WHERE {column}[1] IS NOT NULL{_also(each)}), "
            f"crm AS ({_grouped(each, f'SELECT {normal}, id FROM found_records')}), "
            f"ours AS ({_grouped(each, ours or f'SELECT {normal}, id FROM found_records WHERE false')}) "
            f"SELECT {each.key_list('wanted.')}, "
            "CASE WHEN crm.n = 1 OR (crm.n IS NULL AND ours.n = 1) THEN 'found' "
            "WHEN crm.n > 1 OR ours.n > 1 THEN 'lookup_ambiguous' ELSE 'lookup_missing' END AS ending, "
            "coalesce(crm.first, ours.first) AS target, coalesce(crm.ids, ours.ids) AS ids "
            f"FROM wanted LEFT JOIN crm USING ({each.key_list()}) LEFT JOIN ours USING ({each.key_list()})"
        )
    if fallback is not None:
        session.execute(
            f"UPDATE {each.table} SET ending = f.ending, target = f.target, ids = f.ids FROM (SELECT * FROM "
            f"{each.table} WHERE k0 = {_normal(fallback)}) f "
            f"WHERE {each.table}.ending = 'lookup_missing' AND f.ending = 'found'"
        )


def _also(each: _Resolution) -> str:
    """Ask for the key that stands in for those that find nothing, too."""
    fallback = each.lookup.fallback
    return "" if fallback is None else f" UNION SELECT {_normal(fallback)}"


def _normal(key: str) -> str:
    return normal_key_sql(text(key))


@contextmanager
def _registered(session: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    session.register(name, table)
    try:
        yield
    finally:
        session.unregister(name)


def _values(session: duckdb.DuckDBPyConnection, column: str, rows: str) -> list[str]:
    """List the different first keys, as the rows write them."""
    query = f"SELECT DISTINCT {column}[1] FROM {rows} WHERE {column}[1] IS NOT NULL ORDER BY 1"
    return [row[0] for row in session.execute(query).fetchall()]


def _schema(each: _Resolution) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in ("id", *each.keys)])


def _found(each: _Resolution, finder: RecordFinder, values: list[str]) -> Iterator[pa.RecordBatch]:
    """Ask the CRM, and give the answers as canonical texts."""
    if not values:
        return
    cells: list[list[str | None]] = [[] for _ in range(len(each.keys) + 1)]
    for record in finder.find(each.lookup.module, each.names[0], values, each.names):
        cells[0].append(str(record["id"]))
        for column, known in zip(cells[1:], each.lookup.by, strict=True):
            column.append(canonical_of(known, record.get(known.api_name)))
        if len(cells[0]) >= BATCH:
            yield _batch(each, cells)
            cells = [[] for _ in cells]
    yield _batch(each, cells)


def _batch(each: _Resolution, cells: list[list[str | None]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(cell, pa.string()) for cell in cells], schema=_schema(each))


def _carries(each: _Resolution, parent: Parent) -> bool:
    """Tell whether the parent's rows hold every field by which they would be found."""
    return set(each.names) <= set(pq.read_schema(parent.path).names)


def _parent_rows(each: _Resolution, parent: Parent) -> str:
    keys = ", ".join(
        f"{normal_key_sql(quote(name))} AS {key}" for name, key in zip(each.names, each.keys, strict=True)
    )
    reference = f"{text(f'@{parent.task}:')} || CAST({ROW} AS VARCHAR)"
    return f"SELECT {keys}, {reference} AS id FROM read_parquet({text(str(parent.path))})"


def _grouped(each: _Resolution, candidates: str) -> str:
    ids = f"list_slice(list_sort(list(DISTINCT id)), 1, {SHOWN_IDS})"
    return (
        f"SELECT {each.key_list()}, count(DISTINCT id) AS n, min(id) AS first, {ids} AS ids "
        f"FROM ({candidates}) GROUP BY {each.key_list()}"
    )


def _query(resolutions: Sequence[_Resolution], rows: str, mapping: CompiledMapping) -> str:
    keyed, joins, items = ["*"], "", ["r.*"]
    for each in resolutions:
        column = quote(each.field.keys)
        numbers = range(len(each.keys))
        keyed += [f"{normal_key_sql(f'{column}[{n + 1}]')} AS {_key(each, n)}" for n in numbers]
        on = " AND ".join(f"r.{_key(each, n)} = {each.table}.{each.keys[n]}" for n in numbers)
        joins += f" LEFT JOIN {each.table} ON {on}"
        items += [f"{each.table}.target AS {each.target}", f"{each.table}.ids AS {each.ids}"]
        items.append(f"{_code(each)} AS {each.code}")
    joined = f"SELECT {', '.join(items)} FROM (SELECT {', '.join(keyed)} FROM {rows}) r{joins}"
    columns = [ROW, f"{_faults(resolutions)} AS _faults", f"{_missing(resolutions, mapping)} AS _missing"]
    columns += [_column(each, resolutions) for each in mapping.fields]
    return f"SELECT {', '.join(columns)} FROM ({joined})"


def _key(each: _Resolution, number: int) -> str:
    return f"_key_{each.number}_{number}"


def _code(each: _Resolution) -> str:
    """Say what is wrong with the row's reference; the policy may say that nothing is."""
    column, table = f"r.{quote(each.field.keys)}", each.table
    filled = " OR ".join(f"{column}[{number + 1}] IS NOT NULL" for number in range(len(each.keys)))
    allowed = [
        code
        for code, policy in (
            ("lookup_missing", each.lookup.missing),
            ("lookup_ambiguous", each.lookup.ambiguous),
        )
        if policy == "empty"
    ]
    ending = f"coalesce({table}.ending, 'lookup_missing')"
    quiet = ", ".join(text(code) for code in ("found", *allowed))
    return f"CASE WHEN ({filled}) AND {ending} NOT IN ({quiet}) THEN {ending} END"


def _faults(resolutions: Sequence[_Resolution]) -> str:
    if not resolutions:
        return "_faults"
    codes = ", ".join(each.code for each in resolutions)
    items = ", ".join(
        f"CASE WHEN {each.code} IS NOT NULL THEN {{'field': {text(each.field.name)}, "
        f"'code': {each.code}, 'detail': {_detail(each)}}} END"
        for each in resolutions
    )
    both = f"list_concat(_faults, list_filter([{items}], lambda f: f IS NOT NULL))"
    return f"CAST(CASE WHEN coalesce({codes}) IS NULL THEN _faults ELSE {both} END AS {FAULT}[])"


def _missing(resolutions: Sequence[_Resolution], mapping: CompiledMapping) -> str:
    """Add the mandatory lookups that their policy left empty."""
    missing = "_missing"
    for each in resolutions:
        if each.field.name in mapping.mandatory:
            name = text(each.field.name)
            empty = f"{each.code} IS NULL AND coalesce(len({each.ids}), 0) <> 1"
            known = f"list_contains({missing}, {name})"
            missing = (
                f"CASE WHEN {empty} AND NOT {known} THEN list_append({missing}, {name}) ELSE {missing} END"
            )
    return missing


def _detail(each: _Resolution) -> str:
    column = quote(each.field.keys)
    keys = " || ', ' || ".join(
        f"{text(name + ' = ')} || coalesce({column}[{number}], 'NULL')"
        for number, name in enumerate(each.names, start=1)
    )
    ids = f"': ' || array_to_string({each.ids}, ', ')"
    fallback = each.lookup.fallback
    neither = text("" if fallback is None else f"; nor does the fallback {fallback} find one")
    several = f"CASE WHEN {each.code} = 'lookup_ambiguous' THEN {ids} ELSE {neither} END"
    return f"{text(each.lookup.module + ' with ')} || {keys} || {several}"


def _column(field: CompiledField, resolutions: Sequence[_Resolution]) -> str:
    own = next((each for each in resolutions if each.field is field), None)
    if own is None:
        return quote(field.name)
    return f"CASE WHEN len({own.ids}) = 1 THEN {own.target} END AS {quote(field.name)}"
