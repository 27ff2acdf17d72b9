"""Parameters of a job in a file: their names and defaults, and where a task uses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hakobu.connectors.placeholders import names_in
from hakobu.connectors.spec import nearest
from hakobu.model import LAST_SUCCESS, RUN_DATE, RUN_TIME, Lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.definitions.cursor import Cursor
    from hakobu.definitions.task import Placed
    from hakobu.model import Read

__all__ = ["check_names_in", "check_parameters", "read_parameters"]

OF_EVERY_RUN = (RUN_DATE, RUN_TIME, LAST_SUCCESS)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def read_parameters(cursor: Cursor) -> dict[str, str | int]:
    """Read ``parameters``: a name and its default, a text or a whole number."""
    found: dict[str, str | int] = {}
    for name, place in cursor.pairs("The key 'parameters'").items():
        if not _NAME.match(name):
            place.fault(
                f"{name!r} cannot name a parameter.", next_step="Use letters, digits and underscores: region."
            )
        elif name in {RUN_DATE, RUN_TIME}:
            place.fault(f"The parameter {name!r} is given by the run itself.", next_step="Take another name.")
        else:
            value = place.value(f"The parameter {name!r}")
            if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
                found[name] = value
            else:
                place.fault(
                    f"The parameter {name!r} is a text or a whole number.", next_step="Put it in quotes."
                )
    return found


def check_parameters(placed: Placed, own: Mapping[str, str | int]) -> None:
    """Find parameters that a task's reads use and nobody declares."""
    known = _known(own)
    _check_read(placed.task.read, placed.keys["read"], known)
    for entry in placed.task.map:
        if isinstance(entry.source, Lines) and entry.source.read is not None:
            place = placed.keys["map"].child(entry.field).child("lines").child("read")
            _check_read(entry.source.read, place, known)


def _check_read(read: Read, place: Cursor, known: tuple[str, ...]) -> None:
    for key, text in (("query", read.query), ("where", read.where), ("file", read.file)):
        _check_text(text, place.child(key), known)


def check_names_in(text: str, place: Cursor, own: Mapping[str, str | int]) -> None:
    """Find parameters that a text uses and nobody declares."""
    _check_text(text, place, _known(own))


def _check_text(text: str | None, place: Cursor, known: tuple[str, ...]) -> None:
    for name in names_in(text):
        if name not in known:
            near = nearest(name, known)
            braces = f"Where braces are meant, write {{{{{name}}}}}."
            place.fault(f"There is no parameter {name!r}.", valid=known, next_step=f"{near} {braces}".strip())


def _known(own: Mapping[str, str | int]) -> tuple[str, ...]:
    return (*own, *(name for name in OF_EVERY_RUN if name not in own))
