"""What the control door can do to clients, grants and tokens."""

from typing import Any

from hakobu.emulator.control.wish import WishError, mapping, sequence, texts
from hakobu.emulator.oauth.token import Client
from hakobu.emulator.state import State

Json = dict[str, Any]


def change_tokens(state: State, wish: Json) -> Json:
    """``POST /_emulator/tokens``."""
    tokens, done = state.tokens, {}
    if "throttle" in wish:
        tokens.throttle = wish["throttle"] is True
    if "refuse_consent" in wish:
        tokens.consent_refused = wish["refuse_consent"] is True
    if "scopes" in wish:
        tokens.scopes = None if wish["scopes"] is None else tuple(texts(wish["scopes"], "scopes"))
    if wish.get("expire") is True:
        done["expired"] = tokens.expire()
    for name in texts(wish.get("revoke", []), "revoke"):
        tokens.revoke(name)
        tokens.revoked.add(name)
    _move(state, mapping(wish.get("regions", {}), "regions"))
    for one in sequence(wish.get("clients", []), "clients"):
        _register(state, mapping(one, "clients"))
    for kind in texts(wish.get("issue", []), "issue"):
        done.update(_issue(state, kind, wish))
    return {
        **done,
        "region": state.org.region,
        "throttle": tokens.throttle,
        "scopes": tokens.scopes,
        "access_tokens": len(tokens.access),
        "refresh_tokens": len(tokens.grants),
    }


def _move(state: State, regions: Json) -> None:
    """Declare that refresh tokens belong to other data centres."""
    for name, region in regions.items():
        place = str(region).lower()
        grant = state.tokens.grants.get(name) or state.tokens.grant(name, None, None, place)
        grant.region = place


def _register(state: State, wish: Json) -> None:
    if not isinstance(wish.get("id"), str) or not isinstance(wish.get("secret"), str):
        raise WishError("clients need id and secret")
    uris = texts(wish.get("redirect_uris", []), "redirect_uris")
    state.tokens.clients[wish["id"]] = Client(wish["id"], wish["secret"], uris)


def _issue(state: State, kind: str, wish: Json) -> Json:
    tokens = state.tokens
    client = None if wish.get("client_id") is None else str(wish["client_id"])
    scopes = tuple(texts(wish.get("grant_scopes") or [], "grant_scopes")) or None
    if kind == "code":
        return {"code": tokens.code(client, scopes, lifetime=600).code}
    if kind not in {"refresh_token", "access_token"}:
        raise WishError("issue takes code, refresh_token and access_token")
    grant = tokens.new_grant(client, scopes, state.org.region)
    if kind == "refresh_token":
        return {"refresh_token": grant.refresh_token}
    return {"access_token": tokens.create(grant).token}
