"""Custom fields and modules made through the API (api-core §5.2)."""

import re
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.metadata.setting_handlers import asked_table
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.computed import compile_formula
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.children import LISTS
from hakobu.emulator.schema.creation import api_name_of, field_from
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
SINCE = 6
MOST_FIELDS = 5
MOST_UNIQUE = 2
_MODULE_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")


def _elements(call: Call, wrapper: str) -> list[Any]:
    if call.version.number < SINCE:
        raise Problem("API_NOT_SUPPORTED", {"supported_version": SINCE})
    wishes = call.json().get(wrapper)
    if wishes is None:
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": wrapper, "json_path": f"$.{wrapper}"})
    if not isinstance(wishes, list) or not wishes:
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", "api_name": wrapper})
    return wishes


def field_count(call: Call) -> int:
    """Count the fields to be made, for the price."""
    try:
        wishes = call.json().get("fields")
    except Problem:
        return 0
    return len(wishes) if isinstance(wishes, list) else 0


def create_fields(call: Call) -> Reply:
    """``POST /settings/fields?module=``."""
    table, wishes = asked_table(call), _elements(call, "fields")
    if len(wishes) > MOST_FIELDS:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_FIELDS, "api_name": "fields", "json_path": "$.fields"})
    results = []
    for place, wish in enumerate(wishes):
        try:
            results.append(_create_field(call, table, wish, place))
        except Problem as problem:
            results.append(problem.body())
    failed = sum(one["status"] == "error" for one in results)
    status = 201 if not failed else 400 if failed == len(results) else 207
    return Reply(status, {"fields": results})


def _create_field(call: Call, table: Table, wish: Any, place: int) -> Json:
    where = f"$.fields[{place}]"
    if not isinstance(wish, dict):
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonobject", "json_path": where})
    for name in ("field_label", "data_type"):
        if not wish.get(name):
            raise Problem("MANDATORY_NOT_FOUND", {"api_name": name, "json_path": f"{where}.{name}"})
    taken = {one.name(locale) for one in table.module.fields.values() for locale in ("en", "ja")}
    taken |= {one.label for one in table.module.children.values()}
    if wish["field_label"] in taken:
        raise Problem("DUPLICATE_DATA", {"api_name": "field_label", "json_path": f"{where}.field_label"})
    try:
        if wish["data_type"] in LISTS:
            return _created(call.state.add_children(table, wish | {"api_name": None}).id)
        field = field_from(wish | {"api_name": None}, custom=True)
        if field.formula:
            compile_formula(field.formula, table.module.fields)
    except BadValue as bad:
        name = bad.details.get("api_name", "field_label")
        raise Problem("INVALID_DATA", bad.details | {"json_path": f"{where}.{name}"}) from None
    if field.is_unique and sum(one.is_unique for one in table.module.fields.values()) >= MOST_UNIQUE:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_UNIQUE, "api_name": "unique", "json_path": where})
    field.api_name = _free(field.api_name, table)
    call.state.add_field(table, field)
    return _created(field.id)


def _created(field_id: int) -> Json:
    details = {"id": str(field_id)}
    return {"code": "SUCCESS", "details": details, "message": "field created", "status": "success"}


def _free(name: str, table: Table) -> str:
    number, free = 1, name
    while free in table.module.fields:
        free, number = f"{name}{number}", number + 1
    return free


def create_modules(call: Call) -> Reply:
    """``POST /settings/modules``."""
    results = []
    for place, wish in enumerate(_elements(call, "modules")):
        try:
            results.append(_create_module(call, wish, f"$.modules[{place}]"))
        except Problem as problem:
            results.append(problem.body())
    failed = sum(one["status"] == "error" for one in results)
    status = 201 if not failed else 400 if failed == len(results) else 207
    return Reply(status, {"modules": results})


def _create_module(call: Call, wish: Any, where: str) -> Json:
    if not isinstance(wish, dict):
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonobject", "json_path": where})
    for name in ("singular_label", "plural_label"):
        if not isinstance(wish.get(name), str) or not wish[name].strip():
            raise Problem("MANDATORY_NOT_FOUND", {"api_name": name, "json_path": f"{where}.{name}"})
    name = wish.get("api_name") or api_name_of(wish["plural_label"])
    if not isinstance(name, str) or not _MODULE_NAME.fullmatch(name):
        raise Problem("INVALID_DATA", {"api_name": "api_name", "json_path": f"{where}.api_name"})
    if name in call.state.tables:
        raise Problem("DUPLICATE_DATA", {"api_name": "api_name", "json_path": f"{where}.api_name"})
    table = call.state.add_custom_module(name, wish["singular_label"], wish["plural_label"])
    return {
        "code": "SUCCESS",
        "details": {"id": str(table.module.id)},
        "message": "module created successfully",
        "status": "success",
    }
