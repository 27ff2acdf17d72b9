"""Reads what the control door is asked for, and says plainly what is wrong with it."""

from typing import Any


class WishError(ValueError):
    """The control door cannot do what it was asked."""


def mapping(value: Any, name: str) -> dict[str, Any]:
    """Take an object."""
    if not isinstance(value, dict):
        raise WishError(f"{name} must be an object")
    return value


def sequence(value: Any, name: str) -> list[Any]:
    """Take a list."""
    if not isinstance(value, list):
        raise WishError(f"{name} must be a list")
    return value


def number(wish: dict[str, Any], name: str) -> float:
    """Take a number."""
    value = wish.get(name)
    if isinstance(value, bool) or (not isinstance(value, int | float) and type(value).__name__ != "Decimal"):
        raise WishError(f"{name} must be a number")
    return float(value)  # type: ignore[arg-type]
