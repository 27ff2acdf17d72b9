"""What a query reads from: a module, a view of it, or the users."""

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import NOT_EMULATED
from hakobu.emulator.coql.node import Select
from hakobu.emulator.coql.path import USERS
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.setting_handlers import view_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.module import Module
from hakobu.emulator.state import State

# the pages of COQL list every other module (api-coql-bulk §1.1)
_NEVER_QUERIED = frozenset({"Notes"})


def source_of(call: Call, select: Select) -> Table:
    """Find the table of a query; from v7 on a custom view may stand behind its module."""
    name, _, view = select.module.partition("#")
    if name.lower() == USERS.lower() and not view:
        return _users(call.state)
    if name in _NEVER_QUERIED:
        raise Problem("INVALID_MODULE", {}, "the given module is not supported in api")
    table = call.state.tables.get(name)
    if table is None and name in NOT_EMULATED:
        known = sorted(call.state.tables)
        raise Problem("NOT_EMULATED", {"emulated": known}, f"the module {name} is not emulated")
    if table is None or table.module.since > call.version.number or (view and not call.version.coql_views):
        # an unknown module is answered like an unknown column (api-coql-bulk §1.8)
        raise Problem("INVALID_QUERY", {"column_name": name}, "column given seems to be invalid")
    if view and parse_id(view) != view_id(table.module.layout_id):
        raise Problem("INVALID_QUERY", {"cvid": view})
    return table


def _users(state: State) -> Table:
    """Make a table of the users; what it shows of them, ``Paths`` knows."""
    module = Module(
        USERS, USERS, "User", USERS, "ユーザー", "ユーザー", key="id", display="id", scope="users"
    )
    module.add(Field("id", "bigint", 20, "Record ID", "レコードID", read_only=True))
    table = Table(module, state)
    for user_id in state.users:
        table.insert([user_id])
    return table
