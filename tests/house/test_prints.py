"""Only what talks to a terminal prints."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.conftest import Module

MAY_PRINT = {"cli", "demo"}


def test_only_the_command_line_and_the_demo_print(modules: tuple[Module, ...]) -> None:
    prints = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.place not in MAY_PRINT
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not prints, "\n".join(prints)
