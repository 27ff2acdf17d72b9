"""A connection in a file: its settings by the connector's specification, ``${NAME}`` from the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hakobu.connectors.catalogue import CATALOGUE, find_spec
from hakobu.connectors.spec import SettingType, nearest
from hakobu.model import Connection, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.connectors.spec import Setting, Spec
    from hakobu.definitions.cursor import Cursor

__all__ = ["read_connection"]

_VARIABLE = re.compile(r"\$(?:(\$\{)|\{([A-Za-z_][A-Za-z0-9_]*)\}|\{([^}]*)\}?)")


def read_connection(name: str, cursor: Cursor, env: Mapping[str, str]) -> Connection | None:
    """Read one connection; None, with faults, if its connector is not known."""
    given = cursor.pairs("A connection")
    connector = given.pop("connector", None)
    if connector is None:
        if cursor.is_pairs():
            cursor.fault("A connection needs the key 'connector'.", valid=tuple(CATALOGUE))
        return None
    word = connector.text("A connector")
    spec = find_spec(word) if word else None
    if spec is None:
        if word:
            known = tuple(CATALOGUE)
            connector.fault(f"There is no connector {word!r}.", valid=known, next_step=nearest(word, known))
        return None
    return Connection(name=name, connector=spec.name, settings=_settings(spec, cursor, given, env))


def _settings(
    spec: Spec, cursor: Cursor, given: Mapping[str, Cursor], env: Mapping[str, str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    unread: set[str] = set()
    for name, place in given.items():
        setting = spec.setting(name)
        value = place if setting is None else _value(setting, place, env)
        if value is None:
            unread.add(name)
        values[name] = value
    for fault in spec.check(values):
        if fault.path in unread:
            continue  # its fault was told when it was read
        place = given.get(fault.path, cursor)
        (cursor if fault.path not in given else _above(place, cursor)).adopt(fault)
    known = {name: value for name, value in values.items() if spec.setting(name)}
    return spec.filled(known)


def _above(place: Cursor, cursor: Cursor) -> Cursor:
    """The connection's path with the setting's line."""
    return type(place)(place.node, cursor.path, place.faults)


def _value(setting: Setting, place: Cursor, env: Mapping[str, str]) -> str | int | bool | Secret | None:
    what = f"The setting {setting.name!r}"
    secret = setting.type is SettingType.SECRET
    if setting.type is SettingType.BOOLEAN and not _is_variable(place):
        return place.boolean(what)
    if setting.type is SettingType.INTEGER and not _is_variable(place):
        value = place.value(what)
        if isinstance(value, str | int | float | bool):
            # the specification judges it, with the limits it knows
            return value  # type: ignore[return-value]  # a float is a fault there
        return None
    text = place.text(what, secret=secret)
    filled = None if text is None else _expand(text, place, env)
    if filled is None:
        return None
    return Secret(filled) if secret else _typed(setting, filled)


def _is_variable(place: Cursor) -> bool:
    return "${" in getattr(place.node, "text", "")


def _typed(setting: Setting, text: str) -> str | int | bool:
    """Turn a variable's text into what the setting holds, where that is certain."""
    if setting.type is SettingType.INTEGER and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    if setting.type is SettingType.BOOLEAN and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text


def _expand(text: str, place: Cursor, env: Mapping[str, str]) -> str | None:
    """Put the environment's values in; ``$${`` stands for ``${`` itself."""
    missing = False

    def put(found: re.Match[str]) -> str:
        nonlocal missing
        escaped, name, other = found.groups()
        if escaped:
            return "${"
        if name and name in env:
            return env[name]
        missing = True
        if name:
            place.fault(
                f"The environment variable {name} is not set.",
                next_step=nearest(name, tuple(env)) or f"Set it, for example: export {name}=…",
            )
        else:
            place.fault(f"${{{other or ''}}} names no environment variable.", next_step="Write ${NAME}.")
        return ""

    filled = _VARIABLE.sub(put, text)
    return None if missing else filled
