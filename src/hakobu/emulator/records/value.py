"""Checks a value of each data type and turns it into what is stored (api-core §6)."""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any, Protocol

from hakobu.emulator.clock import parse_moment
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, expected
from hakobu.emulator.records.packed import no_files, packed_check
from hakobu.emulator.schema.field import Field

Check = Callable[[Any], Any]

BAD_ID = "the id given seems to be invalid"
_NONE = "-None-"
_POOLED = 4096
_EXACT = Context(prec=60)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*\.\w{2,22}")
_PHONE = re.compile(r"[\w+\-.()\s#,;/*]+")
_WEBSITE = re.compile(r"(?:\w+://)?[^\s/.]+(?:\.[^\s/.]+)+(?:[/?#]\S*)?|(?:\w+://)[^\s/]+(?:/\S*)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:?\d{2})")


class Neighbours(Protocol):
    """What a check must know about other records."""

    def has_record(self, module: str, record_id: int) -> bool:
        """Tell whether a module (``*``: any) has a record."""

    def has_active_user(self, user_id: int) -> bool:
        """Tell whether a user exists and is active."""

    def has_layout(self, module: str, layout_id: int) -> bool:
        """Tell whether a layout belongs to a module."""

    def module_of_record(self, record_id: int) -> str | None:
        """Tell which module has a record."""

    def is_custom(self, module: str) -> bool:
        """Tell whether a module is of the user's own making."""

    def tag_ids(self, module: str, names: list[str]) -> list[int]:
        """Give the ids of a module's tags, making those that are new."""

    def tag_reference(self, module: str, tag_id: int) -> dict[str, Any] | None:
        """Show a tag; None where it is gone."""

    def forget_children(self, module: str, record_id: int, by: int, second: int) -> None:
        """Delete the rows of a deleted record's subforms and links."""


class _Pool:
    """Keeps one copy of strings that many records share."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def one(self, text: str) -> str:
        """Give the copy kept, keeping this one if there is room."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) < _POOLED:
                self._known[text] = text
            return text
        return known


def _text(field: Field, word: str = "string", pattern: re.Pattern[str] | None = None) -> Check:
    length, pool = field.length, _Pool()

    def check(value: Any) -> str | None:
        if type(value) is not str:
            raise expected(word)
        if len(value) > length:
            raise BadValue({"maximum_length": length})
        if pattern is not None and value and not pattern.fullmatch(value):
            raise expected(word)
        return pool.one(value) or None

    return check


def _picklist(field: Field) -> Check:
    plain = _text(field)

    def check(value: Any) -> str | None:
        text: str | None = plain(value)
        if text == _NONE:
            return None
        if field.strict and text is not None:
            allowed = [one.actual for one in field.choices]
            if text not in allowed:
                raise BadValue({"supported_values": allowed})
        return text

    return check


def _multiselect(field: Field) -> Check:
    one = _picklist(field)

    def check(value: Any) -> list[str] | None:
        if type(value) is not list:
            raise expected("jsonarray")
        picked = dict.fromkeys(filter(None, map(one, value)))
        if sum(map(len, picked)) > field.length:
            raise BadValue({"maximum_length": field.length})
        return list(picked) or None

    return check


def _integer(field: Field) -> Check:
    limit = 10**field.length

    def check(value: Any) -> int:
        if type(value) is not int:
            raise expected("integer")
        if not -limit < value < limit:
            raise BadValue({"maximum_length": field.length})
        return value

    return check


def _bigint(field: Field) -> Check:
    limit = 10**field.length

    def check(value: Any) -> int:
        if type(value) is str and re.fullmatch(r"-?[0-9]{1,40}", value):
            value = int(value)
        if type(value) is not int:
            raise expected("bigint")
        if not -limit < value < limit:
            raise BadValue({"maximum_length": field.length})
        return value

    return check


def _number(field: Field) -> Check:
    limit = 10**field.length
    step = Decimal(1).scaleb(-(field.decimal_place or 0))

    def check(value: Any) -> int | Decimal:
        if type(value) is int:
            if not -limit < value < limit:
                raise BadValue({"maximum_length": field.length})
            return value
        if type(value) is not Decimal:
            raise expected("double")
        if not -limit < value < limit:
            raise BadValue({"maximum_length": field.length})
        return shortest(round_to(value, step))

    return check


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """Round half up to a step such as ``0.01``."""
    try:
        return value.quantize(step, ROUND_HALF_UP, _EXACT)
    except InvalidOperation:
        raise expected("double") from None


def shortest(value: Decimal) -> int | Decimal:
    """Give the same number in its smallest form: an ``int``, or a decimal without trailing zeros."""
    whole = int(value)
    return whole if whole == value else value.normalize(_EXACT)


def _boolean(_: Field) -> Check:
    def check(value: Any) -> bool:
        if type(value) is not bool:
            raise expected("boolean")
        return value

    return check


