"""Pages of a list: by number, by token, and the errors of both (api-core §2.2)."""

import secrets
from dataclasses import dataclass
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.page_token import PageToken
from hakobu.emulator.problem import Problem

PAGE = 200
BY_NUMBER = 2000
BY_TOKEN = 100_000
TOKEN_LIFETIME = 24 * 3600
_FREE = frozenset({"page_token", "page", "per_page"})


@dataclass(slots=True)
class Page:
    """The part of a list that a call asks for."""

    number: int
    size: int
    offset: int


def give_token(call: Call, size: int, offset: int) -> str:
    """Make a token for the page that begins at an offset."""
    name = secrets.token_hex(32)
    expires = call.state.clock.now() + TOKEN_LIFETIME
    call.state.page_tokens[name] = PageToken(call.path, _bound(call), size, offset, expires)
    return name


def _take_token(call: Call, name: str) -> Page:
    """Find the page that a token stands for."""
    token = call.state.page_tokens.get(name)
    if token is None or token.path != call.path:
        raise Problem("INVALID_DATA", {"param_name": "page_token"})
    if token.expires <= call.state.clock.now():
        raise Problem("EXPIRED_VALUE", {"param_name": "page_token"})
    size = page_size(call) if "per_page" in call.query else token.per_page
    if token.parameters != _bound(call) or size != token.per_page:
        raise Problem("TOKEN_BOUND_DATA_MISMATCH", {"param_name": "page_token"})
    if token.offset >= BY_TOKEN:
        raise Problem("PAGINATION_LIMIT_EXCEEDED", {"limit": BY_TOKEN})
    return Page(token.offset // size + 1, size, token.offset)


def _bound(call: Call) -> dict[str, str]:
    return {name: value for name, value in call.query.items() if name not in _FREE and value != ""}


def page_size(call: Call) -> int:
    """Read ``per_page``; more than 200 is 200."""
    return min(call.number("per_page", PAGE), PAGE)


def asked_page(call: Call) -> Page:
    """Read which page a call asks for."""
    token = call.query.get("page_token")
    if token and call.version.page_tokens:
        if call.query.get("page"):
            raise Problem(
                "AMBIGUITY_DURING_PROCESSING",
                {"ambiguity_due_to": [{"param_name": "page"}, {"param_name": "page_token"}]},
            )
        return _take_token(call, token)
    size, number = page_size(call), call.number("page", 1)
    if call.version.page_tokens and number * size > BY_NUMBER:
        raise Problem("DISCRETE_PAGINATION_LIMIT_EXCEEDED", {"limit": BY_NUMBER, "param_name": "page"})
    return Page(number, size, (number - 1) * size)


def page_info(page: Page, count: int, *, more: bool) -> dict[str, Any]:
    """Give the part of ``info`` that every list has."""
    return {"per_page": page.size, "count": count, "page": page.number, "more_records": more}
