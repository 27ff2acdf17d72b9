"""``include_meta``: the metadata of the selected columns beside the rows (from v7 on)."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.coql.path import Place
from hakobu.emulator.metadata.field_picture import field_picture
from hakobu.emulator.problem import Problem

_KNOWN = ["fields"]


def asked_meta(call: Call) -> bool:
    """Read ``include_meta``; before v7 it is one of the keys that are ignored."""
    wanted = call.json().get("include_meta")
    if wanted is None or not call.version.coql_views:
        return False
    if not isinstance(wanted, list) or any(one not in _KNOWN for one in wanted):
        details = {"api_name": "include_meta", "json_path": "$.include_meta", "supported_values": _KNOWN}
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", **details})
    return bool(wanted)


def column_picture(call: Call, place: Place) -> dict[str, Any]:
    """Show the metadata of a column; what lies behind a user is plain text."""
    table = call.state.tables.get(place.module)
    if place.field is None or table is None:
        return {"api_name": place.path, "data_type": place.data_type, "json_type": "string"}
    return field_picture(call.state, table.module, place.field, call.version)
