"""SQL of a job for its source, in a file: allowed by the connection, one statement each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hakobu.connectors.catalogue import CATALOGUE
from hakobu.connectors.executing import ALLOW
from hakobu.connectors.placeholders import names_in
from hakobu.connectors.statement import placed_fault
from hakobu.definitions.keys import HOOKS
from hakobu.definitions.parameters import check_names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.connectors.spec import Spec
    from hakobu.definitions.cursor import Cursor
    from hakobu.model import Connection

__all__ = ["read_hooks"]

_BLANK = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*"
_FIRST = re.compile(_BLANK + r"(?P<word>[A-Za-z]*)", re.DOTALL)
_TRANSACTION = {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"}


def read_hooks(
    found: Mapping[str, Cursor],
    spec: Spec | None,
    connection: Connection | None,
    own: Mapping[str, str | int],
) -> dict[str, tuple[str, ...]]:
    """Read ``before``, ``after`` and ``after_failure``; ``connection`` is the job's source."""
    made: dict[str, tuple[str, ...]] = {}
    for name in HOOKS:
        if name not in found:
            continue
        place = found[name]
        if spec is not None and connection is not None:
            _check_allowed(name, place, spec, connection)
        made[name] = _read(name, place, spec, own)
    return made


def _check_allowed(name: str, place: Cursor, spec: Spec, connection: Connection) -> None:
    if spec.setting(ALLOW.name) is None:
        place.fault(
            f"{spec.name} carries out no SQL; {name!r} is for a source that is a database.",
            valid=tuple(each.name for each in CATALOGUE.values() if each.setting(ALLOW.name)),
            next_step="Take it away.",
        )
    elif connection.settings.get(ALLOW.name) is not True:
        place.fault(
            f"The connection {connection.name!r} does not allow SQL of a job.",
            next_step=f"Set {ALLOW.name}: true in the connection if jobs may change that database, "
            f"or take {name!r} away.",
        )


def _read(name: str, place: Cursor, spec: Spec | None, own: Mapping[str, str | int]) -> tuple[str, ...]:
    what = f"A statement of {name!r}"
    items = place.items(f"The key {name!r}")
    if place.is_list() and not items:
        place.fault(f"The key {name!r} holds no statement.", next_step="Take it away.")
    made = []
    for item in items:
        text = item.text(what)
        if text is None:
            continue
        _check_first(text, what, item)
        check_names_in(text, item, own)
        databases = spec is not None and spec.setting(ALLOW.name) is not None
        if spec is not None and databases and names_in(text) and (fault := placed_fault(text, spec.name)):
            item.adopt(fault)
        made.append(text)
    return tuple(made)


def _check_first(text: str, what: str, item: Cursor) -> None:
    found = _FIRST.match(text)
    word = found["word"].upper() if found else ""
    if found is not None and found.end() == len(text) and not word:
        item.fault(f"{what} says nothing.")
    elif word in _TRANSACTION:
        item.fault(
            f"{what} cannot be {word}: all of them are one transaction already.", next_step="Take it away."
        )
