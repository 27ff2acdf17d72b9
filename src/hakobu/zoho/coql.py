"""COQL as text, safely: quoted values, bracketed pairs of criteria, and queries in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import NotSupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "LatePage",
    "Page",
    "all_of",
    "any_of",
    "column",
    "compare",
    "criteria_in",
    "literal",
    "one_of",
    "select_query",
]

_NAME = re.compile(r"!?[A-Za-z$_][A-Za-z0-9_$]*(?:(?:\.|->)[A-Za-z_][A-Za-z0-9_]*)*\Z")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_WORD = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_RESERVED = frozenset(
    [
        "all",
        "and",
        "any",
        "as",
        "asc",
        "avg",
        "between",
        "by",
        "count",
        "desc",
        "distinct",
        "exists",
        "external",
        "from",
        "group",
        "having",
        "in",
        "is",
        "join",
        "like",
        "limit",
        "max",
        "min",
        "not",
        "null",
        "offset",
        "on",
        "or",
        "order",
        "select",
        "set",
        "sum",
        "table",
        "union",
        "where",
    ]
)
_OPERATORS = ("=", "!=", ">", ">=", "<", "<=", "like", "not like")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one answer; ``more`` tells that Zoho has others."""

    rows: list[dict[str, Any]]
    more: bool

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def edges(self) -> tuple[int, int] | None:
        """The first and the last id of rows in the order of their ids; None without rows."""
        return (int(self.rows[0]["id"]), int(self.rows[-1]["id"])) if self.rows else None


class LatePage:
    """The same, of which only two ids are read at first: where to go on is known before all is decoded.

    ``down`` tells that the rows come from the greatest id.
    """

    def __init__(self, body: bytes, *, down: bool = False) -> None:
        found = _ENDS.decode(body) if body else _Ends([])
        self._body, self._down = body, down
        self.size = len(found.data)
        self.more = found.info.more_records
        self.edges: tuple[int, int] | None = None
        if found.data:
            first, last = (int(_ID.decode(row).id) for row in (found.data[0], found.data[-1]))
            self.edges = (last, first) if down else (first, last)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, decoded anew each time."""
        rows: list[dict[str, Any]] = _ROWS.decode(self._body)["data"] if self.edges else []
        return rows[::-1] if self._down else rows


class _Id(msgspec.Struct):
    id: str


class _Info(msgspec.Struct):
    more_records: bool = False


class _Ends(msgspec.Struct):
    data: list[msgspec.Raw] = []
    info: _Info = msgspec.field(default_factory=_Info)


_ENDS = msgspec.json.Decoder(_Ends)
_ID = msgspec.json.Decoder(_Id)
_ROWS = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def literal(value: object) -> str:
    """A value as COQL writes it: text and ids in quotes, quotes doubled; numbers bare."""
    if isinstance(value, bool):
        return "'true'" if value else "'false'"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise NotSupportedError(f"COQL has no form for a {type(value).__name__}.", next_step="Give it as text.")


def column(name: str) -> str:
    """A field's name or path; quoted where COQL would misread it, refused where it is none."""
    if not _NAME.match(name):
        raise NotSupportedError(
            f"{name!r} is no field of COQL.", where="COQL", next_step="Use API names, such as Last_Name."
        )
    return f"'{name}'" if "->" in name or name.lower() in _RESERVED else name


def compare(field: str, operator: str, value: object) -> str:
    """One criterion, such as ``Last_Name = 'O''Neil'``; ``None`` asks for empty fields."""
    if operator not in _OPERATORS:
        raise NotSupportedError(f"{operator!r} is no operator of COQL.", valid=_OPERATORS)
    if value is None:
        return f"{column(field)} is {'not ' if operator == '!=' else ''}null"
    return f"{column(field)} {operator} {literal(value)}"


def one_of(field: str, values: Sequence[object]) -> str:
    """``field in (…)``."""
    return f"{column(field)} in ({', '.join(literal(value) for value in values)})"


def all_of(*criteria: str) -> str:
    """Criteria joined by ``and``, in nested pairs as Zoho wants them."""
    return _paired("and", criteria)


def any_of(*criteria: str) -> str:
    """Criteria joined by ``or``, in nested pairs."""
    return _paired("or", criteria)


def select_query(module: str, columns: Sequence[str], *, where: str, limit: int) -> str:
    """A query ordered by id, so that the next page begins after the last id of this one."""
    names = ", ".join(column(name) for name in columns) or "id"
    return f"select {names} from {column(module)} where {where} order by id asc limit {limit}"


def _paired(word: str, criteria: Sequence[str]) -> str:
    kept = [each for each in criteria if each]
    if not kept:
        return ""
    joined = kept[0]
    for index, each in enumerate(kept[1:]):
        left = f"({joined})" if index or _is_compound(joined) else joined
        right = f"({each})" if _is_compound(each) else each
        joined = f"{left} {word} {right}"
    return joined


def criteria_in(where: str) -> int:
    """How many comparisons a condition holds, or a few more."""
    return len(_WORD.findall(_QUOTED.sub("''", where))) + bool(where)


def _is_compound(criterion: str) -> bool:
    """Whether it holds an ``and`` or ``or`` of its own, outside of quotes."""
    return criteria_in(criterion) > 1
