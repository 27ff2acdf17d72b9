"""Check mapped rows against the module's fields: canonical texts, and every fault of a row at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.mapping.cells import Cell, as_text, cell_of, has_content
from hakobu.mapping.dependent import dependent_faults
from hakobu.mapping.fields import kind_of
from hakobu.staging import ROW, quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from hakobu.mapping.compiled import CompiledField, CompiledMapping, Slot
    from hakobu.mapping.fields import FieldLike
    from hakobu.model import Picklist

__all__ = ["FAULT", "check", "copy_to"]

FAULT = 'STRUCT("field" VARCHAR, code VARCHAR, detail VARCHAR)'
GROUP = 50_000  # rows of a Parquet row group: what a thread holds in memory while it writes
SHOWN = 80


def check(session: duckdb.DuckDBPyConnection, mapping: CompiledMapping, mapped: Path, out: Path) -> None:
    """Turn mapped Parquet into checked Parquet: ``_row``, ``_faults``, ``_missing`` and canonical texts.

    ``_faults`` is a list of (field, code, detail), empty for a good row; ``_missing`` names mandatory fields
    that are empty, a fault only where the row creates a record. A lookup's keys stand in ``"<field>#by"``.
    """
    cells = tuple(_cells(mapping))
    copy_to(session, _query(mapping, cells, mapped), out)


def copy_to(session: duckdb.DuckDBPyConnection, query: str, out: Path) -> None:
    """Write a query's rows to a Parquet file that appears whole or not at all."""
    part = out.with_suffix(".part")
    session.execute(
        f"COPY ({query}) TO {text(str(part))} (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE {GROUP})"
    )
    part.replace(out)


@dataclass(frozen=True, slots=True)
class _Checked:
    """One slot with its cell; the names are those of the columns in the steps of the query."""

    number: int
    slot: Slot
    known: FieldLike
    cell: Cell
    picklist: Picklist | None
    of: str

    @property
    def x(self) -> str:
        return f"x{self.number}"

    @property
    def v(self) -> str:
        return f"v{self.number}"

    @property
    def code(self) -> str:
        return f"c{self.number}"

    @property
    def source(self) -> str:
        return f"s{self.number}"

    @property
    def good(self) -> str:
        """Give the canonical text, or NULL where there is a fault."""
        return f"CASE WHEN {self.code} IS NULL THEN {self.v} END"


def _cells(mapping: CompiledMapping) -> Iterator[_Checked]:
    number = 0
    for each in mapping.fields:
        into = each.lookup.by if each.lookup else (each.field,)
        for slot, known in zip(each.slots, into, strict=False):
            kind = "text" if each.picklist else slot.kind
            cell = cell_of(known, kind, mapping.time_zone)
            yield _Checked(number, slot, known, cell, each.picklist, each.name)
            number += 1


def _query(mapping: CompiledMapping, cells: tuple[_Checked, ...], mapped: Path) -> str:
    rows = f"read_parquet({text(str(mapped))})"
    steps = (
        [item for each in cells for item in _sources(each)],
        [item for each in cells for item in _values(each)],
        [f"{each.cell.value(each.x)} AS {each.v}" for each in cells],
        [f"{_code(each)} AS {each.code}" for each in cells],
    )
    query = f"SELECT {', '.join([ROW, *steps[0]])} FROM {rows}"
    for step in steps[1:]:
        query = f"SELECT {', '.join(['*', *step])} FROM ({query})"
    columns = [ROW, f"{_faults(cells)} AS _faults", f"{_missing(mapping, cells)} AS _missing"]
    columns += [_column(each, [cell for cell in cells if cell.of == each.name]) for each in mapping.fields]
    query = f"SELECT {', '.join(columns)} FROM ({query})"
    pairs = dependent_faults(mapping)
    if not pairs:
        return query
    more = f"list_concat(_faults, list_filter([{', '.join(pairs)}], lambda f: f IS NOT NULL))"
    return f"SELECT * REPLACE (CAST({more} AS {FAULT}[]) AS _faults) FROM ({query})"


def _sources(each: _Checked) -> Iterator[str]:
    yield f"{quote(each.slot.name)} AS {each.source}"
    if not each.slot.plain:
        yield f"{quote(each.slot.error)} AS e{each.number}"
    if each.slot.watched:
        yield f"{quote(each.slot.emptied)} AS m{each.number}"


