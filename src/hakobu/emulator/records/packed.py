"""Values that are whole JSON objects or lists: checked, and kept as the text of their JSON."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hakobu.emulator import wire
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem, expected
from hakobu.emulator.schema.field import Field

Json = dict[str, Any]
Shape = Callable[[Any], Any]

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_PERIODS = ("minutes", "hours", "days")


def pack(value: Any) -> str:
    """Give the text of a JSON value; numbers keep all their digits."""
    return wire.encode(value).decode()


def unpack(text: str | None) -> Any:
    """Read the text back."""
    return None if text is None else wire.decode(text.encode())


def _objects(value: Any) -> list[Json]:
    if type(value) is not list:
        raise expected("jsonarray")
    if not all(type(one) is dict for one in value):
        raise expected("jsonobject")
    return value


def _object(value: Any) -> Json:
    if type(value) is not dict:
        raise expected("jsonobject")
    return value


def _alarm(value: Any) -> Json:
    """A reminder: an object, or in older calls the text of one."""
    return {"ALARM": value} if type(value) is str else _object(value)


def _participants(value: Any) -> list[Json]:
    people = _objects(value)
    for one in people:
        if not isinstance(one.get("type"), str) or one.get("participant") is None:
            raise BadValue({"expected_data_type": "jsonobject"}, below=".participant")
    return people


def _reminders(value: Any) -> list[Json]:
    reminders = _objects(value)
    for one in reminders:
        unit, period = one.get("unit"), one.get("period")
        if isinstance(unit, bool) or not isinstance(unit, int | str) or not str(unit).isdigit():
            raise BadValue({"expected_data_type": "integer"}, below=".unit")
        if not 0 <= int(unit) <= 100:
            raise BadValue({"maximum_length": 100}, below=".unit")
        if period not in _PERIODS:
            raise BadValue({"supported_values": list(_PERIODS)}, below=".period")
    return reminders


def _time_ranges(value: Any) -> list[Json]:
    ranges = _objects(value)
    if len(ranges) > 2:
        raise BadValue({"maximum_length": 2})
    for one in ranges:
        for name in ("From", "To"):
            if not isinstance(one.get(name), str) or not _CLOCK.fullmatch(one[name]):
                raise BadValue({"expected_data_type": "time"}, below=f".{name}")
    return ranges


def _taxes(value: Any) -> list[Json]:
    """Taxes of a line or of a whole document: a name and a percentage each."""
    taxes = []
    for one in _objects(value):
        percentage = one.get("percentage", 0)
        if not isinstance(one.get("name"), str):
            raise BadValue({"expected_data_type": "string"}, below=".name")
        if isinstance(percentage, bool) or not isinstance(percentage, int | Decimal):
            raise BadValue({"expected_data_type": "double"}, below=".percentage")
        if not 0 <= percentage <= 100:
            raise BadValue({"range": {"minimum": 0, "maximum": 100}}, below=".percentage")
        kept: Json = {"percentage": percentage, "name": one["name"]}
        tax_id = parse_id(one.get("id"))
        taxes.append(kept if tax_id is None else kept | {"id": str(tax_id)})
    return taxes


def _dates(value: Any) -> list[str]:
    if type(value) is not list:
        raise expected("jsonarray")
    if len(value) > 20:
        raise BadValue({"maximum_length": 20})
    for one in value:
        try:
            date.fromisoformat(one)
        except (TypeError, ValueError):
            raise expected("date") from None
    return value


_SHAPES: dict[str, Shape] = {
    "ALARM": _alarm,
    "RRULE": _object,
    "comments": _objects,
    "dates": _dates,
    "line_tax": _taxes,
    "multireminder": _reminders,
    "participants": _participants,
    "timerange": _time_ranges,
}


def packed_check(field: Field) -> Callable[[Any], str | None]:
    """Make the check of a packed field."""
    shape = _SHAPES[field.data_type]

    def check(value: Any) -> str | None:
        shaped = shape(value)
        return pack(shaped) if shaped else None

    return check


def no_files(value: Any) -> None:
    """Refuse files: there is no file store here, so an id of a file cannot be true."""
    if value:
        raise Problem("NOT_EMULATED", {"emulated": []}, "files and images of records are not emulated")
