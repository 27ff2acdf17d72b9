"""Every public module, class and function says in one sentence what it is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.conftest import Module


def _public(module: Module) -> list[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]


def _still_empty(module: Module, modules: tuple[Module, ...]) -> bool:
    """Tell whether a folder has nothing in it yet, or is one whose files are found by their place."""
    inside = [other for other in modules if other.name.startswith(f"{module.name}.")]
    return not module.text and (not inside or module.name.count(".") > 1)


def test_every_public_thing_says_what_it_is(modules: tuple[Module, ...]) -> None:
    mute = [
        f"{module.path}:{node.lineno}: {node.name}"
        for module in modules
        if module.is_public
        for node in _public(module)
        if not ast.get_docstring(node)
    ]
    mute += [
        str(module.path)
        for module in modules
        if not ast.get_docstring(module.tree) and not _still_empty(module, modules)
    ]
    assert not mute, "\n".join(mute)