def _date(_: Field) -> Check:
    pool = _Pool()

    def check(value: Any) -> str:
        if type(value) is not str or not _DATE.fullmatch(value):
            raise expected("date")
        try:
            date.fromisoformat(value)
        except ValueError:
            raise expected("date") from None
        return pool.one(value)

    return check


def _datetime(_: Field) -> Check:
    def check(value: Any) -> int:
        if type(value) is not str or not _MOMENT.fullmatch(value):
            raise expected("datetime")
        try:
            return parse_moment(value)
        except (ValueError, OverflowError):
            raise expected("datetime") from None

    return check


def _id_of(value: Any) -> int:
    below = ".id" if type(value) is dict else ""
    if type(value) is dict:
        if "id" not in value:
            raise BadValue({}, BAD_ID, ".id")
        value = value["id"]
    elif type(value) is not str:
        raise expected("jsonobject")
    record_id = parse_id(value)
    if record_id is None:
        raise BadValue({}, BAD_ID, below)
    return record_id


def _reference(exists: Callable[[int], bool]) -> Check:
    def check(value: Any) -> int:
        record_id = _id_of(value)
        if not exists(record_id):
            raise BadValue({}, BAD_ID, ".id" if type(value) is dict else "")
        return record_id

    return check


def _one_of(neighbours: Neighbours, targets: list[str]) -> Check:
    """Check a lookup that may lead to one of several modules; ``custom`` stands for all custom ones."""

    def check(value: Any) -> int:
        record_id = _id_of(value)
        module = neighbours.module_of_record(record_id)
        allowed = {"*", module} | ({"custom"} if module and neighbours.is_custom(module) else set())
        if module is None or allowed.isdisjoint(targets):
            raise BadValue({}, BAD_ID, ".id" if type(value) is dict else "")
        wanted = value.get("module") if type(value) is dict else None
        named = wanted.get("api_name") if type(wanted) is dict else wanted
        if named is not None and named != module:
            raise BadValue({}, below=".module")
        return record_id

    return check


def _taxes(field: Field) -> Check:
    """Taxes of a product: by name, or as objects with ``value`` or ``id``."""

    def check(value: Any) -> list[str] | None:
        if type(value) is not list:
            raise expected("jsonarray")
        picked = []
        for one in value:
            given = (one.get("value") or one.get("id")) if type(one) is dict else one
            known = next(
                (tax for tax in field.choices if given in {tax.actual, tax.display, str(tax.id)}), None
            )
            if known is None:
                raise BadValue({"supported_values": [tax.actual for tax in field.choices]})
            picked.append(known.actual)
        return list(dict.fromkeys(picked)) or None

    return check


_SCALARS: dict[str, Callable[[Field], Check]] = {
    "text": _text,
    "textarea": _text,
    "autonumber": _text,
    "profileimage": _text,
    "email": lambda field: _text(field, "email", _EMAIL),
    "phone": lambda field: _text(field, "phone", _PHONE),
    "website": lambda field: _text(field, "website", _WEBSITE),
    "picklist": _picklist,
    "multiselectpicklist": _multiselect,
    "integer": _integer,
    "bigint": _bigint,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "fileupload": lambda _: no_files,
    "imageupload": lambda _: no_files,
}


def _tags(module: str, neighbours: Neighbours) -> Check:
    """Tags come by name or by id; they are kept by id, and a new name makes a new tag."""

    def check(value: Any) -> list[int] | None:
        if type(value) is not list:
            raise expected("jsonarray")
        names = [one.get("name", one.get("id")) if type(one) is dict else one for one in value]
        texts = [one for one in names if type(one) is str and one]
        if len(texts) < len(names):
            raise expected("jsonobject")
        return neighbours.tag_ids(module, texts) or None

    return check


def _user(neighbours: Neighbours) -> Check:
    return _reference(neighbours.has_active_user)


# data types whose check depends on other records
_RELATED: dict[str, Callable[[str, Field, Neighbours], Check]] = {
    "ownerlookup": lambda _module, _field, neighbours: _user(neighbours),
    "userlookup": lambda _module, _field, neighbours: _user(neighbours),
    "layout": lambda module, _, neighbours: _reference(lambda one: neighbours.has_layout(module, one)),
    "tag": lambda module, _, neighbours: _tags(module, neighbours),
    "lookup": lambda _, field, neighbours: _lookup(field, neighbours),
}


def _lookup(field: Field, neighbours: Neighbours) -> Check:
    if field.targets:
        return _one_of(neighbours, field.targets)
    target = field.lookup or "*"
    return _reference(lambda record_id: neighbours.has_record(target, record_id))


def check_of(module: str, field: Field, neighbours: Neighbours) -> Check:
    """Make the check of a field: it takes a JSON value that is not null and gives the stored one."""
    related = _RELATED.get(field.data_type)
    if related is not None:
        return related(module, field, neighbours)
    if field.shape == "tax":
        return _taxes(field)
    return packed_check(field) if field.kind.packed else _SCALARS[field.data_type](field)