def _values(each: _Checked) -> Iterator[str]:
    if each.picklist is None:
        yield f"{each.source} AS {each.x}"
        return
    plain = as_text(each.slot.kind, each.source)
    cases = " ".join(f"WHEN {text(old)} THEN {text(new)}" for old, new in each.picklist.values)
    others = {"keep": plain, "reject": "NULL", "default": text(each.picklist.default or "")}
    default = others[each.picklist.unknown]
    mapped = f"CASE {plain} {cases} ELSE {default} END" if cases else default
    blank = next((text(new) for old, new in each.picklist.values if not old), "NULL")
    yield f"CASE WHEN {has_content(plain)} THEN {mapped} ELSE {blank} END AS {each.x}"


def _code(each: _Checked) -> str:
    cases = []
    if not each.slot.plain:
        cases.append(f"WHEN e{each.number} IS NOT NULL THEN 'expression_failed'")
    if each.slot.watched:
        cases.append(f"WHEN m{each.number} THEN 'emptied'")
    if _rejects(each):
        cases.append(f"WHEN {_unmapped(each)} THEN 'not_in_picklist'")
    code = each.cell.code(each.x, each.v)
    return f"CASE {' '.join(cases)} ELSE {code} END" if cases else code


def _rejects(each: _Checked) -> bool:
    return each.picklist is not None and each.picklist.unknown == "reject"


def _unmapped(each: _Checked) -> str:
    plain = as_text(each.slot.kind, each.source)
    return f"{each.x} IS NULL AND {has_content(plain)}"


def _detail(each: _Checked) -> str:
    got = f"left({as_text(each.slot.kind, each.source)}, {SHOWN})" if each.slot.kind != "list" else "''"
    cases = []
    if not each.slot.plain:
        failed = f"{text(each.slot.sql + ' failed for ')} || e{each.number}"
        cases.append(f"WHEN {each.code} = 'expression_failed' THEN {failed}")
    if each.slot.watched:
        cases.append(f"WHEN {each.code} = 'emptied' THEN {text(each.slot.sql + ' made an empty value')}")
    if each.picklist and _rejects(each):
        known = text("'; the map knows: " + ", ".join(old for old, _ in each.picklist.values[:30]))
        cases.append(
            f"WHEN {each.code} = 'not_in_picklist' AND {_unmapped(each)} THEN '''' || {got} || {known}"
        )
    detail = each.cell.detail(each.x, each.v, each.code)
    if each.slot.name != each.of:  # a key of a lookup: say which
        detail = f"{text(each.known.api_name + ': ')} || {detail}"
    return f"CASE {' '.join(cases)} ELSE {detail} END" if cases else detail


def _faults(cells: tuple[_Checked, ...]) -> str:
    """Gather the faults; lists are built only for the rows that have one."""
    if not cells:
        return f"CAST([] AS {FAULT}[])"
    items = ", ".join(
        f"CASE WHEN {each.code} IS NOT NULL THEN "
        f"{{'field': {text(each.of)}, 'code': {each.code}, 'detail': {_detail(each)}}} END"
        for each in cells
    )
    codes = ", ".join(each.code for each in cells)
    listed = f"list_filter([{items}], lambda f: f IS NOT NULL)"
    return f"CAST(CASE WHEN coalesce({codes}) IS NULL THEN [] ELSE {listed} END AS {FAULT}[])"


def _missing(mapping: CompiledMapping, cells: tuple[_Checked, ...]) -> str:
    empty = {}
    for name in mapping.mandatory:
        own = [each for each in cells if each.of == name]
        if own:
            nothing = [f"({each.code} IS NULL AND {_no_content(each)})" for each in own]
            empty[name] = " AND ".join(nothing)
        elif mapping.field(name).constant is None:
            empty[name] = "true"
    if not empty:
        return "CAST([] AS VARCHAR[])"
    items = ", ".join(f"CASE WHEN {sql} THEN {text(name)} END" for name, sql in empty.items())
    any_empty = " OR ".join(f"({sql})" for sql in empty.values())
    listed = f"list_filter([{items}], lambda f: f IS NOT NULL)"
    return f"CAST(CASE WHEN {any_empty} THEN {listed} ELSE [] END AS VARCHAR[])"


def _no_content(each: _Checked) -> str:
    if kind_of(each.known) == "text":
        return f"NOT {has_content(each.v)}"
    return f"{each.v} IS NULL"


def _column(each: CompiledField, cells: list[_Checked]) -> str:
    if each.lookup:
        keys = ", ".join(cell.good for cell in cells)
        bad = " OR ".join(f"{cell.code} IS NOT NULL" for cell in cells)
        return f"CAST(CASE WHEN {bad} THEN NULL ELSE [{keys}] END AS VARCHAR[]) AS {quote(each.keys)}"
    if not cells:
        constant = "NULL" if each.constant is None else text(each.constant)
        return f"CAST({constant} AS VARCHAR) AS {quote(each.name)}"
    return f"{cells[0].good} AS {quote(each.name)}"
