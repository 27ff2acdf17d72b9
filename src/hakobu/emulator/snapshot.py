"""What of the state, beside the records, lasts beyond the process: as plain JSON and back."""

from collections import deque
from typing import Any

import msgspec

from hakobu.emulator.clock import Zone
from hakobu.emulator.edition import EDITIONS
from hakobu.emulator.ids import Ids
from hakobu.emulator.oauth.token import Access, Client, Grant
from hakobu.emulator.organisation import Named, Organisation, User
from hakobu.emulator.schema.module import Module
from hakobu.emulator.state import State

Json = dict[str, Any]
_MINUTE = 60


def core_of(state: State) -> Json:
    """Give organisation, users, clock, ids, credits and tokens."""
    org, clock = state.org, state.clock
    return {
        "ids": [state.ids.prefix, state.ids.last],
        "clock": [clock.shift, clock.stopped_at],
        "org": {
            "id": org.id,
            "zgid": org.zgid,
            "primary_zuid": org.primary_zuid,
            "edition": org.edition.name,
            "company_name": org.company_name,
            "region": org.region,
            "api_domain": org.api_domain,
            "zone": org.zone.name,
            "locale": org.locale,
            "environment": org.environment,
            "licences": org.licences,
            "search_lag": org.search_lag,
            "pipelines": org.pipelines,
            "currencies": org.currencies,
            "created": org.created,
        },
        "users": list(state.users.values()),
        "current_user": state.current_user.id,
        "profiles": state.profiles,
        "roles": state.roles,
        "habits": state.habits.all(),
        "credits": _by_minute(state.credits.entries()),
        "tokens": _tokens_of(state),
    }


def _by_minute(entries: list[list[int]]) -> list[list[int]]:
    """Gather credits by minute, so that a day of calls stays small."""
    minutes: dict[int, int] = {}
    for second, cost in entries:
        minute = second - second % _MINUTE
        minutes[minute] = minutes.get(minute, 0) + cost
    return [[second, cost] for second, cost in minutes.items()]


def _tokens_of(state: State) -> Json:
    tokens = state.tokens
    return {
        "throttle": tokens.throttle,
        "consent_refused": tokens.consent_refused,
        "scopes": tokens.scopes,
        "clients": list(tokens.clients.values()),
        "revoked": sorted(tokens.revoked),
        "grants": [
            {
                "refresh_token": one.refresh_token,
                "client_id": one.client_id,
                "scopes": one.scopes,
                "region": one.region,
                "given_here": one.given_here,
                "ring": list(one.ring),
                "creations": list(one.creations),
            }
            for one in tokens.grants.values()
        ],
        "access": [[one.token, one.grant.refresh_token, one.expires] for one in tokens.access.values()],
    }


def restore_core(state: State, core: Json) -> None:
    """Take back what ``core_of`` gave."""
    state.ids = Ids(*core["ids"])
    state.clock.shift, state.clock.stopped_at = core["clock"]
    org = dict(core["org"])
    org |= {"edition": EDITIONS[org["edition"]], "zone": Zone(org["zone"])}
    state.org = Organisation(**org)
    users = msgspec.convert(core["users"], list[User])
    state.users = {user.id: user for user in users}
    state.current_user = state.users[core["current_user"]]
    state.profiles = msgspec.convert(core["profiles"], list[Named])
    state.roles = msgspec.convert(core["roles"], list[Named])
    state.forget_references()
    state.habits.restore(core.get("habits", {}))
    state.credits.restore(core["credits"])
    _restore_tokens(state, core["tokens"])


def _restore_tokens(state: State, kept: Json) -> None:
    tokens = state.tokens
    tokens.throttle, tokens.consent_refused = kept["throttle"], kept["consent_refused"]
    tokens.scopes = _scopes(kept["scopes"])
    tokens.revoked = set(kept["revoked"])
    tokens.clients = {one.id: one for one in msgspec.convert(kept["clients"], list[Client])}
    for one in kept["grants"]:
        tokens.grants[one["refresh_token"]] = Grant(
            one["refresh_token"],
            one["client_id"],
            _scopes(one["scopes"]),
            one["region"],
            deque(one["ring"]),
            deque(one["creations"]),
            given_here=one["given_here"],
        )
    for token, refresh, expires in kept["access"]:
        grant = tokens.grants.get(refresh)
        if grant is not None:
            tokens.access[token] = Access(token, grant, expires)


def _scopes(kept: list[str] | None) -> tuple[str, ...] | None:
    return None if kept is None else tuple(kept)


def schema_of(state: State) -> list[Module]:
    """Give the modules with all their fields, in the order of their slots."""
    return [table.module for table in state.tables.values()]


def modules_from(kept: bytes) -> list[Module]:
    """Read modules back."""
    return msgspec.json.decode(kept, type=list[Module])
