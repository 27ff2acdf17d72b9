"""Answers what lies under ``/_emulator/``; it is neither counted, nor priced, nor delayed."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from hakobu.emulator import wire
from hakobu.emulator.clock import Zone, parse_moment
from hakobu.emulator.control.features import set_currencies, set_pipelines, set_rights
from hakobu.emulator.control.seed import seed
from hakobu.emulator.control.tokens import change_tokens
from hakobu.emulator.control.wish import WishError, mapping, number, whole
from hakobu.emulator.edition import EDITIONS
from hakobu.emulator.fault import FaultError
from hakobu.emulator.habit import HABITS, HabitError
from hakobu.emulator.ids import parse_id
from hakobu.emulator.organisation import REGIONS
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.state import State
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
Wish = Callable[[Json], Any]
_ROOT = "/_emulator"
_LONGEST = 3_000_000_000  # seconds: some 95 years at once
_MOST_KEPT = 10_000_000


class Door:
    """The control door of one emulator."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._wishes: dict[tuple[str, str], Wish] = {
            ("POST", "reset"): self._reset,
            ("POST", "seed"): lambda wish: seed(self._state, wish),
            ("GET", "stats"): self._stats,
            ("GET", "journal"): self._journal,
            ("POST", "journal"): self._set_journal,
            ("POST", "clock"): self._clock,
            ("GET", "clock"): self._clock,
            ("POST", "org"): self._org,
            ("GET", "org"): self._org,
            ("POST", "latency"): self._latency,
            ("POST", "faults"): self._order,
            ("GET", "faults"): self._orders,
            ("DELETE", "faults"): self._no_faults,
            ("GET", "jobs"): self._jobs,
            ("POST", "jobs"): self._finish_jobs,
            ("POST", "tokens"): lambda wish: change_tokens(self._state, wish),
        }

        self._changes: dict[str, Callable[[Any], None]] = {
            "edition": self._edition,
            "region": self._region,
            "api_domain": self._text("api_domain"),
            "time_zone": self._set_zone,
            "company_name": self._text("company_name"),
            "locale": self._text("locale"),
            "environment": self._text("environment"),
            "licences": self._licences,
            "users": self._licences,
            "search_lag": self._search_lag,
            "credits_left": self._credits_left,
            "strict_picklists": self._strict,
            "coql_brackets": self._brackets,
            "current_user": self._change_user,
            "pipelines": lambda wish: set_pipelines(self._state, wish),
            "field_rights": lambda wish: set_rights(self._state, wish),
            "multi_currency": lambda wish: set_currencies(self._state, wish),
            **{name: self._habit(name) for name in HABITS},
        }

    def answer(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        """Do what is asked, or say what is wrong with it."""
        parts = path.removeprefix(_ROOT).strip("/").split("/")
        try:
            if len(parts) == 2 and parts[0] == "records" and method == "GET":
                return Reply(200, self._raw(parts[1], query))
            act = self._wishes.get((method, "/".join(parts)))
            if act is None:
                known = sorted(f"{verb} {_ROOT}/{name}" for verb, name in self.wishes())
                return Reply(404, {"error": "no such wish", "known": known})
            wish = dict(query) if method == "GET" else wire.decode(body) if body.strip() else {}
            return Reply(200, act(wish if parts == ["faults"] else mapping(wish, "the body")))
        except (WishError, FaultError, HabitError, wire.NotJsonError, ZoneInfoNotFoundError) as error:
            return Reply(400, {"error": str(error)})

    def wishes(self) -> list[tuple[str, str]]:
        """Give method and name of all that can be asked."""
        return [*self._wishes, ("GET", "records/{module}")]

    def settings(self) -> list[str]:
        """Name what can be set of the organisation."""
        return list(self._changes)

    # -- state -----------------------------------------------------------------------------------

    def _reset(self, _: Json) -> Json:
        self._state.found()
        return self._org({})

    def _stats(self, _: Json) -> Json:
        state = self._state
        spent, allowance = state.credits.spent(), state.org.allowance()
        return {
            "calls": {name: dict(counts) for name, counts in sorted(state.journal.calls.items())},
            "credits": spent,
            "credits_allowance": allowance,
            "credits_left": allowance - spent,
            "in_flight": state.traffic.running,
            "peak_concurrency": state.traffic.peak,
            "peak_sub_concurrency": state.traffic.sub_peak,
            "records": {name: len(table.rows) for name, table in state.tables.items()},
            "deleted": {name: len(table.bin) for name, table in state.tables.items()},
            "requests": state.journal.total,
        }

    def _journal(self, wish: Json) -> Json:
        journal = self._state.journal
        limit = whole(wish.get("limit", "1000"), "limit")
        return {"total": journal.total, "requests": journal.listed(limit, wish.get("operation"))}

    def _set_journal(self, wish: Json) -> Json:
        journal = self._state.journal
        if "bodies" in wish:
            journal.bodies = max(0, int(number(wish, "bodies", _MOST_KEPT)))
        if "keep" in wish:
            journal.keep(max(0, int(number(wish, "keep", _MOST_KEPT))))
        if wish.get("clear") is True:
            journal.entries.clear()
            journal.calls.clear()
        return {"bodies": journal.bodies, "keep": journal.entries.maxlen}

    def _clock(self, wish: Json) -> Json:
        clock = self._state.clock
        if "now" in wish:
            try:
                clock.set(parse_moment(str(wish["now"])), stopped=wish.get("stopped") is True)
            except (ValueError, OverflowError):
                raise WishError("now must be a time such as 2026-11-23T10:00:00+09:00") from None
        elif "stopped" in wish:
            clock.set(clock.now(), stopped=wish["stopped"] is True)
        if "advance" in wish:
            clock.advance(number(wish, "advance", _LONGEST))
        return {"now": Zone("UTC").render(clock.second()), "stopped": clock.stopped_at is not None}

    # -- organisation ----------------------------------------------------------------------------

    def _org(self, wish: Json) -> Json:
        for name, value in wish.items():
            change = self._changes.get(name)
            if change is None:
                raise WishError(f"{name} cannot be set; these can: {sorted(self._changes)}")
            change(value)
        return self._org_picture()

    def _edition(self, value: Any) -> None:
        if value not in EDITIONS:
            raise WishError(f"edition must be one of {sorted(EDITIONS)}")
        self._state.org.edition = EDITIONS[value]

    def _region(self, value: Any) -> None:
        region = str(value).lower()
        if region not in REGIONS:
            raise WishError(f"region must be one of {sorted(REGIONS)}")
        self._state.org.region = region

    def _text(self, name: str) -> Callable[[Any], None]:
        return lambda value: setattr(self._state.org, name, str(value))

    def _set_zone(self, value: Any) -> None:
        self._state.org.zone = Zone(str(value))

    def _licences(self, value: Any) -> None:
        self._state.org.licences = int(number({"licences": value}, "licences"))

    def _search_lag(self, value: Any) -> None:
        self._state.org.search_lag = number({"search_lag": value}, "search_lag")

    def _credits_left(self, value: Any) -> None:
        left = int(number({"credits_left": value}, "credits_left"))
        self._state.credits.leave(left, self._state.org.allowance())

    def _brackets(self, value: Any) -> None:
        if value is not None and not isinstance(value, bool):
            raise WishError("coql_brackets must be true, false or null (by version)")
        self._state.bracket_rule = value

    def _habit(self, name: str) -> Callable[[Any], None]:
        return lambda value: self._state.habits.set(name, value)

    def _org_picture(self) -> Json:
        state, org = self._state, self._state.org
        return {
            "id": str(org.id),
            "zgid": org.zgid,
            "edition": org.edition.name,
            "region": org.region,
            "api_domain": org.api_domain,
            "time_zone": org.zone.name,
            "locale": org.locale,
            "environment": org.environment,
            "company_name": org.company_name,
            "licences": org.licences,
            "search_lag": org.search_lag,
            "pipelines": org.pipelines,
            "multi_currency": org.currencies,
            "credits_left": org.allowance() - state.credits.spent(),
            "current_user": str(state.current_user.id),
            "users": [
                {"id": str(one.id), "name": one.full_name, "email": one.email, "status": one.status}
                for one in state.users.values()
            ],
            **state.habits.all(),
        }

    def _change_user(self, user_id: Any) -> None:
        user = self._state.users.get(parse_id(user_id) or 0)
        if user is None:
            raise WishError(f"no user {user_id!r}")
        self._state.current_user = user

    def _strict(self, wish: Any) -> None:
        """True, False, or a list of ``Module.Field``."""
        chosen = set(wish) if isinstance(wish, list) else None
        for table in self._state.tables.values():
            for field in table.module.fields.values():
                name = f"{table.module.api_name}.{field.api_name}"
                if field.choices:
                    field.strict = name in chosen if chosen is not None else wish is True
        self._state.schema_changes += 1

    def _latency(self, wish: Json) -> Json:
        self._state.latency = number(wish, "ms") / 1000
        return {"ms": self._state.latency * 1000}

    # -- jobs ------------------------------------------------------------------------------------

    def _jobs(self, _: Json) -> Json:
        jobs = self._state.jobs
        jobs.tick()
        return {
            "jobs": [
                {"id": str(one.id), "kind": one.kind, "state": jobs.phase(one), "rows": one.rows}
                for one in jobs.jobs.values()
            ]
        }

    def _finish_jobs(self, _: Json) -> Json:
        self._state.jobs.finish()
        return self._jobs({})

    # -- faults ----------------------------------------------------------------------------------

    def _order(self, wish: Any) -> Json:
        wishes = wish if isinstance(wish, list) else [wish]
        orders = []
        for one in wishes:
            plain = {
                key: float(value) if isinstance(value, Decimal) else value
                for key, value in mapping(one, "a fault").items()
            }
            orders.append(self._state.faults.order(plain))
        return {"ids": [one.id for one in orders]}

    def _orders(self, _: Json) -> Json:
        return {
            "faults": [
                {"id": one.id, "kind": one.kind, "hits": one.hits, "times": one.times}
                for one in self._state.faults.orders
            ]
        }

    def _no_faults(self, _: Json) -> Json:
        self._state.faults.clear()
        return {"faults": []}

    # -- records ---------------------------------------------------------------------------------

    def _raw(self, module: str, query: Mapping[str, str]) -> Json:
        table = self._state.tables.get(module)
        if table is None:
            raise WishError(f"no module {module!r}; there are {sorted(self._state.tables)}")
        if "id" in query:
            ids = [parse_id(one) or 0 for one in query["id"].split(",")]
            rows = list(table.pick(ids))
        else:
            limit = whole(query.get("limit", "1000"), "limit")
            rows = [table.rows[one] for one in table.order[:limit]]
        return {"total": len(table.rows), "records": [raw(table, row) for row in rows]}


def raw(table: Table, row: Row) -> Json:
    """Give a record as stored: ids as text, moments in UTC, numbers exact."""
    utc = Zone("UTC")
    shown: Json = {}
    for name, field in table.module.fields.items():
        value = row[field.slot]
        if value is not None and field.data_type == "datetime":
            value = utc.render(value)
        elif (type(value) is int and field.kind.operators == "lookup") or field.data_type == "bigint":
            value = None if value is None else str(value)
        shown[name] = value
    return shown
