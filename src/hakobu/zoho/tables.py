"""Whole modules and queries as streams of Arrow batches, the same by COQL, by lists and by Bulk Read."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError, RequestError, SignInError
from hakobu.zoho.arrow import arrow_schema, from_rows, from_texts
from hakobu.zoho.beyond import beyond
from hakobu.zoho.bulk_read import FIELDS, NOT_EXPORTED
from hakobu.zoho.columns import Column, Nature, column_of
from hakobu.zoho.coql import column
from hakobu.zoho.criteria import Both, Condition, fields_of, to_bulk, to_coql
from hakobu.zoho.criteria_local import matcher
from hakobu.zoho.criteria_text import parse, parts_of
from hakobu.zoho.part import Ask
from hakobu.zoho.ties import TIES
from hakobu.zoho.ways import Way, cheapest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from hakobu.zoho.bulk_read import BulkReader
    from hakobu.zoho.catalogue import Catalogue
    from hakobu.zoho.coql import LatePage, Page
    from hakobu.zoho.querying import Query
    from hakobu.zoho.reading import Reader
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.without_coql import Lists

__all__ = ["Table", "Tables"]

_UNREAD = frozenset(
    {
        "subform",
        "multiselectlookup",
        "multiuserlookup",
        "fileupload",
        "imageupload",
        "consent_lookup",
        "layout",
    }
)
"""Types that only a single record shows, and the layout, which not every API knows as a field."""
_AGGREGATE = re.compile(r"(COUNT|SUM|MIN|MAX|AVG)\s*\(\s*'?([^)']+)'?\s*\)\Z")
_ALIAS = re.compile(r"(.+?)\s+as\s+'?([^']+)'?\Z", re.IGNORECASE | re.DOTALL)
_EVERY = "id is not null"


@dataclass(frozen=True, slots=True)
class Table:
    """What to read: a module, its columns (as COQL asks for each, and as its rows name it), a condition.

    ``rest`` is the grouping, order and limit of a query that is sent as it stands.
    """

    module: str
    asked: tuple[str, ...]
    columns: tuple[Column, ...]
    condition: Condition | None = None
    rest: str = ""

    def with_columns(self, columns: tuple[Column, ...]) -> Table:
        """The same table, its columns taken for something else (text, say)."""
        return replace(self, columns=columns)

    def narrowed(self, condition: Condition) -> Table:
        """The same table, its rows meeting another condition too."""
        both = Both("and", (self.condition, condition)) if self.condition is not None else condition
        return replace(self, condition=both)

    @property
    def whole(self) -> bool:
        """Whether the query is sent as it stands: groups, aggregates, an order or a limit of its own."""
        return bool(self.rest) or any(_AGGREGATE.match(each) for each in self.asked)


class Tables:
    """Reads tables over one connection."""

    def __init__(
        self,
        settings: Settings,
        *,
        query: Query,
        reader: Reader,
        lists: Lists,
        bulk: BulkReader,
        catalogue: Catalogue,
    ) -> None:
        self._settings = settings
        self._version = settings.version
        self._query = query
        self._reader = reader
        self._lists = lists
        self._bulk = bulk
        self._catalogue = catalogue
        self._proven: dict[str, tuple[str, ...]] = {}
        self._ways: dict[Table, Way] = {}

    def table(self, module: str, names: Sequence[str] = (), where: str | None = None) -> Table:
        """The table of a module; without names every field that a list of records can show."""
        chosen = tuple(dict.fromkeys(names)) or self._all(module)
        columns = tuple(column_of(module, name, self._catalogue.fields) for name in chosen)
        condition = parse(where) if where else None
        for name in fields_of(condition) if condition else ():
            column_of(module, name, self._catalogue.fields)
        return Table(module, tuple(column(name) for name in chosen), columns, condition)

    def query(self, text: str) -> Table:
        """The table that a COQL query gives."""
        if not self._settings.use_coql:
            raise NotSupportedError(
                "A COQL query needs COQL, which this connection does not use.",
                where="use_coql",
                next_step="Set use_coql to true, or read a table.",
            )
        parts = parts_of(text)
        condition = parse(parts.where, where="query", query=text, begins=parts.begins)
        self._catalogue.module(parts.module.partition("#")[0])
        asked, columns = zip(*(self._asked(parts.module, each) for each in parts.columns), strict=True)
        table = Table(parts.module, asked, columns, condition, parts.rest)
        for name in fields_of(condition):
            column_of(parts.module, name, self._catalogue.fields)
        if table.whole and len(asked) > self._version.coql_columns:
            raise NotSupportedError(
                f"{len(asked)} columns are too many: schema {self._settings.schema} gives "
                f"{self._version.coql_columns} in a query with an order, a limit, groups or aggregates.",
                where="query",
                next_step="Ask for fewer, or leave the order and the limit out: any number is read then.",
            )
        return table

    def schema(self, table: Table) -> pa.Schema:
        """The Arrow schema of a table."""
        return arrow_schema(table.columns)

    def batches(self, table: Table, *, way: Way | None = None) -> Iterator[pa.RecordBatch]:
        """Its rows; ``way`` spares the counting where it was asked for before."""
        if self._query.asks(table.module) and not table.whole:
            yield from self._queried(table, way)
            return
        if table.whole:
            self.way(table)
            yield from (from_rows(page, table.columns) for page in self._as_it_stands(table))
        elif self.way(table).api == "Bulk Read":
            yield from self._exported(table)
        else:
            yield from (from_rows(page, table.columns) for page in self._listed(table) if page)

    def told_way(self, table: Table) -> Way | None:
        """By which API the table was read last; None before it was."""
        return self._ways.get(table)

    def way(self, table: Table) -> Way:
        """By which API the table is read, with the price; COQL counts the rows for it."""
        self._ways[table] = way = self._way(table)
        return way

    def _way(self, table: Table) -> Way:
        if table.module in TIES:
            return Way("REST", None)
        if not self._settings.use_coql:
            return Way("Bulk Read" if self._settings.api_type == "Bulk" else "REST", None)
        if not self._query.asks(table.module):
            return Way("REST", None)
        if table.whole:
            return Way("COQL", None)
        count = self._count(table)
        size = self._version.coql_columns - 1
        chunks = max(-(-len([name for name in table.asked if name != "id"]) // size), 1)
        allowed = self._settings.cheapest_read and self._exportable(table)
        return cheapest(count, rows=self._version.coql_rows, chunks=chunks, bulk=allowed)

    def _all(self, module: str) -> tuple[str, ...]:
        if module not in self._proven:
            self._proven[module] = self._readable(module)
        return self._proven[module]

    def _readable(self, module: str) -> tuple[str, ...]:
        fields = self._catalogue.fields(module).values()
        names = [each.api_name for each in fields if each.data_type not in _UNREAD and each.api_name != "id"]
        if self._query.asks(module):
            names = self._queryable(module, names)
        return ("id", *names)

    def _queryable(self, module: str, names: list[str]) -> list[str]:
        """Leave out what COQL proves not to know, by asking for one record."""
        others = beyond(module, names)
        size, kept = self._version.coql_columns - 1, [name for name in names if name not in others]
        start = 0
        while start < len(kept):
            chunk = kept[start : start + size]
            text = ", ".join(column(name) for name in chunk)
            try:
                self._query.coql(f"select id, {text} from {column(module)} where {_EVERY} limit 1")
            except RequestError as error:
                culprit = str(error.details.get("column_name") or "")
                if error.code != "INVALID_QUERY" or culprit not in chunk:
                    raise
                kept.remove(culprit)
                self._catalogue.warn(f"{module}: {culprit} cannot be read by COQL and is left out")
            else:
                start += size
        return [name for name in names if name in kept or name in others]

    def _asked(self, module: str, text: str) -> tuple[str, Column]:
        alias = _ALIAS.match(text)
        path, key = (alias[1].strip(), alias[2]) if alias else (text, text)
        path = path.strip("'")
        aggregate = _AGGREGATE.match(path)
        if aggregate is None:
            made = column_of(module, path, self._catalogue.fields)
            asked = column(path) + (f" as '{key}'" if alias else "")
            return asked, replace(made, name=key)
        if aggregate[1] == "COUNT":
            return text, Column(key, Nature.INTEGER)
        made = column_of(module, aggregate[2], self._catalogue.fields)
        if aggregate[1] == "AVG":
            return text, Column(key, Nature.DECIMAL, rounded=True)
        return text, replace(made, name=key)

    def _count(self, table: Table) -> int | None:
        """About how many rows there are; None where nobody tells."""
        where = to_coql(table.condition) if table.condition else _EVERY
        try:
            page = self._query.coql(f"select COUNT(id) from {column(table.module)} where {where}")
            return int(next(iter(page.rows[0].values()))) if page.rows else 0
        except (RequestError, NotSupportedError):  # not every version knows aggregates
            return None if table.condition else self._estimate(table.module)

    def _estimate(self, module: str) -> int | None:
        """Zoho's own count, some minutes old; it wants scopes that reading does not need."""
        try:
            return self._reader.count(module, None)
        except (RequestError, NotSupportedError, SignInError):
            return None

    def _queried(self, table: Table, way: Way | None) -> Iterator[pa.RecordBatch]:
        """By COQL; where nobody counted the records, that is done while the first page comes."""
        where = to_coql(table.condition) if table.condition else ""
        rows = self._version.coql_rows

        def fetch(ask: Ask) -> Page | LatePage:
            return self._query.page(table.module, table.asked, where, ask)

        first = None
        if way is None:
            with ThreadPoolExecutor(1, thread_name_prefix="first") as pool:
                begun = pool.submit(fetch, Ask(rows))
                way = self.way(table)
                first = begun.result()
        if way.api == "Bulk Read" and (first is None or first.more):
            yield from self._exported(table)
            return
        pages = self._query.pages(fetch, where, way.rows or 0, first)
        yield from (from_rows(page, table.columns) for page in pages if page)

    def _as_it_stands(self, table: Table) -> Iterator[list[dict[str, Any]]]:
        """A query with groups or an order: by OFFSET as far as it goes; one with a limit: once."""
        where = to_coql(table.condition) if table.condition else _EVERY
        text = (
            f"select {', '.join(table.asked)} from {column(table.module)} where {where} {table.rest}".strip()
        )
        if re.search(r"\blimit\b", table.rest, re.IGNORECASE):
            yield self._query.coql(text).rows
            return
        rows, offset, more = self._version.coql_rows, 0, True
        while more:
            if offset + rows > self._version.coql_reach:
                raise NotSupportedError(
                    f"COQL gives {self._version.coql_reach:,} rows of a query with an order or groups.",
                    where="query",
                    next_step="Leave the order out, or ask for less.",
                )
            page = self._query.coql(f"{text} limit {offset}, {rows}")
            yield page.rows
            more, offset = page.more, offset + rows

    def _listed(self, table: Table) -> Iterator[list[dict[str, Any]]]:
        """By lists, which take no condition: it is tried here."""
        names = [column.name for column in table.columns]
        meets = None
        if table.condition is not None:
            holds = self._holds(table)
            names += [name for name in holds if name not in names]
            meets = matcher(table.condition, holds)
        for page in self._lists.listed(table.module, names):
            yield page if meets is None else [row for row in page if meets(row)]

    def _exported(self, table: Table) -> Iterator[pa.RecordBatch]:
        criteria = None
        if table.condition is not None:
            criteria = to_bulk(table.condition, self._holds(table), self._version)
        for batch in self._bulk.batches(table.module, [each.name for each in table.columns], criteria):
            yield from_texts(batch, table.columns)

    def _holds(self, table: Table) -> dict[str, Column]:
        names = fields_of(table.condition) if table.condition else ()
        return {name: column_of(table.module, name, self._catalogue.fields) for name in names}

    def _exportable(self, table: Table) -> bool:
        """Whether Bulk Read may give the same table."""
        names = {*table.asked, *(fields_of(table.condition) if table.condition else ())}
        odd = any("->" in name or " " in name or name.startswith(("!", "$")) for name in names)
        if table.module in NOT_EXPORTED or "#" in table.module or odd or len(names) >= FIELDS:
            return False
        if beyond(table.module, names):
            return False
        fields = self._catalogue.fields(table.module)
        if any(name in fields and fields[name].external for name in names):
            return False
        try:
            if table.condition is not None:
                to_bulk(table.condition, self._holds(table), self._version)
        except NotSupportedError:
            return False
        return True
