"""Command line and library do the same things under the same names."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest
import typer

import hakobu
from hakobu.cli import app

SHOWING = {"json", "lang", "quiet", "help"}  # how a command shows what it did
SHOWING |= {
    "kind",
    "field",
    "key",
    "task",
    "limit",
    "skip",
    "format",
    "output",
    "show",
    "no_pager",
}  # and which of it
ELSEWHERE = {"file", "run_id", "plan"}  # what the library is given as objects (a plan: to run_plan)
ELSEWHERE |= {"recheck"}  # compare=Compare.RECHECK


@pytest.mark.parametrize("verb", ["check", "plan", "run", "retry"])
def test_what_a_command_takes_the_library_takes(verb: str) -> None:
    command: Any = typer.main.get_command(app).commands[verb]  # type: ignore[attr-defined]
    taken = {parameter.name for parameter in command.params} - SHOWING - ELSEWHERE
    name = "plan_job" if verb == "plan" else verb  # hakobu.plan is a folder
    known = set(inspect.signature(getattr(hakobu, name)).parameters)
    known |= {field.name for field in dataclasses.fields(hakobu.Options)}
    assert taken <= known


def test_what_the_library_exports_is_there() -> None:
    for name in hakobu.__all__:
        assert getattr(hakobu, name) is not None
    assert dir(hakobu) == hakobu.__all__


def test_what_it_does_not_export_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'undo'"):
        hakobu.undo  # noqa: B018
