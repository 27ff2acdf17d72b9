"""Canonical text: the one form in which values are checked, compared, stored and planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.mapping.fields import FieldLike

__all__ = ["canonical_of", "canonical_sql", "normal_key", "normal_key_sql", "wire"]


def canonical_of(field: FieldLike, value: Any) -> str | None:
    """Give the canonical text of a value read from Zoho's JSON."""
    raise NotImplementedError


def wire(field: FieldLike) -> Callable[[str | None], Any]:
    """Give the function that turns the field's canonical text into the JSON value to send."""
    raise NotImplementedError


def canonical_sql(field: FieldLike, column: str) -> str:
    """Give ``canonical_of`` as DuckDB SQL over ``column``, an SQL expression of text read from Zoho."""
    raise NotImplementedError


def normal_key(value: str) -> str:
    """Normalise a key as Zoho compares: without blanks around it, in lower case."""
    raise NotImplementedError


def normal_key_sql(column: str) -> str:
    """Give ``normal_key`` as DuckDB SQL over ``column``."""
    raise NotImplementedError
