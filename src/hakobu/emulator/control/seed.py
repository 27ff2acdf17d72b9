"""Fills the emulator with modules, fields, users and records, without the API's limits."""

from collections.abc import Iterable
from typing import Any

from hakobu.emulator.catalogue import common
from hakobu.emulator.control.wish import WishError, mapping, number, sequence, texts
from hakobu.emulator.organisation import Named, User, new_zuid
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.children import Change, Children, fill
from hakobu.emulator.records.computed import compile_formula
from hakobu.emulator.records.derived import DERIVATIONS, BadField
from hakobu.emulator.records.history import tell_added
from hakobu.emulator.records.inventory import TOTALS
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.children import LISTS
from hakobu.emulator.schema.creation import external_kind, field_from
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State
from hakobu.emulator.version import NEWEST

Json = dict[str, Any]


def seed(state: State, wish: Json) -> Json:
    """Take a whole seed: users, modules, fields, then records."""
    done: Json = {}
    if "users" in wish:
        done["users"] = [_user(state, mapping(one, "users")) for one in sequence(wish["users"], "users")]
    if "modules" in wish:
        done["modules"] = [
            _module(state, mapping(one, "modules")) for one in sequence(wish["modules"], "modules")
        ]
    if "fields" in wish:
        done["fields"] = {
            name: _fields(state, name, sequence(new, f"fields.{name}"))
            for name, new in mapping(wish["fields"], "fields").items()
        }
    if "records" in wish:
        done["ids"] = {
            name: _records(state, name, sequence(rows, f"records.{name}"))
            for name, rows in mapping(wish["records"], "records").items()
        }
    if "columns" in wish:
        done.setdefault("ids", {}).update(_columns(state, mapping(wish["columns"], "columns")))
    return done


def _user(state: State, wish: Json) -> str:
    profile, role = str(wish.get("profile", "Standard")), str(wish.get("role", "Manager"))
    user = User(
        state.ids.next(),
        new_zuid(),
        str(wish.get("first_name", "")),
        str(wish.get("last_name", "")),
        str(wish.get("email", "")),
        _named(state, state.profiles, profile),
        _named(state, state.roles, role),
        str(wish.get("status", "active")),
        wish.get("confirm", True) is True,
        state.clock.second(),
    )
    state.users[user.id] = user
    state.forget_references()
    return str(user.id)


def _named(state: State, known: list[Named], name: str) -> Named:
    for one in known:
        if one.name == name:
            return one
    new = Named(name, state.ids.next())
    known.append(new)
    return new


def _module(state: State, wish: Json) -> str:
    name = str(wish.get("api_name", ""))
    if not name or name in state.tables:
        raise WishError(f"modules: api_name {name!r} is empty or taken")
    singular = str(wish.get("singular_label", name))
    table = state.add_custom_module(name, singular, str(wish.get("plural_label", singular)))
    if "fields" in wish:
        _fields(state, name, sequence(wish["fields"], f"modules.{name}.fields"))
    return str(table.module.id)


def _table(state: State, name: str) -> Table:
    table = state.tables.get(name)
    if table is None:
        raise WishError(f"no module {name!r}; there are {sorted(state.tables)}")
    return table


def _fields(state: State, module: str, wishes: Iterable[Any]) -> list[str]:
    table, ids = _table(state, module), []
    for wish in wishes:
        one = mapping(wish, "fields")
        changed = table.module.fields.get(str(one.get("api_name")))
        if changed is None:
            try:
                if one.get("data_type") in LISTS:
                    ids.append(str(state.add_children(table, one).id))
                    continue
                field = field_from(one, custom=True)
                compile_formula(field.formula or "0", table.module.fields)
            except BadValue as bad:
                raise WishError(
                    f"field {one.get('api_name') or one.get('field_label')}: {bad.details}"
                ) from None
            state.add_field(table, field)
            ids.append(str(field.id))
        else:
            _change(changed, one)
            table.compile()
            ids.append(str(changed.id))
    state.schema_changes += 1
    return ids


