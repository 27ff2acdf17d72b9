"""Scopes: which of them let a call pass (api-core §1.8)."""

from collections.abc import Iterable

_WRITES = frozenset({"create", "update"})
_PREFIX = "zohocrm."


def allows(held: Iterable[str] | None, needed: str) -> bool:
    """Tell whether one of the scopes held covers ``area[.sub].OPERATION``; None holds all."""
    if held is None:
        return True
    full = needed.lower()
    if not full.startswith("zoho"):
        full = _PREFIX + full
    *area, wanted = full.split(".")
    return any(_covers(scope.lower(), area, wanted) for scope in held)


def _covers(scope: str, area: list[str], wanted: str) -> bool:
    *held, operation = scope.split(".")
    # a bare product, such as ZohoCRM.ALL, is no scope
    if held != area[: len(held)] or len(held) < 2:
        return False
    return operation in {"all", wanted} or (operation == "write" and wanted in _WRITES)
