"""Reading records by REST: lists with every paging form, single records, search, counts, deleted ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError
from hakobu.zoho.session import Call, segment
from hakobu.zoho.ties import TIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.zoho.session import Session

__all__ = ["Reader"]

Row = dict[str, Any]
Pages = Iterator[list[Row]]

_IDS = 100
"""Ids that one list call takes."""


class Reader:
    """The reading calls of one connection."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._version = session.settings.version

    def pages(
        self,
        module: str,
        fields: Sequence[str] | None,
        *,
        params: Mapping[str, str],
        ids: Sequence[str] | None = None,
        modified_since: str | None = None,
    ) -> Pages:
        """Pages of records; the fields beyond Zoho's limit are read by id and joined."""
        if fields is None and self._version.fields_mandatory:
            raise NotSupportedError(
                f"Schema {self._version.name} lists no records without the names of their fields.",
                where=f"list {module}",
                next_step="Name the fields.",
            )
        self._check_sort(module, params.get("sort_by"))
        headers = {"If-Modified-Since": modified_since} if modified_since else {}
        chunks = self._chunks(fields)
        for first in _first_params(params, ids):
            call = _list_call(module, chunks[0], first, headers)
            for page in self._follow(call):
                yield self._joined(module, page, chunks[1:], params)

    def get(
        self, module: str, record: str, *, fields: Sequence[str] | None, external: str | None
    ) -> Row | None:
        """One record, with its subforms."""
        _check_own(f"get {module}", module)
        path = f"{module}/{segment(record)}"
        found: Row | None = None
        for chunk in self._chunks(fields):
            params = {"fields": ",".join(chunk)} if chunk else {}
            headers = {"X-EXTERNAL": f"{module}.{external}"} if external else {}
            call = Call(operation="get", path=path, params=params, headers=headers, module=module)
            rows = (self._session.read(call) or {}).get("data")
            if not rows:
                return None
            found = {**(found or {}), **rows[0]}
        return found

    def related(self, module: str, record: str, name: str, fields: Sequence[str]) -> Pages:
        """Pages of a record's related list."""
        path = f"{module}/{segment(record)}/{segment(name)}"
        yield from self._follow(
            Call(operation="list", path=path, params={"fields": ",".join(fields)}, module=module)
        )

    def search(self, module: str, params: Mapping[str, str], fields: Sequence[str] | None) -> Pages:
        """Pages of what Zoho's search finds."""
        query = dict(params)
        if fields and self._version.search_fields:
            query["fields"] = ",".join(dict.fromkeys(fields))
        yield from self._follow(
            Call(operation="search", path=f"{module}/search", params=query, module=module)
        )

    def count(self, module: str, criteria: str | None) -> int:
        """How many records there are, by Zoho's count."""
        _check_own(f"count {module}", module)
        params = {"criteria": criteria} if criteria else {}
        path = f"{module}/actions/count"
        found = self._session.read(Call(operation="count", path=path, params=params, module=module)) or {}
        return int(found.get("count") or 0)

    def deleted(self, module: str, kind: str, since: str | None) -> Pages:
        """Pages of deleted records."""
        _check_own(f"deleted {module}", module)
        headers = {"If-Modified-Since": since} if since else {}
        path = f"{module}/deleted"
        yield from self._follow(
            Call(operation="deleted", path=path, params={"type": kind}, headers=headers, module=module)
        )

    def _follow(self, call: Call) -> Pages:
        """Follow page numbers, and page tokens from where Zoho gives them."""
        place = {"page": "1"}
        size = str(self._version.list_rows)
        while place:
            params = {**call.params, **place, "per_page": size}
            found = self._session.read(_with(call, params))
            if not found or not found.get("data"):
                return
            yield found["data"]
            place = _next_place(found.get("info") or {}, place)

    def _joined(
        self, module: str, page: list[Row], chunks: list[tuple[str, ...]], params: Mapping[str, str]
    ) -> list[Row]:
        """The page with its other fields; a record that was deleted meanwhile is left out."""
        kept = {name: params[name] for name in ("converted",) if name in params}
        rows = {row["id"]: row for row in page} if chunks else {}
        for chunk in chunks:
            more: dict[str, Row] = {}
            for start in range(0, len(page), _IDS):
                ids = ",".join(row["id"] for row in page[start : start + _IDS])
                for found in self._follow(_list_call(module, chunk, {**kept, "ids": ids}, {})):
                    more |= {row["id"]: row for row in found}
            rows = {key: row | more[key] for key, row in rows.items() if key in more}
        return list(rows.values()) if chunks else page

    def _chunks(self, fields: Sequence[str] | None) -> list[tuple[str, ...]]:
        names = tuple(dict.fromkeys(name for name in fields or () if name != "id"))
        if not names:
            return [("id",) if fields else ()]
        size = self._version.list_fields
        return [names[start : start + size] for start in range(0, len(names), size)]

    def _check_sort(self, module: str, sort_by: str | None) -> None:
        known = self._version.sort_fields
        if sort_by and known is not None and sort_by not in known:
            raise NotSupportedError(
                f"Schema {self._version.name} does not sort a list by {sort_by!r}.",
                where=f"list {module}",
                valid=known,
            )


def _check_own(where: str, module: str) -> None:
    if module in TIES:
        raise NotSupportedError(
            f"{module} is a related list, which Zoho tells only by the records above it.",
            where=where,
            next_step="Select or find its rows.",
        )


def _first_params(params: Mapping[str, str], ids: Sequence[str] | None) -> list[dict[str, str]]:
    if ids is None:
        return [dict(params)]
    return [{**params, "ids": ",".join(ids[start : start + _IDS])} for start in range(0, len(ids), _IDS)]


def _list_call(
    module: str, fields: tuple[str, ...], params: Mapping[str, str], headers: Mapping[str, str]
) -> Call:
    operation = "list by view" if "cvid" in params else "list sorted" if "sort_by" in params else "list"
    query = {**params, "fields": ",".join(fields)} if fields else dict(params)
    return Call(operation=operation, path=module, params=query, headers=headers, module=module)


def _with(call: Call, params: Mapping[str, str]) -> Call:
    return Call(
        operation=call.operation, path=call.path, params=params, headers=call.headers, module=call.module
    )


def _next_place(info: Row, place: dict[str, str]) -> dict[str, str]:
    """Where the next page is: by token where Zoho gives one, else by number; nothing at the end."""
    if info.get("more_records") is not True:
        return {}
    if info.get("next_page_token"):
        return {"page_token": info["next_page_token"]}
    return {"page": str(int(place.get("page", "1")) + 1)}
