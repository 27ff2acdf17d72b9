"""Writes down what becomes of a record, so that its timeline can tell it.

An insert through the API leaves nothing here: the record's own ``Created_Time`` and ``Created_By`` tell it.
"""

from typing import Any

from hakobu.emulator.catalogue import common
from hakobu.emulator.records.entry import Entry, FieldChange
from hakobu.emulator.records.render import renderer_of
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State

API = "crm_api"
_SILENT = frozenset({common.MODIFIED_BY, common.MODIFIED_TIME, common.ACTIVITY_TIME})


def tell(
    state: State,
    table: Table,
    record_id: int,
    action: str,
    changes: tuple[FieldChange, ...] = (),
    *,
    source: str | None = None,
    by: int | None = None,
) -> None:
    """Keep an entry; without ``source`` it is that of the records API, without ``by`` the token's user."""
    person = state.current_user.id if by is None else by
    came = source or str(state.habits["timeline_source"])
    entry = Entry(state.ids.next(), state.clock.second(), person, action, came, changes)
    table.tell(record_id, entry)


def tell_added(state: State, table: Table, record_id: int, source: str | None = None) -> None:
    """Keep that a record came to be, where its own fields do not tell it."""
    came = source or str(state.habits["timeline_source"])
    if came != API:
        tell(state, table, record_id, "added", source=came)


def tell_updated(
    state: State, table: Table, old: Row, row: Row, *, source: str | None = None, action: str = "updated"
) -> None:
    """Keep which fields of a record changed; a write that changes none leaves no entry."""
    changes = tuple(
        (field.api_name, _text(state, table, field, old), _text(state, table, field, row))
        for field in table.module.fields.values()
        if old[field.slot] != row[field.slot] and field.slot not in _SILENT
    )
    if changes:
        tell(state, table, row[common.ID], action, changes, source=source)


def _text(state: State, table: Table, field: Field, row: Row) -> str | None:
    """Show a value as the timeline does: all are texts there."""
    show = renderer_of(table.module.api_name, field, state)
    return _flat(row[field.slot] if show is None else show(row[field.slot]))


def _flat(value: Any) -> str | None:
    if value is None or value == []:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _flat(value.get("name"))
    if isinstance(value, list):
        return ";".join(text for each in value if (text := _flat(each)) is not None)
    return str(value)
