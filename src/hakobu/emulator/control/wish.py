"""Reads what the control door is asked for, and says plainly what is wrong with it."""

from decimal import Decimal
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


def texts(value: Any, name: str) -> list[str]:
    """Take a list of texts."""
    if not all(isinstance(one, str) for one in sequence(value, name)):
        raise WishError(f"{name} must be a list of texts")
    return list(value)


def number(wish: dict[str, Any], name: str, most: float = 1e12) -> float:
    """Take a number."""
    value = wish.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise WishError(f"{name} must be a number")
    if not -most <= value <= most:
        raise WishError(f"{name} is out of range")
    return float(value)


def whole(text: str, name: str) -> int:
    """Take a whole number from a query."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise WishError(f"{name} must be a whole number")
    return int(text)
