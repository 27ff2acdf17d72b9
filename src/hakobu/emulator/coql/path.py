"""Resolves a path such as ``Account_Name.Parent_Account.Phone`` to the value it names in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hakobu.emulator.problem import Problem
from hakobu.emulator.records.render import renderer_of
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.schema.data_type import DATA_TYPES
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Getter = Callable[[Row], Any]

_USER_PATHS: dict[str, Callable[[Any], Any]] = {
    "id": lambda user: str(user.id),
    "first_name": lambda user: user.first_name,
    "last_name": lambda user: user.last_name,
    "full_name": lambda user: user.full_name,
    "email": lambda user: user.email,
    "role.name": lambda user: user.role.name,
    "role.id": lambda user: str(user.role.id),
    "profile.name": lambda user: user.profile.name,
    "profile.id": lambda user: str(user.profile.id),
    "status": lambda user: user.status,
    "zuid": lambda user: user.zuid,
}
USERS = "Users"
_UNQUERYABLE = frozenset({"layout"})
_FILES = frozenset({"fileupload", "imageupload"})
UNSUPPORTED = "unsupported column"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads: a field, how to get its stored value, how to show it."""

    path: str
    data_type: str
    get: Getter
    show: Callable[[Any], Any] | None
    slot: int | None
    field: Field | None
    hops: int
    module: str = ""

    @property
    def operators(self) -> str:
        """Name the group of operators that its data type takes."""
        return DATA_TYPES[self.data_type].operators


class Paths:
    """The paths of one query, resolved from its module."""

    def __init__(self, state: State, table: Table, version: Version) -> None:
        self._state = state
        self._table = table
        self._version = version
        self._known: dict[str, Place] = {}
        self.names = frozenset(table.module.fields)

    def resolve(self, path: str, clause: str | None = None) -> Place:
        """Find a path's place; an unknown one is refused."""
        place = self._known.get(path)
        if place is None:
            place = self._walk(self._plain(path), path, clause)
            self._known[path] = place
        return place

    def _plain(self, path: str) -> str:
        prefix = f"!{self._table.module.api_name}."
        return path.removeprefix(prefix)

    def _unknown(self, path: str, clause: str | None) -> Problem:
        details = {"column_name": path} | ({"clause": clause} if clause else {})
        return Problem("INVALID_QUERY", details, "column given seems to be invalid")

    def _walk(self, plain: str, path: str, clause: str | None) -> Place:
        table, get, hops, first = self._table, None, 0, True
        rest = plain
        if table.module.api_name == USERS and plain != "id":
            return self._user(path, lambda row: row[0], plain, hops, clause)
        while True:
            name, _, rest = rest.partition(".")
            name, _, target = name.partition("->")
            field = table.module.fields.get(name)
            packed = field is not None and (field.kind.packed or field.data_type in _FILES)
            if packed or name in table.module.children:
                raise Problem("INVALID_QUERY", {"column_name": path}, UNSUPPORTED)
            if field is None or field.since > self._version.number or field.data_type in _UNQUERYABLE:
                raise self._unknown(path, clause)
            if self._state.right(field) == "hidden":
                raise self._unknown(path, clause)
            get = _step(get, table, field.slot)
            if not rest:
                return self._end(path, table, field, get, hops, first=first)
            hops += 1
            if field.data_type in {"ownerlookup", "userlookup"}:
                return self._user(path, get, rest, hops, clause)
            following = self._state.tables.get(target or field.lookup or "")
            if field.data_type != "lookup" or following is None:
                raise self._unknown(path, clause)
            table, first = following, False

    def _end(self, path: str, table: Table, field: Field, get: Getter, hops: int, *, first: bool) -> Place:
        show = self._shower(table, field)
        slot = field.slot if first else None
        data_type = "bigint" if field.api_name == "id" else field.data_type
        return Place(path, data_type, get, show, slot, field, hops, table.module.api_name)

    def _shower(self, table: Table, field: Field) -> Callable[[Any], Any] | None:
        kind, state = field.data_type, self._state
        if kind == "lookup":
            if not self._version.coql_lookup_names:
                return lambda value: None if value is None else {"id": str(value)}
        elif kind in {"ownerlookup", "userlookup"}:
            if not self._version.coql_lookup_names:
                return lambda value: None if value is None else {"id": str(value)}
            # users' name is the last name (api-coql-bulk §1.7)
            return lambda value: (
                None
                if (user := state.users.get(value)) is None
                else {"name": user.last_name, "id": str(user.id)}
            )
        return renderer_of(table.module.api_name, field, state)

    def _named(self, path: str, get: Getter, kind: str, hops: int) -> Place:
        """Find the role or the profile of a user."""
        users, names = self._state.users, self._version.coql_lookup_names

        def value(row: Row) -> Any:
            user = users.get(get(row))
            return None if user is None else getattr(user, kind).id

        def show(held: Any) -> Any:
            known = {one.id: one.name for one in self._state.named(f"{kind}s")}
            return {"name": known.get(held), "id": str(held)} if names else {"id": str(held)}

        return Place(path, "lookup", value, show, None, None, hops)

    def _user(self, path: str, get: Getter, rest: str, hops: int, clause: str | None) -> Place:
        if rest in {"role", "profile"}:
            return self._named(path, get, rest, hops)
        read = _USER_PATHS.get(rest)
        if read is None:
            raise self._unknown(path, clause)
        users = self._state.users

        def value(row: Row) -> Any:
            user = users.get(get(row))
            return None if user is None else read(user)

        return Place(path, "text", value, None, None, None, hops)


def _step(before: Getter | None, table: Table, slot: int) -> Getter:
    if before is None:
        return lambda row: row[slot]
    rows = table.rows

    def value(row: Row) -> Any:
        record_id = before(row)
        found = None if record_id is None else rows.get(record_id)
        return None if found is None else found[slot]

    return value
