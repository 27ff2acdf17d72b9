"""``POST /__composite_requests``: up to five calls in one, with references and rollback (§4.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from hakobu.emulator import wire
from hakobu.emulator.call import Call
from hakobu.emulator.problem import Problem
from hakobu.emulator.reference import Missing, referred, substituted
from hakobu.emulator.state import State
from hakobu.emulator.version import VERSIONS
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
SLOTS = 5
PART_ROWS = 25
_MOST = 5
_SINCE = 3
_PART_RECORDS = 1
_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_]*")
_FORBIDDEN = frozenset({"authorization", "x-crm-org"})
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_DONE = {"code": "SUCCESS", "status": "success", "message": "composite sub request executed successfully"}


@dataclass(slots=True)
class Part:
    """One call of several: what was asked, and what became of it."""

    id: str
    wish: Json
    needs: set[str] = field(default_factory=set)
    reply: Reply | None = None
    error: Json | None = None

    @property
    def over(self) -> bool:
        """Tell whether it was answered or refused."""
        return self.reply is not None or self.error is not None

    @property
    def failed(self) -> bool:
        """Tell whether it did not do what it was asked."""
        return self.error is not None or (self.reply is not None and self.reply.status >= 400)

    def shown(self) -> Json:
        """Show it in the answer."""
        if self.reply is None:
            return self.error or {}
        response = {"status_code": self.reply.status, "headers": {}, "body": self.reply.body}
        return _DONE | {"details": {"response": response}}


def answer(call: Call) -> Reply:
    """Run the parts; all of them, or with rollback all or none."""
    if call.version.number < _SINCE:
        raise Problem("API_NOT_SUPPORTED", {"supported_version": _SINCE})
    body = call.json()
    rollback = body.get("rollback_on_fail") is True
    if rollback and (body.get("parallel_execution") is True or body.get("concurrent_execution") is True):
        names = [{"api_name": "rollback_on_fail"}, {"api_name": "parallel_execution"}]
        raise Problem("AMBIGUITY_DURING_PROCESSING", {"ambiguity_due_to": names})
    parts = _read(body.get("__composite_requests"))
    if not rollback:
        _run(call, parts, stop=False)
        triggered = sum(part.reply is not None for part in parts)
        status = 200 if triggered == len(parts) else 207 if triggered else 400
        return _reply(status, parts)
    return _all_or_nothing(call, parts)


def _reply(status: int, parts: list[Part], extra: int = 0) -> Reply:
    shown = {"__composite_requests": [part.shown() for part in parts]}
    return Reply(status, shown, records=len(parts), extra=extra)


def _all_or_nothing(call: Call, parts: list[Part]) -> Reply:
    _begin(call.state)
    kept = False
    try:
        _run(call, parts, stop=True)
        kept = not any(part.failed for part in parts)
    finally:
        _end(call.state, kept=kept)
    if kept:
        return _reply(200, parts, extra=1)
    culprit = next(place for place, part in enumerate(parts) if part.failed)
    for part in parts:
        code = "ROLLBACK_PERFORMED" if part.reply is not None else "PROCESSING_STOPPED"
        if not part.failed:
            part.reply, part.error = None, Problem(code, {"rollbacked_by_sub_request_index": culprit}).body()
    return _reply(400, parts)


def _begin(state: State) -> None:
    for table in state.tables.values():
        table.undo = []


def _end(state: State, *, kept: bool) -> None:
    for table in state.tables.values():
        if kept:
            table.undo = None
        else:
            table.revert()


# -- reading -----------------------------------------------------------------------------------------


def _read(wishes: Any) -> list[Part]:
    name = {"api_name": "__composite_requests", "json_path": "$.__composite_requests"}
    if wishes is None:
        raise Problem("MANDATORY_NOT_FOUND", name)
    if not isinstance(wishes, list) or not wishes or not all(isinstance(one, dict) for one in wishes):
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", **name})
    if len(wishes) > _MOST:
        raise Problem("LIMIT_EXCEEDED", {"by": "__composite_requests", "limit": _MOST})
    parts: list[Part] = []
    for place, wish in enumerate(wishes):
        parts.append(_part(wish, f"$.__composite_requests[{place}]"))
        if any(one.id == parts[-1].id for one in parts[:-1]):
            raise Problem("DUPLICATE_DATA", _where("sub_request_id", f"$.__composite_requests[{place}]"))
    return parts


def _where(name: str, path: str) -> Json:
    return {"api_name": name, "json_path": f"{path}.{name}"}


def _part(wish: Json, path: str) -> Part:
    for name in ("sub_request_id", "uri", "method"):
        if wish.get(name) is None:
            raise Problem("MANDATORY_NOT_FOUND", _where(name, path))
        if not isinstance(wish[name], str):
            raise Problem("INVALID_DATA", {"expected_data_type": "string", **_where(name, path)})
    if not _ID.fullmatch(wish["sub_request_id"]):
        raise Problem("INVALID_DATA", _where("sub_request_id", path))
    if wish["method"].upper() not in _METHODS:
        raise Problem("INVALID_DATA", {"supported_values": sorted(_METHODS), **_where("method", path)})
    for name in ("params", "headers"):
        if not isinstance(wish.get(name, {}), dict):
            raise Problem("INVALID_DATA", {"expected_data_type": "jsonobject", **_where(name, path)})
    return Part(wish["sub_request_id"], wish, referred(wish))


# -- running -----------------------------------------------------------------------------------------


def _run(call: Call, parts: list[Part], *, stop: bool) -> None:
    """Run each part once what it refers to is there, in the order given."""
    known = {part.id: part for part in parts}
    for part in parts:
        if not part.needs <= known.keys():
            part.error = Problem("INVALID_REFERENCE").body()
    while waiting := [part for part in parts if not part.over]:
        if stop and any(part.failed for part in parts):
            return
        ready = next((part for part in waiting if all(known[one].over for one in part.needs)), None)
        if ready is None:
            for part in waiting:
                part.error = Problem("LOOPING_FOUND").body()
            return
        _execute(call, ready, known)


def _execute(call: Call, part: Part, known: Mapping[str, Part]) -> None:
    bodies = {one: reply.told() for one in part.needs if (reply := known[one].reply) is not None}
    try:
        wish = substituted({key: part.wish.get(key) for key in ("uri", "params", "headers", "body")}, bodies)
        address = _address(wish)
        query = _query(wish, address.query)
        _check(call, wish, query)
    except Missing:
        part.error = Problem("INVALID_REFERENCE").body()
        return
    except Problem as problem:
        part.error = problem.body()
        return
    body = b"" if wish["body"] is None else wire.encode(wish["body"])
    if call.again is None:
        raise TypeError(call)
    try:
        part.reply = call.again(part.wish["method"].upper(), address.path, query, body)
    except Problem as problem:
        part.reply = Reply(problem.status, problem.body())


def _address(wish: Json) -> SplitResult:
    try:
        wish["uri"] = str(wish["uri"])
        return urlsplit(wish["uri"])
    except ValueError:
        raise Problem("INVALID_DATA", {"api_name": "uri"}) from None


def _query(wish: Json, sent: str) -> dict[str, str]:
    query = dict(parse_qsl(sent, keep_blank_values=True))
    query |= {name: str(value) for name, value in (wish["params"] or {}).items()}
    return {"per_page": str(PART_ROWS), **query}


def _check(call: Call, wish: Json, query: Mapping[str, str]) -> None:
    """Refuse what no part may have: more records, a newer version, headers of the whole call."""
    if any(name.lower() in _FORBIDDEN for name in wish["headers"] or {}):
        raise Problem("NOT_ALLOWED", {"api_name": "headers"})
    named = VERSIONS.get(wish["uri"].removeprefix("/crm/").partition("/")[0])
    if named is not None and named.number > call.version.number:
        raise Problem("NOT_SUPPORTED", {"api_name": "uri"}, "the version is above that of the composite call")
    size = query["per_page"]
    if size.isdigit() and int(size) > PART_ROWS:
        raise Problem("LIMIT_EXCEEDED", {"by": "per_page", "limit": PART_ROWS})
    body = wish["body"]
    data = body.get("data") if isinstance(body, dict) else None
    ids = [one for one in query.get("ids", "").split(",") if one]
    if len(data if isinstance(data, list) else ids) > _PART_RECORDS:
        raise Problem("LIMIT_EXCEEDED", {"by": "records", "limit": _PART_RECORDS})
