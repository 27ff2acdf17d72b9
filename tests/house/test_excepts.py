"""Nothing is caught blindly, save where a run is closed and its cause recorded."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.conftest import Module

MARK = re.compile(r"#.*\bcloses the run\b")
BROAD = {"Exception", "BaseException"}


def _caught(node: ast.AST) -> list[ast.expr] | None:
    """Give what a handler or ``suppress`` catches; None if the node is neither."""
    match node:
        case ast.ExceptHandler(type=None):
            return [ast.Name("BaseException")]
        case ast.ExceptHandler(type=ast.Tuple(elts=kinds)):
            return kinds
        case ast.ExceptHandler(type=ast.expr() as kind):
            return [kind]
        case ast.Call(func=function) if ast.unparse(function).endswith("suppress"):
            return node.args
        case _:
            return None


def _raises_on(node: ast.AST) -> bool:
    """Tell whether a handler ends by raising what it caught: then it hides nothing."""
    last = node.body[-1] if isinstance(node, ast.ExceptHandler) else None
    return isinstance(last, ast.Raise) and last.exc is None


def test_no_blind_catch(modules: tuple[Module, ...]) -> None:
    blind = [
        f"{module.path}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler | ast.Call)
        and BROAD & {ast.unparse(kind).rpartition(".")[2] for kind in _caught(node) or []}
        and not MARK.search(module.lines[node.lineno - 1])
        and not _raises_on(node)
    ]
    assert not blind, "\n".join(blind)
