"""The read calls under ``/settings``."""

from typing import Any

from hakobu.emulator.call import Call, find_table
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.child_picture import child_picture, listed_children
from hakobu.emulator.metadata.field_picture import choice_picture, field_picture, listed_fields
from hakobu.emulator.metadata.module_picture import labels, layout_picture, module_picture
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.related.relation import Relation, relations
from hakobu.emulator.schema.field import Choice
from hakobu.emulator.schema.module import Module
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
_STATUSES = {"visible", "user_hidden", "system_hidden", "scheduled_for_deletion"}


def asked_table(call: Call) -> Table:
    """Find the module that the ``module`` parameter names."""
    name = call.query.get("module")
    if not name:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "module", "param": "module"})
    return find_table(call.state, name, {}, call.version)


def modules(call: Call) -> Reply:
    """``GET /settings/modules``."""
    wanted = set(filter(None, call.query.get("status", "").split(",")))
    if wanted - _STATUSES:
        raise Problem("PATTERN_NOT_MATCHED", {"param_name": "status", "supported_values": sorted(_STATUSES)})
    if wanted and "visible" not in wanted:
        return nothing()
    number = call.version.number
    listed = [one.module for one in call.state.tables.values() if one.module.since <= number]
    return Reply(200, {"modules": [module_picture(call.state, one, call.version) for one in listed]})


def module(call: Call) -> Reply:
    """``GET /settings/modules/{module}``."""
    table = find_table(call.state, call.args["module"], {"resource_path_index": 2}, call.version)
    return Reply(200, {"modules": [module_picture(call.state, table.module, call.version, alone=True)]})


def fields(call: Call) -> Reply:
    """``GET /settings/fields?module=``."""
    kind = call.query.get("type") or "all"
    if kind not in {"all", "unused"}:
        raise Problem("PATTERN_NOT_MATCHED", {"param_name": "type", "supported_values": ["all", "unused"]})
    table = asked_table(call)
    if kind == "unused":
        return nothing()
    return Reply(200, {"fields": _pictures(call, table.module)})


def _pictures(call: Call, module: Module) -> list[Json]:
    version = call.version
    plain = [field_picture(call.state, module, one, version) for one in listed_fields(module, version)]
    lists = [child_picture(call.state, module, one, version) for one in listed_children(module, version)]
    return plain + lists


def field(call: Call) -> Reply:
    """``GET /settings/fields/{id}?module=``."""
    wanted = str(parse_id(call.args["id"]))
    for one in _pictures(call, asked_table(call).module):
        if one["id"] == wanted:
            return Reply(200, {"fields": [one]})
    raise Problem("INVALID_DATA", {"resource_path_index": 2}, "the id given seems to be invalid")


def layouts(call: Call) -> Reply:
    """``GET /settings/layouts?module=``, or one of them."""
    table = asked_table(call)
    wanted = call.args.get("id")
    if wanted is not None and parse_id(wanted) != table.module.layout_id:
        raise Problem("INVALID_DATA", {"resource_path_index": 2}, "the id given seems to be invalid")
    return Reply(200, {"layouts": [layout_picture(call.state, table.module, call.version)]})


def related_lists(call: Call) -> Reply:
    """``GET /settings/related_lists?module=``."""
    table = asked_table(call)
    number = call.version.number
    known = [one for one in relations(call.state, table) if one.other.module.since <= number]
    shown = [_related(call, table.module, one, place) for place, one in enumerate(known, 1)]
    return Reply(200, {"related_lists": shown}) if shown else nothing()


def _related(call: Call, parent: Module, one: Relation, place: int) -> Json:
    child = one.other.module
    return {
        "id": str(view_id(one.field.id)),
        "api_name": one.api_name,
        "name": child.plural,
        "display_label": labels(call.state, child)[1],
        "module": (
            {"api_name": child.api_name, "id": str(child.id)}
            if call.version.lookup_module_as_object
            else child.api_name
        ),
        "type": "default",
        "href": f"{parent.api_name}/{{ENTITYID}}/{one.api_name}",
        "sequence_number": str(place),
        "visible": True,
        "customize_sort": True,
        "customize_fields": True,
        "customize_display_label": True,
        "sort_by": None,
        "sort_order": None,
        "fields": [],
        "action": None,
        "connectedmodule": None,
        "linkingmodule": None,
        "status": "visible",
    }


def custom_views(call: Call) -> Reply:
    """``GET /settings/custom_views?module=``: the view of all records."""
    module = asked_table(call).module
    view = {
        "id": str(view_id(module.layout_id)),
        "name": f"All {module.plural}",
        "display_value": f"All {module.plural}",
        "system_name": "ALLVIEWS",
        "category": "public_views",
        "default": True,
        "favorite": None,
        "offline": True,
        "system_defined": True,
        "criteria": None,
        "fields": [{"api_name": module.display, "id": str(module.fields[module.display].id)}],
        "sort_by": None,
        "sort_order": None,
        "shared_to": None,
        "access_type": "public",
        "locked": False,
        "module": {"api_name": module.api_name, "id": str(module.id)},
        "created_time": None,
        "created_by": None,
        "modified_time": None,
        "modified_by": None,
        "last_accessed_time": None,
    }
    info: dict[str, Any] = {
        "per_page": 200,
        "count": 1,
        "page": 1,
        "more_records": False,
        "default": view["id"],
        "translation": dict(_VIEWS),
    }
    return Reply(200, {"custom_views": [view], "info": info})


_VIEWS = {
    "public_views": "Public Views",
    "other_users_views": "Other Users Views",
    "shared_with_me": "Shared With Me",
    "created_by_me": "Created By Me",
}


def view_id(layout_id: int) -> int:
    """Give the id of the view of all records; it lies far above the ids given out one by one."""
    return layout_id + 900_000_000_000


def pipeline(call: Call) -> Reply:
    """``GET /settings/pipeline?layout_id=``."""
    wanted = call.query.get("layout_id")
    if not wanted:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "layout_id", "param": "layout_id"})
    module = call.state.tables["Deals"].module
    if parse_id(wanted) != module.layout_id:
        raise Problem("INVALID_DATA", {"param_name": "layout_id"}, "the id given seems to be invalid")
    shown = [
        {
            "id": str(one.id),
            "display_value": one.display,
            "actual_value": one.actual,
            "default": number == 0,
            "maps": _stages(call, module, one),
        }
        for number, one in enumerate(module.fields["Pipeline"].choices)
    ]
    return Reply(200, {"pipeline": shown})


def _stages(call: Call, module: Module, one: Choice) -> list[Json]:
    listed = one.maps.get("Stage")
    stages = [stage for stage in module.fields["Stage"].choices if listed is None or stage.actual in listed]
    return [choice_picture(stage, number, call.version) for number, stage in enumerate(stages, 1)]