def _change(field: Field, wish: Json) -> None:
    for key in ("mandatory", "required", "read_only", "strict", "unique"):
        if key in wish:
            setattr(field, key, wish[key] not in (None, False, {}))
    for key in ("length", "decimal_place"):
        if key in wish:
            setattr(field, key, int(number(wish, key, 50_000)))
    if "external" in wish:
        try:
            field.external = external_kind(wish["external"], field.data_type)
        except BadValue as bad:
            raise WishError(f"field {field.api_name}: {bad.details}") from None


def _records(state: State, module: str, rows: Iterable[Any]) -> list[str]:
    seeder = Seeder(state, _table(state, module))
    return [seeder.add(mapping(row, f"records.{module}"), place) for place, row in enumerate(rows)]


def _columns(state: State, wish: Json) -> dict[str, list[str]]:
    """Take rows as lists under one list of names: the quickest form for many records."""
    module, names = str(wish.get("module")), texts(wish.get("fields"), "columns.fields")
    seeder = Seeder(state, _table(state, module))
    rows = sequence(wish.get("rows"), "columns.rows")
    ids = []
    for place, row in enumerate(rows):
        if len(sequence(row, "columns.rows")) != len(names):
            raise WishError(f"row {place} has {len(row)} values for {len(names)} fields")
        ids.append(seeder.add(dict(zip(names, row, strict=True)), place))
    return {module: ids}


class Seeder:
    """Adds records to one table: values are checked, but nothing is mandatory and nothing unique."""

    def __init__(self, state: State, table: Table) -> None:
        self._state = state
        self._table = table
        self._derive = DERIVATIONS.get(table.module.api_name)
        self._slots = {
            name: (field.slot, table.checks[name])
            for name, field in table.module.fields.items()
            if name != "id"
        }
        self._now = state.clock.second()
        self._totals = TOTALS.get(table.module.api_name)
        self._children = (
            Children(state, table, NEWEST, state.current_user.id, self._now)
            if table.module.children
            else None
        )

    def add(self, values: Json, place: int) -> str:
        """Add one record; fields that the API cannot write (times, Converted__s) may be given."""
        row = self._table.blank.copy()
        name = ""
        try:
            for name, value in values.items():
                if name not in self._table.module.children:
                    slot, check = self._slots[name]
                    row[slot] = None if value is None else check(value)
            lists = self._lists(values, place)
            self._complete(row, values, lists)
        except BadField as fault:
            raise self._bad(place, fault.field, fault.bad) from None
        except BadValue as bad:
            raise self._bad(place, name, bad) from None
        except KeyError:
            raise WishError(f"record {place}: {self._table.module.api_name} has no field {name!r}") from None
        self._table.insert(row)
        tell_added(self._state, self._table, row[common.ID])
        if self._children is not None:
            self._children.keep(lists, row[common.ID], self._state.ids.next)
        return str(row[common.ID])

    def _lists(self, values: Json, place: int) -> list[Change]:
        if self._children is None:
            return []
        try:
            return self._children.plan(self._children.stage(values, place, demand=False), None, place)
        except Problem as problem:
            raise WishError(f"record {place}: {problem.message}: {problem.details}") from None

    def _complete(self, row: list[Any], values: Json, lists: list[Change]) -> None:
        user, now = self._state.current_user.id, self._now
        for slot, value in (
            (common.OWNER, user),
            (common.CREATED_BY, user),
            (common.MODIFIED_BY, user),
            (common.CREATED_TIME, now),
            (common.MODIFIED_TIME, now),
        ):
            if row[slot] is None:
                row[slot] = value
        if self._totals is not None:
            self._totals(self._state.tables, self._table, row, lists[0].rows, lists[0].table)
        if self._derive is not None:
            self._derive(self._table, row, frozenset(values))
        fill(self._table, row, lists)
        row[common.ID] = self._state.ids.next()
        self._table.number(row)

    @staticmethod
    def _bad(place: int, name: str, bad: BadValue) -> WishError:
        return WishError(f"record {place}: {name}: {bad.message or bad.details}")
