"""Reading records by COQL, without end; and the same by lists where COQL is switched off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import NotSupportedError
from hakobu.zoho.at_once import at_once
from hakobu.zoho.beyond import NOT_QUERIED, beyond, joined
from hakobu.zoho.coql import (
    LatePage,
    Page,
    all_of,
    any_of,
    column,
    compare,
    criteria_in,
    one_of,
    select_query,
)
from hakobu.zoho.paging import pages_at_once
from hakobu.zoho.session import Call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.zoho.paging import Ask
    from hakobu.zoho.session import Session
    from hakobu.zoho.without_coql import Lists

__all__ = ["Query"]

Row = dict[str, Any]
Pages = Iterator[list[Row]]

_LIMIT = re.compile(r"\blimit\s+(?:\d+\s*,\s*)?(\d+)", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+'?(\w+)", re.IGNORECASE)
_FEW = 200
"""Rows that cost one credit."""
_CRITERIA = 25
"""Comparisons that a query may hold, in every version."""
_AT_ONCE = 4
"""From so many chunks on they are read in parallel."""


def _call(query: str) -> Call:
    limit, module = _LIMIT.search(query), _FROM.search(query)
    return Call(
        operation="coql",
        method="POST",
        path="coql",
        body=msgspec.json.encode({"select_query": query}),
        module=module.group(1) if module else "",
        records=int(limit.group(1)) if limit else _FEW,
    )


class Query:
    """The querying calls of one connection."""

    def __init__(self, session: Session, lists: Lists) -> None:
        self._session = session
        self._lists = lists
        self._version = session.settings.version

    def coql(self, query: str) -> Page:
        """One query, one page."""
        if not self._session.settings.use_coql:
            raise NotSupportedError(
                "This connection makes no COQL call.",
                where="use_coql",
                next_step="Set use_coql to true, or read the records as a list.",
            )
        found = self._session.read(_call(query))
        if found is None:
            return Page([], more=False)
        return Page(found.get("data") or [], more=(found.get("info") or {}).get("more_records") is True)

    def asks(self, module: str) -> bool:
        """Whether a module is read by COQL: the connection uses it, and it knows the module."""
        return self._session.settings.use_coql and module not in NOT_QUERIED

    def select(
        self, module: str, columns: Sequence[str], where: str | None, *, count: int | None = None
    ) -> Pages:
        """Pages of records by growing id; in no order and many at once where their number is known."""
        if self.asks(module):
            if count is not None and count > self._version.coql_rows:
                yield from self._at_once(module, columns, where or "", count)
                return
            yield from self._select(module, columns, where or "", limit=self._version.coql_rows)
            return
        yield from self._lists.select(module, columns, where or "")

    def find(self, module: str, field: str, values: Sequence[str], columns: Sequence[str]) -> Iterator[Row]:
        """Records whose field has one of the values."""
        wanted = list(dict.fromkeys(value for value in values if value != ""))
        names = tuple(dict.fromkeys((field, *columns)))
        if not self.asks(module):
            yield from self._lists.find(module, field, wanted, names)
            return
        size = self._version.coql_values
        chunks = [wanted[start : start + size] for start in range(0, len(wanted), size)]
        if len(chunks) < _AT_ONCE:
            for chunk in chunks:
                yield from self._found(module, field, chunk, names)
            return
        found = at_once(lambda chunk: self._found(module, field, chunk, names), chunks, name="find")
        yield from (row for rows in found for row in rows)

    def page(self, module: str, asked: Sequence[str], where: str, ask: Ask) -> Page | LatePage:
        """One page by growing id of columns as COQL writes them; those beyond the limit are joined."""
        listed = beyond(module, asked)
        names = [name for name in asked if name != "id" and name not in listed]
        size = self._version.coql_columns - 1
        chunks = [names[start : start + size] for start in range(0, len(names), size)] or [[]]
        after = compare("id", ">", ask.after) if ask.after != "0" or not where else ""
        to = compare("id", "<=", ask.to) if ask.to else ""
        but = [any_of(compare("id", "<=", str(low)), compare("id", ">", str(high))) for low, high in ask.but]
        criterion = all_of(after, to, *but, where)
        limit = f"{ask.offset}, {ask.limit}" if ask.offset else str(ask.limit)
        text = ", ".join(["id", *chunks[0]])
        order = "desc" if ask.down else "asc"
        query = f"select {text} from {column(module)} where {criterion} order by id {order} limit {limit}"
        page = LatePage(self._session.send(_call(query)).body, down=ask.down)
        if len(chunks) == 1 and not listed:
            return page
        rows = page.rows
        if len(chunks) > 1 and rows:
            others = [[name.strip("'") for name in chunk] for chunk in chunks[1:]]
            rows = self._joined(module, rows, others, where)
        return Page(self._with(module, rows, listed), more=page.more)

    def _at_once(self, module: str, columns: Sequence[str], where: str, count: int) -> Pages:
        asked = [column(name) for name in dict.fromkeys(columns)]
        yield from self.pages(lambda ask: self.page(module, asked, where, ask), where, count)

    def pages(
        self,
        fetch: Callable[[Ask], Page | LatePage],
        where: str,
        count: int,
        first: Page | LatePage | None = None,
    ) -> Pages:
        """The pages of a query of about ``count`` rows, in no order and ten at once."""
        free = _CRITERIA - criteria_in(where) - 2
        yield from pages_at_once(
            fetch,
            count=count,
            rows=self._version.coql_rows,
            reach=self._version.coql_reach,
            joined=max(free // 2, 0),
            first=first,
        )

    def _found(self, module: str, field: str, values: list[str], columns: Sequence[str]) -> list[Row]:
        pages = self._select(module, columns, one_of(field, values), limit=_FEW)
        return [row for page in pages for row in page]

    def _select(self, module: str, columns: Sequence[str], where: str, *, limit: int) -> Pages:
        """Key-set paging; columns beyond the limit are read for the same ids and joined."""
        listed = beyond(module, dict.fromkeys(columns))
        names = [name for name in dict.fromkeys(columns) if name != "id" and name not in listed]
        size = self._version.coql_columns - 1
        chunks = [names[start : start + size] for start in range(0, len(names), size)] or [[]]
        for page in self._keyset(module, chunks[0], where, limit=limit):
            yield self._with(module, self._joined(module, page, chunks[1:], where), listed)

    def _with(self, module: str, rows: list[Row], listed: Sequence[str]) -> list[Row]:
        """The rows with what only lists show."""
        return joined(rows, lambda ids: self._lists.listed(module, listed, ids)) if listed else rows

    def _keyset(
        self, module: str, columns: Sequence[str], where: str, *, limit: int, after: str = "0", to: str = ""
    ) -> Pages:
        more = True
        while more:
            upper = compare("id", "<=", to) if to else ""
            criterion = all_of(compare("id", ">", after), upper, where)
            page = self.coql(select_query(module, ["id", *columns], where=criterion, limit=limit))
            if page.rows:
                yield page.rows
                after = page.rows[-1]["id"]
            more = page.more and bool(page.rows)
            limit = self._version.coql_rows

    def _joined(self, module: str, page: list[Row], chunks: list[list[str]], where: str) -> list[Row]:
        """The page with its other columns; a record that was deleted meanwhile is left out."""
        if not chunks:
            return page
        rows = {row["id"]: row for row in page}
        before, last = str(int(page[0]["id"]) - 1), page[-1]["id"]
        for chunk in chunks:
            more: dict[str, Row] = {}
            limit = self._version.coql_rows
            for found in self._keyset(module, chunk, where, limit=limit, after=before, to=last):
                more |= {row["id"]: row for row in found}
            changed = [key for key in rows if key not in more]  # no longer meets the criterion, or is gone
            for start in range(0, len(changed), self._version.coql_values):
                ids = changed[start : start + self._version.coql_values]
                for found in self._keyset(module, chunk, one_of("id", ids), limit=_FEW):
                    more |= {row["id"]: row for row in found}
            rows = {key: row | more[key] for key, row in rows.items() if key in more}
        return list(rows.values())
