"""The way of a call through the API: found, admitted, charged, answered, noted."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from hakobu.emulator.bulk.upload import odd_refusal
from hakobu.emulator.call import Call, not_emulated
from hakobu.emulator.composite import PART_ROWS
from hakobu.emulator.edition import SUB_CONCURRENCY
from hakobu.emulator.fault import JOB_KINDS, Fault
from hakobu.emulator.oauth.scope import allows
from hakobu.emulator.oauth.token import Access
from hakobu.emulator.operation import Operation, names
from hakobu.emulator.problem import CODES, Problem
from hakobu.emulator.route import Route, Routes
from hakobu.emulator.state import State
from hakobu.emulator.version import VERSIONS, Version
from hakobu.emulator.wire import Reply

_RESERVED = frozenset(
    {"settings", "org", "users", "coql", "__apis", "actions", "upload", "files", "bulk", "bulk-write"}
)
_FAULT_CODES = {429: "TOO_MANY_REQUESTS", 500: "INTERNAL_ERROR", 503: "SERVICE_UNAVAILABLE"}


Read = Callable[[], Awaitable[bytes]]


class Dropped(Exception):  # noqa: N818 -- an order carried out
    """The connection is to be cut without an answer."""


@dataclass(slots=True)
class Visit:
    """One request on its way: what came, what became of it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base_url: str
    begun: float
    operation: str = "unknown"
    module: str | None = None
    version: Version | None = None
    access: Access | None = None
    credits: int = 0
    records: int = 0
    fault: str | None = None
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What a path and a method name."""

    operation: Operation
    args: dict[str, str]
    version: Version


def _ordered_problem(fault: Fault) -> Problem:
    code = fault.code or _FAULT_CODES.get(fault.status, "INTERNAL_ERROR")
    known = code if code in CODES else "INTERNAL_ERROR"
    problem = Problem(known, dict(fault.details), fault.message, fault.status)
    problem.code = code
    return problem


class Api:
    """Answers what lies under ``/crm/``."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._routes = Routes()

    async def answer(self, visit: Visit, read: Read) -> Reply:
        """Answer a call; raises ``Problem`` and ``Dropped``."""
        state = self._state
        route = self.find(visit)
        operation = route.operation
        visit.faults = state.faults.strike(operation.name, visit.method, visit.path, visit.module)
        await self.strike_before(visit)
        self._let_in(visit, operation)
        traffic = state.traffic
        traffic.enter(state.org.edition.concurrency, operation.slots)
        try:
            call = self._call(visit, route, await read())
            costly = operation.costly(call)
            if costly:
                traffic.enter_sub(SUB_CONCURRENCY)
            try:
                return await self._work(visit, operation, call)
            finally:
                if costly:
                    traffic.leave_sub()
        finally:
            traffic.leave(operation.slots)

    async def _work(self, visit: Visit, operation: Operation, call: Call) -> Reply:
        """Answer a call that was let in; it holds its slot for its whole least duration."""
        try:
            self._charge(visit, operation.price(call))
            self._check_needs(visit, operation, call)
            reply = operation.answer(call)
        except Problem:
            await self._pause(visit)
            raise
        visit.records = reply.records
        if reply.extra:
            self._charge(visit, reply.extra)
        await self.strike_after(visit)
        await self._pause(visit)
        return self.distort(visit, reply)

    def _call(self, visit: Visit, route: Found, body: bytes) -> Call:
        return Call(
            self._state,
            visit.method,
            visit.path,
            route.version,
            route.args,
            visit.query,
            visit.headers,
            body,
            visit.base_url,
            [fault for fault in visit.faults if fault.kind == "refuse_record"],
            [fault for fault in visit.faults if fault.kind in JOB_KINDS],
            lambda *part: self._part(visit, *part),
        )

    def _part(self, whole: Visit, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        """Answer a part of a composite call: within its slot and its price, with its own scope."""
        visit = Visit(method, path, query, whole.headers, whole.base_url, whole.begun, access=whole.access)
        route = self.find(visit)
        operation = route.operation
        if not operation.part:
            raise Problem("NOT_SUPPORTED", message="the call cannot be a part of a composite call")
        visit.faults = self._state.faults.strike(operation.name, method, path, visit.module)
        for fault in visit.faults:
            if fault.kind == "status" and not fault.after:
                raise _ordered_problem(fault)
        if visit.access is not None:
            self._demand(visit.access, operation.scopes, visit.module)
        call = self._call(visit, route, body)
        call.most = PART_ROWS
        operation.price(call)
        self._check_needs(visit, operation, call)
        return operation.answer(call)

    # -- admission -------------------------------------------------------------------------------

    def _let_in(self, visit: Visit, operation: Operation) -> None:
        try:
            self._authenticate(visit, operation)
        except Problem as problem:
            raise odd_refusal(problem) if operation.odd else problem from None

    def _authenticate(self, visit: Visit, operation: Operation) -> None:
        scheme, _, token = visit.headers.get("Authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() not in {"zoho-oauthtoken", "bearer"} or not token:
            raise Problem("AUTHENTICATION_FAILURE")
        access = self._state.tokens.valid(token, self._state.org.region)
        if access is None:
            raise Problem("INVALID_TOKEN")
        visit.access = access
        self._demand(access, operation.scopes, visit.module)

    def _demand(self, access: Access, needed: tuple[str, ...], module: str | None) -> None:
        """Refuse a token whose scopes do not cover a call; all custom modules share one scope."""
        table = self._state.tables.get(module or "")
        area = "custom" if table is None else table.module.scope
        held = self._state.tokens.scopes or access.grant.scopes
        if not all(allows(held, one.replace("*", area)) for one in needed):
            raise Problem("OAUTH_SCOPE_MISMATCH")

    def _check_needs(self, visit: Visit, operation: Operation, call: Call) -> None:
        """What a body names, such as the module of a query, needs its own scope too."""
        for place, (scope, module) in enumerate(operation.needs(call)):
            if place == 0:
                visit.module = module
            if visit.access is not None:
                self._demand(visit.access, (scope,), module)

    def _charge(self, visit: Visit, cost: int) -> None:
        state = self._state
        if state.credits.spent() + cost > state.org.allowance():
            raise Problem("TOO_MANY_REQUESTS", message="the API credits of the last 24 hours are used up")
        state.credits.spend(cost)
        visit.credits += cost

    # -- faults ----------------------------------------------------------------------------------

    async def strike_before(self, visit: Visit) -> None:
        """Carry out the faults that come before the work is done."""
        for fault in visit.faults:
            if fault.kind == "slow":
                visit.fault = fault.kind
                await asyncio.sleep(fault.ms / 1000)
            elif fault.kind == "drop_before":
                visit.fault = fault.kind
                raise Dropped
            elif fault.kind == "expired_token":
                visit.fault = fault.kind
                raise Problem("INVALID_TOKEN")
            elif fault.kind == "status" and not fault.after:
                visit.fault = fault.kind
                raise _ordered_problem(fault)

    async def strike_after(self, visit: Visit) -> None:
        """Carry out the faults that come after the work is done."""
        for fault in visit.faults:
            if fault.kind == "drop_after":
                visit.fault = fault.kind
                await self._pause(visit)
                raise Dropped
            if fault.kind == "status" and fault.after:
                visit.fault = fault.kind
                await self._pause(visit)
                raise _ordered_problem(fault)

    async def _pause(self, visit: Visit) -> None:
        """Hold the call's slot until its least duration is over."""
        rest = visit.begun + self._state.latency - time.monotonic()
        if rest > 0:
            await asyncio.sleep(rest)

    @staticmethod
    def distort(visit: Visit, reply: Reply) -> Reply:
        """Put something else in the place of the answer, where that was ordered."""
        for fault in visit.faults:
            if fault.kind == "html":
                visit.fault = fault.kind
                page = b"<html><body><h1>Bad Gateway</h1></body></html>"
                status = fault.status if fault.status != 500 else 502
                return Reply(status, raw=page, content_type="text/html;charset=UTF-8")
            if fault.kind == "empty":
                visit.fault = fault.kind
                return Reply(200, raw=b"")
        return reply

    # -- finding ---------------------------------------------------------------------------------

    def find(self, visit: Visit) -> Found:
        """Find the operation; what Zoho has and the emulator has not is told apart from a wrong path."""
        segments = [unquote(one) for one in visit.path.split("/")[2:]]
        if segments[:1] == ["bulk"]:
            # the bulk calls name their version last: the patterns have it first, as all others
            segments[:2] = [*segments[1:2], "bulk"]
        elif segments[1:2] == ["bulk"]:
            raise Problem("INVALID_URL_PATTERN")
        version = VERSIONS.get(segments[0]) if segments else None
        if version is None:
            raise Problem("INVALID_URL_PATTERN")
        visit.version = version
        parts = segments[1:]
        if parts and not parts[-1]:
            parts.pop()
        route = self._routes.find(visit.method, parts)
        if route is None or (len(parts) <= 2 and self._is_wrong(route, parts)):
            raise Problem("INVALID_URL_PATTERN")
        return Found(self._operation_of(visit, route), route.args, version)

    @staticmethod
    def _is_wrong(route: Route, parts: list[str]) -> bool:
        named = route.args.get("module")
        return named in _RESERVED and parts[0] == named

    def _operation_of(self, visit: Visit, route: Route) -> Operation:
        visit.module = route.args.get("module") or visit.query.get("module")
        if route.operation is not None:
            visit.operation = route.operation.name
            return route.operation
        if route.refused:
            raise Problem("INVALID_REQUEST_METHOD")
        visit.operation = "not_emulated"
        raise not_emulated(self._state, f"{visit.method} {visit.path} is not emulated", names())
