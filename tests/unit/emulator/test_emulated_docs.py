"""The emulator's reference names every operation, option, fault and wish."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hakobu.emulator.command import command_line
from hakobu.emulator.fault import KINDS, Fault
from hakobu.emulator.operation import OPERATIONS

if TYPE_CHECKING:
    from .conftest import Crm

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "emulator.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_operations(page: str) -> None:
    for operation in OPERATIONS:
        assert f"| `{operation.name}` |" in page
        assert f"`{operation.method} {operation.path('{version}')}`" in page


def test_options(page: str) -> None:
    options = {name for action in command_line()._actions for name in action.option_strings}
    assert not [name for name in options - {"-h", "--help"} if f"| `{name}` |" not in page]


def test_faults(page: str) -> None:
    silent = {"hits", "id", "kind"}
    known = {one.name for one in fields(Fault)} - silent
    assert not [name for name in known | KINDS if f"`{name}`" not in page and f'"{name}"' not in page]


def test_the_control_door(crm: Crm, page: str) -> None:
    assert not [name for _, name in crm.door.wishes() if f"/_emulator/{name}" not in page]
    assert not [name for name in crm.door.settings() if f"`{name}`" not in page]
    assert not [name for name in crm.ask("GET", "stats") if f'"{name}"' not in page]
