"""Which column of a file goes into which field, and how its cells are read (api-coql-bulk §3.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from hakobu.emulator.bulk.pattern import DATE, MOMENT, PatternError, reader_of
from hakobu.emulator.problem import BadValue, Problem, expected
from hakobu.emulator.records.table import Table
from hakobu.emulator.records.value import BAD_ID
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State

Json = dict[str, Any]
Read = Callable[[str], Any]
_BOOLEANS = {"true": True, "false": False}
_USERS = frozenset({"ownerlookup", "userlookup"})
_WHOLE = frozenset({"integer", "bigint"})
_EXACT = frozenset({"double", "currency", "percent"})
_NUMBER_MARKS = frozenset("#0,.")
KEYS = ("api_name", "index", "format", "find_by", "module", "default_value", "parent_column_index")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One entry of ``field_mappings``, checked."""

    api_name: str
    index: int | None
    header: str
    read: Read
    default: Any
    parent_column: int | None
    shown: Json


def _verbatim(text: str) -> Any:
    return text


@dataclass(frozen=True, slots=True)
class Cells:
    """Makes the readers of cells."""

    state: State

    def reader(self, field: Field, wish: Json) -> Read:
        """Make the reader of a field's cells: text in, what the record API takes out."""
        kind = field.data_type
        if kind in {"date", "datetime"}:
            return self._moment(kind, wish.get("format"))
        if kind == "lookup":
            return self._lookup(field, wish)
        if kind in _USERS:
            return self._user(wish.get("find_by"))
        if kind in _WHOLE or kind in _EXACT:
            return _number(kind, wish.get("format"))
        if kind == "boolean":
            return _boolean
        return _listed if kind in {"multiselectpicklist", "tag"} or field.shape == "tax" else _verbatim

    def _moment(self, kind: str, pattern: Any) -> Read:
        usual = DATE if kind == "date" else MOMENT
        zone: tzinfo = UTC if self.state.org.zone.name == "UTC" else ZoneInfo(self.state.org.zone.name)
        try:
            read = reader_of(str(pattern or usual), zone)
        except PatternError:
            raise Problem("INVALID_FORMAT", {"format": pattern}) from None

        def moment(text: str) -> str:
            try:
                found = read(text)
                return found.date().isoformat() if kind == "date" else found.isoformat(timespec="seconds")
            except (ValueError, OverflowError):
                raise expected(kind) from None

        return moment

    def _user(self, find_by: Any) -> Read:
        if find_by == "id":
            return _reference
        if find_by != "email":
            raise _no_find_by()

        def user(text: str) -> Json:
            wanted = text.strip().casefold()
            for one in self.state.users.values():
                if one.email.casefold() == wanted:
                    return {"id": str(one.id)}
            raise BadValue({}, BAD_ID)

        return user

    def _lookup(self, field: Field, wish: Json) -> Read:
        if wish.get("parent_column_index") is not None:
            return _verbatim
        find_by = wish.get("find_by")
        if find_by is None:
            raise _no_find_by()
        if find_by == "id":
            return _reference
        module = wish.get("module")
        named = module.get("api_name") if isinstance(module, dict) else module
        if named is not None and not isinstance(named, str):
            raise Problem("INVALID_DATA", {"api_name": "module"})
        target = self.state.tables.get(named or field.lookup or "")
        key = None if target is None else target.module.fields.get(find_by)
        if target is None or key is None or not (key.is_unique or _names(target, find_by)):
            raise Problem("INVALID_FIELD", message=f"invalid mapping. invalid api_name {find_by}.")
        return self._by_key(target, key)

    @staticmethod
    def _by_key(target: Table, key: Field) -> Read:
        check = target.checks[key.api_name]
        plain = _number(key.data_type, None) if key.kind.numeric else _verbatim

        def lookup(text: str) -> Json:
            hits = target.index(key.slot).find(check(plain(text)))
            if not hits:
                raise BadValue({}, BAD_ID)
            return {"id": str(min(hits))}

        return lookup


def _names(target: Table, name: str) -> bool:
    return name in {target.module.display, target.module.key}


def _no_find_by() -> Problem:
    return Problem("MANDATORY_NOT_FOUND", {}, "Required key find_by is not available")


def _reference(text: str) -> Json:
    return {"id": text.strip()}


def _boolean(text: str) -> bool:
    found = _BOOLEANS.get(text.strip().lower())
    if found is None:
        raise expected("boolean")
    return found


def _listed(text: str) -> list[str]:
    return [one for one in (part.strip() for part in text.split(";")) if one]


def _number(kind: str, pattern: Any) -> Read:
    if pattern is not None and (not isinstance(pattern, str) or not set(pattern) <= _NUMBER_MARKS):
        raise Problem("INVALID_FORMAT", {"format": pattern})
    grouped = pattern is not None and "," in pattern

    def number(text: str) -> int | Decimal:
        plain = text.strip().replace(",", "") if grouped else text.strip()
        try:
            return int(plain) if kind in _WHOLE else _decimal(plain)
        except (ValueError, InvalidOperation):
            raise expected("integer" if kind in _WHOLE else "double") from None

    return number


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value
