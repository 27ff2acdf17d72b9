"""Scopes: which of them let a call pass (api-core §1.8)."""

from collections.abc import Iterable

_WRITES = frozenset({"create", "update"})
# what one scope brings along: the catalogue lists these as equal
_PREFIX = "zohocrm."


def allows(held: Iterable[str] | None, needed: str) -> bool:
    """Tell whether one of the scopes held covers ``area[.sub].OPERATION``; None holds all."""
    if held is None:
        return True
    *area, wanted = needed.lower().split(".")
    return any(_covers(scope.lower(), area, wanted) for scope in held)


def _covers(scope: str, area: list[str], wanted: str) -> bool:
    if not scope.startswith(_PREFIX):
        return False
    *held, operation = scope.removeprefix(_PREFIX).split(".")
    if held != area[: len(held)] or not held:
        return False
    return operation in {"all", wanted} or (operation == "write" and wanted in _WRITES)
