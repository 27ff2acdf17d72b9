"""What a module exports is listed, sorted and there. What is handed on unlisted, ruff names (F401)."""

from __future__ import annotations

import ast
import importlib
from typing import TYPE_CHECKING

from hakobu.connectors.catalogue import CATALOGUE

if TYPE_CHECKING:
    from tests.house.conftest import Module


def _listed(module: Module) -> list[str] | None:
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            assert isinstance(node, ast.Assign)
            names = ast.literal_eval(node.value)
            assert isinstance(names, list)
            return names
    return None


def _order(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)  # constants, classes, the rest


def test_lists_are_sorted_and_without_doubles(modules: tuple[Module, ...]) -> None:
    for module in modules:
        names = _listed(module) or []
        assert names == sorted(set(names), key=_order), module.path


FETCHED = {spec.driver.module.partition(".")[0] for spec in CATALOGUE.values() if spec.driver}


def _imported(module: Module) -> object | None:
    """Give a module; None if it wants a driver that is fetched only when somebody wants it."""
    try:
        return importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in FETCHED:
            return None
        raise


def test_what_is_listed_is_there(modules: tuple[Module, ...]) -> None:
    for module in modules:
        names = _listed(module) or []
        made = _imported(module) if names else None
        for name in names if made else []:
            assert hasattr(made, name), f"{module.path}: {name}"
