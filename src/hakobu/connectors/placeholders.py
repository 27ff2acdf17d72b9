"""Parameters in what is read: ``{name}`` in a query, a condition or a file's name.

A value is never pasted as text: SQLite binds it, the other sources get it as a quoted literal of their own
dialect. ``{{name}}`` stands for ``{name}`` itself; every other brace is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.model import Read

__all__ = ["filled", "literal", "names_in", "unfilled", "with_values"]

STAND_IN = "0"  # where a query is looked at before its run gives values

_PLACE = re.compile(r"\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NAMED = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_ESCAPING = {"clickhouse", "snowflake", "bigquery"}  # a backslash begins an escape, whatever the settings
_PLAIN = re.compile(r"[^'\\]*\Z")


def names_in(text: str | None) -> tuple[str, ...]:
    """Name the parameters that a text uses."""
    return tuple(dict.fromkeys(found[2] for found in _PLACE.finditer(text or "") if found[2]))


def filled(text: str, put: Callable[[str], str]) -> str:
    """Give a text with ``put(name)`` in the place of each parameter."""
    return _PLACE.sub(lambda found: f"{{{found[1]}}}" if found[1] else put(found[2]), text)


def unfilled(text: str) -> str:
    """Give a text that ``filled`` turns into this one, whatever stands in braces in it."""
    return _NAMED.sub(r"{{\1}}", text)


def literal(value: str | int, connector: str) -> str:
    """Write a value as a literal of a source's own language, whatever stands in it."""
    if isinstance(value, int):
        return str(value)
    if connector in _ESCAPING:
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
        return f"'{escaped}'"
    if _PLAIN.match(value) and connector != "sql-server":
        return f"'{value}'"
    if connector == "mysql":  # what a backslash means there depends on the server's mode; hexadecimals do not
        return f"_utf8mb4 X'{value.encode().hex()}'"
    if connector == "postgresql" and "\\" in value:  # likewise, but E'…' is read in one way
        escaped = value.replace("\\", "\\\\").replace("'", "''")
        return f"E'{escaped}'"
    doubled = value.replace("'", "''")
    mark = "N" if connector == "sql-server" else ""  # what no code page holds stays as it is
    return f"{mark}'{doubled}'"


def with_values(read: Read, connector: str, put: Callable[[str], str] | None = None) -> Read:
    """Give a read whose query and condition have literals (or what ``put`` gives) for their parameters."""

    def written(name: str) -> str:
        return literal(read.parameters.get(name, STAND_IN), connector)

    query = filled(read.query, put or written) if read.query is not None else None
    where = filled(read.where, put or written) if read.where is not None else None
    return replace(read, query=query, where=where)
