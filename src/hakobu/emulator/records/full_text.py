"""Rich text in full, which record reads cut off."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.wire import Reply, nothing

SINCE = 7
CUT = 500


def read(call: Call) -> Reply:
    """``GET /{module}/actions/fetch_full_data``, ``GET /{module}/{id}/actions/fetch_full_data``."""
    if call.version.number < SINCE:
        raise Problem("API_NOT_SUPPORTED", {"supported_version": SINCE})
    table = call.table()
    names = [one.strip() for one in call.query.get("fields", "").split(",") if one.strip()]
    if not names and "id" not in call.args:  # for one record Zoho's OpenAPI files do not ask for it
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "fields", "param": "fields"})
    asked = [call.args["id"]] if "id" in call.args else call.query.get("ids", "").split(",")
    if asked == [""]:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "ids", "param": "ids"})
    fields = [one for name, one in table.module.fields.items() if name in names or not names]
    rich = [one for one in fields if one.textarea == "rich_text"]
    shown: list[dict[str, Any]] = [
        {one.api_name: row[one.slot] for one in rich} | {"id": str(row[common.ID])}
        for row in table.pick(parse_id(one.strip()) or 0 for one in asked)
    ]
    return Reply(200, {"data": shown}, records=len(shown)) if shown else nothing()
