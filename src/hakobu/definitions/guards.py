"""The limits of a job in a file: numbers and shares, for the job and for a task of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hakobu.definitions.field_map import read_choice
from hakobu.definitions.keys import CANARY, GUARDS
from hakobu.model import Canary, Guards, Limit

if TYPE_CHECKING:
    from hakobu.definitions.cursor import Cursor

__all__ = ["read_canary", "read_guards", "read_limit"]

LIMITS = ("creates", "updates", "deletes", "changes", "invalid")
LATEST = 3_650  # days; more is a slip of the keyboard
MOST = 10**12
FORMS = "Write a number such as 100, or a share such as 5%."

_SHARE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?%\Z")


def read_guards(cursor: Cursor, *, of: Guards | None = None) -> Guards:
    """Read ``guards``; what is not said is as in ``of``, the job's guards, where a task's are read."""
    found = cursor.keys("The key 'guards'", GUARDS)
    told: dict[str, Any] = {name: read_limit(found[name], name) for name in LIMITS if name in found}
    if "empty_source" in found:
        told["empty_source"] = read_choice(GUARDS, "empty_source", found)
    if "plan_days" in found and of is not None:
        found["plan_days"].fault(
            "A plan is of the whole job; so is 'plan_days'.", next_step="Write it in the job's guards."
        )
    elif "plan_days" in found:
        told["plan_days"] = _number(found["plan_days"], "plan_days", least=1, most=LATEST)
    return replace(of or Guards(), **{name: value for name, value in told.items() if value is not None})


def read_canary(cursor: Cursor) -> Canary | None:
    """Read ``canary``; None, with faults, where it is not whole."""
    found = cursor.keys("The key 'canary'", CANARY)
    records = _number(found["records"], "records", least=1, most=MOST) if "records" in found else None
    rejects = read_limit(found["rejects"], "rejects") if "rejects" in found else None
    return Canary(records=records, rejects=rejects) if records and rejects else None


def read_limit(place: Cursor, name: str) -> Limit | None:
    """Read a number or a share; a fault says what it may be."""
    before = len(place.faults.found)
    value = place.value(f"The limit {name!r}")
    if isinstance(value, int) and not isinstance(value, bool):
        number = _within(place, name, value, least=0, most=MOST)
        return None if number is None else Limit(number=number)
    share = _SHARE.match(value) if isinstance(value, str) else None
    if share is not None and float(share[1]) <= 100:
        return Limit(share=float(share[1]))
    if len(place.faults.found) == before:
        said = (
            f"A share cannot be over 100 %: {value}."
            if share
            else f"The limit {name!r} is a number or a share."
        )
        place.fault(said, next_step=FORMS)
    return None


def _number(place: Cursor, name: str, *, least: int, most: int) -> int | None:
    value = place.value(f"The key {name!r}")
    if isinstance(value, int) and not isinstance(value, bool):
        return _within(place, name, value, least=least, most=most)
    place.fault(f"The key {name!r} is a whole number.", next_step=f"Write {name}: {max(least, 7)}, say.")
    return None


def _within(place: Cursor, name: str, value: int, *, least: int, most: int) -> int | None:
    if least <= value <= most:
        return value
    place.fault(f"{name!r} cannot be {value}.", next_step=f"Write a whole number from {least:,} to {most:,}.")
    return None
