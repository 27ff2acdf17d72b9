"""What COQL and Bulk Read do not give, and lists of records do: some fields of some modules, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.zoho.ties import TIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["NOT_QUERIED", "beyond", "joined"]

Row = dict[str, Any]

NOT_QUERIED = frozenset({"Notes", *TIES})
"""Modules that COQL does not know: they are read by lists."""

_EVERYWHERE = frozenset({"Layout"})
_BEYOND: dict[str, frozenset[str]] = {
    "Tasks": frozenset({"Remind_At", "Recurring_Activity"}),
    "Events": frozenset({"Participants", "Recurring_Activity"}),
    "Cases": frozenset({"Comments"}),
    "Solutions": frozenset({"Comments"}),
    "Appointments__s": frozenset({"Remind_At"}),
    "Services__s": frozenset({"Available_Dates", "Available_Timings"}),
}
"""Fields of several parts (reminders, people, times), which no row of a query or an export can hold."""


def beyond(module: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names among these that only lists of records show."""
    odd = _BEYOND.get(module, frozenset()) | _EVERYWHERE
    return tuple(name for name in names if name in odd)


def joined(rows: list[Row], listed: Callable[[Sequence[str]], Iterator[list[Row]]]) -> list[Row]:
    """The rows with the fields that ``listed`` gives for their ids; one gone meanwhile is left out."""
    if not rows:
        return rows
    more = {row["id"]: row for page in listed([row["id"] for row in rows]) for row in page}
    return [row | more[row["id"]] for row in rows if row["id"] in more]
