"""The shape of a definition file as JSON Schema, for editors; made from the tables that reading uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.connectors.catalogue import CATALOGUE
from hakobu.connectors.spec import SettingType
from hakobu.definitions.keys import (
    ABOUT,
    ALERT,
    APPLICATION,
    CANARY,
    CONSTANT,
    DAYS_OF,
    FILE,
    GUARDS,
    HOOKS,
    JOB,
    LINES,
    LINES_OF,
    LOOKUP,
    READ,
    SCHEDULE,
    START,
    TASK,
    TRIGGERS,
    VALUE,
    Shape,
)
from hakobu.definitions.schedule import DAYS, KINDS, WEEKDAYS
from hakobu.model import Automation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.connectors.spec import Setting, Spec
    from hakobu.definitions.keys import Key

__all__ = ["schema"]

_TEXT = {"type": "string", "minLength": 1}
_CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_CONSTANT = {"type": ["string", "number", "boolean", "null"]}
_VALUE = {"type": ["string", "number", "boolean"]}
_SHAPES: dict[Shape, dict[str, Any]] = {
    Shape.TEXT: _TEXT,
    Shape.BOOLEAN: {"type": "boolean"},
    Shape.TEXTS: {"type": "array", "items": _TEXT, "uniqueItems": True},
    Shape.TEXT_BY_NAME: {"type": "object", "additionalProperties": _TEXT},
}


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a definition file."""
    specs = tuple(CATALOGUE.values())
    own = {
        "connections": {"type": "object", "additionalProperties": {"oneOf": [_connection(s) for s in specs]}},
        "jobs": {"type": "object", "additionalProperties": _job()},
        "application": _object(APPLICATION, {each.name: {"type": "object"} for each in APPLICATION}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hakobu definition",
        **_object(FILE, own),
    }


def _job() -> dict[str, Any]:
    canary = _object(CANARY, {"records": {"type": "integer", "minimum": 1}, "rejects": _limit()})
    own = {
        "tasks": {"type": "array", "minItems": 1, "items": _task()},
        "guards": _guards(),
        "canary": canary,
        "schedule": _schedule(),
        "alerts": {"type": "array", "items": _alert()},
        "parameters": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
        **{name: {"type": "array", "minItems": 1, "items": _TEXT} for name in HOOKS},
    }
    return _object(JOB, own)


def _schedule() -> dict[str, Any]:
    days_of: dict[str, dict[str, Any]] = {
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
        "business_day": {"type": "integer"},
    }
    weekdays = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": list(WEEKDAYS)}}
    one_of = {**_object(DAYS_OF, days_of), "minProperties": 1, "maxProperties": 1}
    clock = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _CLOCK}
    days = {"oneOf": [{"enum": list(DAYS)}, weekdays, one_of]}
    start = {
        **_object(START, {"at": clock, "days": days}),
        "oneOf": [{"required": [kind]} for kind in KINDS],
    }
    return _object(SCHEDULE, {"starts": {"type": "array", "minItems": 1, "items": start}})


def _alert() -> dict[str, Any]:
    about = {"type": "array", "uniqueItems": True, "items": {"enum": list(ABOUT)}}
    return _object(ALERT, {"about": about, "failed_rows": _limit(), "daily_at": _CLOCK})


def _guards() -> dict[str, Any]:
    limits = {key.name: _limit() for key in GUARDS if key.shape is Shape.OWN}
    return _object(GUARDS, {**limits, "plan_days": {"type": "integer", "minimum": 1}})


def _limit() -> dict[str, Any]:
    return {
        "oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?%$"}]
    }


def _task() -> dict[str, Any]:
    automation = [{"enum": list(Automation)}, {"type": "array", "items": {"enum": list(TRIGGERS)}}]
    values = {"type": "array", "minItems": 1, "items": _VALUE}
    own: dict[str, dict[str, Any]] = {
        "read": _read(),
        "match": {"type": "array", "minItems": 1, "items": {"oneOf": [_TEXT, _SHAPES[Shape.TEXTS]]}},
        "map": {"type": "object", "minProperties": 1, "additionalProperties": _field(lines=True)},
        "automation": {"oneOf": automation},
        "guards": _guards(),
        "verify": {"oneOf": [{"enum": ["none", "all"]}, {"type": "integer", "minimum": 1}]},
        "scope": {"type": "object", "minProperties": 1, "additionalProperties": {"oneOf": [_VALUE, values]}},
        "archive": {"type": "object", "minProperties": 1, "additionalProperties": _CONSTANT},
    }
    return _object(TASK, own)


def _read() -> dict[str, Any]:
    kinds = [{**_object(READ, {}), "required": [kind]} for kind in ("table", "query", "file")]
    return {"oneOf": kinds}


def _lines() -> dict[str, Any]:
    of = {
        **_object(LINES_OF, {"read": _read()}),
        "oneOf": [{"required": ["read", "by"]}, {"required": ["column"]}],
    }
    inner = {"type": "object", "minProperties": 1, "additionalProperties": _field(lines=False)}
    return _object(LINES, {"lines": of, "map": inner})


def _field(*, lines: bool) -> dict[str, Any]:
    default = {
        "type": "object",
        "properties": {"default": _TEXT},
        "required": ["default"],
        "additionalProperties": False,
    }
    unknown = {"oneOf": [{"enum": ["reject", "keep"]}, default]}
    return {
        "oneOf": [
            _TEXT,
            _object(VALUE, {"unknown": unknown}),
            _object(CONSTANT, {"constant": _CONSTANT}),
            _object(LOOKUP, {}),
            *([_lines()] if lines else []),
        ]
    }


def _connection(spec: Spec) -> dict[str, Any]:
    connector = {"enum": [spec.name, *spec.aliases], "description": spec.title.en}
    made: dict[str, Any] = {
        "type": "object",
        "properties": {"connector": connector, **{each.name: _setting(each) for each in spec.settings}},
        "required": ["connector", *(each.name for each in spec.settings if each.required)],
        "additionalProperties": False,
    }
    if spec.needs_one_of:
        made["allOf"] = [{"anyOf": [{"required": [name]} for name in group]} for group in spec.needs_one_of]
    return made


def _setting(setting: Setting) -> dict[str, Any]:
    types = {SettingType.INTEGER: "integer", SettingType.BOOLEAN: "boolean"}
    made: dict[str, Any] = {"type": types.get(setting.type, "string"), "description": setting.help.en}
    if setting.choices:
        made["enum"] = list(setting.choices)
    if setting.default is not None:
        made["default"] = setting.default
    limits = {"minimum": setting.minimum, "maximum": setting.maximum}
    made.update({name: limit for name, limit in limits.items() if limit is not None})
    if made["type"] == "string":
        return made
    # a variable of the environment may stand where a number or a boolean is meant
    return {"description": made.pop("description"), "anyOf": [made, {"type": "string", "pattern": r"\$\{"}]}


def _object(keys: Iterable[Key], own: dict[str, dict[str, Any]]) -> dict[str, Any]:
    built = [key for key in keys if not key.later]
    return {
        "type": "object",
        "properties": {key.name: {"description": key.help, **_key(key, own)} for key in built},
        "required": [key.name for key in built if key.required],
        "additionalProperties": False,
    }


def _key(key: Key, own: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if key.shape is Shape.CHOICE:
        return {"enum": list(key.choices)}
    return own[key.name] if key.name in own else _SHAPES[key.shape]
