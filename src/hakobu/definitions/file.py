"""A definition file: read whole, with all its faults at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from hakobu.definitions.cursor import Cursor, Faults
from hakobu.definitions.document import Unreadable, read_document
from hakobu.definitions.job import read_job
from hakobu.definitions.keys import APPLICATION, FILE
from hakobu.definitions.settings import read_connection
from hakobu.errors import DefinitionError, Fault
from hakobu.model import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hakobu.definitions.document import Node

__all__ = ["load", "parse"]


def load(path: Path, *, env: Mapping[str, str] | None = None) -> Definition:
    """Read a definition file; a file with faults raises ``DefinitionError`` with all of them.

    ``${NAME}`` is looked up in ``env``, which is the process's environment where none is given.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        _refuse(f"There is no file {path}.", path, "Write one with: hakobu init.")
    except UnicodeDecodeError as error:
        _refuse(f"The file is not in UTF-8 (byte {error.start}).", path, "Save it as UTF-8.")
    except OSError as error:
        _refuse(f"The file cannot be read: {error.strerror}.", path, "")
    return parse(text, file=str(path), env=os.environ if env is None else env)


def parse(text: str, *, file: str = "", env: Mapping[str, str]) -> Definition:
    """Read a definition from its text; ``file`` is how faults call it."""
    faults = Faults(file)
    definition = _definition(_root(text, faults), faults, env)
    if faults.found:
        raise DefinitionError(faults.in_order())
    return definition


def _root(text: str, faults: Faults) -> Node | None:
    try:
        return read_document(text)
    except Unreadable as error:
        fault = error.fault
        raise DefinitionError(
            (Fault(message=fault.message, file=faults.file, line=fault.line, next_step=fault.next_step),)
        ) from None


def _definition(root: Node | None, faults: Faults, env: Mapping[str, str]) -> Definition:
    if root is None:
        fault = Fault(message="The file is empty.", file=faults.file, next_step="Start with: hakobu init.")
        raise DefinitionError((fault,))
    found = Cursor(root, "", faults).keys("A definition file", FILE)
    if "application" in found:
        for name, place in found["application"].keys("The key 'application'", APPLICATION).items():
            place.pairs(f"The key {name!r}")
    connections = {
        name: read_connection(name, place, env) for name, place in _pairs(found, "connections").items()
    }
    jobs = {name: read_job(name, place, connections) for name, place in _pairs(found, "jobs").items()}
    return Definition(
        connections={name: each for name, each in connections.items() if each is not None},
        jobs={name: each for name, each in jobs.items() if each is not None},
        file=faults.file,
    )


def _pairs(found: dict[str, Cursor], key: str) -> dict[str, Cursor]:
    return found[key].pairs(f"The key {key!r}") if key in found else {}


def _refuse(message: str, path: Path, next_step: str) -> NoReturn:
    raise DefinitionError((Fault(message=message, file=str(path), next_step=next_step),)) from None
