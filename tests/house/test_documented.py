"""Whatever a user can type or meet stands in the documentation: found in the code, looked for in the docs."""

from __future__ import annotations

import ast
import importlib
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.house.conftest import Module

TABLES_OF_CODES = {"CODES", "FAULTS"}


@pytest.fixture(autouse=True)
def _only_once_there_are_docs(told: bool) -> None:  # noqa: FBT001 - a fixture
    if not told:
        pytest.skip("the README is still a title")


def _optional(name: str) -> Any:
    """Import what may not be built yet; a module that is there and broken is no excuse."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            pytest.skip(f"{name} is not built yet")
        raise


def _missing(names: set[str], docs: str) -> list[str]:
    return sorted(name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", docs))


def _commands(command: Any, path: str) -> set[str]:
    inner = getattr(command, "commands", None)
    if not inner:
        return {path}
    return {name for key, child in inner.items() for name in _commands(child, f"{path} {key}")}


def _options(command: Any) -> set[str]:
    own = {max(parameter.opts, key=len) for parameter in command.params if parameter.opts[0].startswith("-")}
    inner = getattr(command, "commands", {}).values()
    return own.union(*(_options(child) for child in inner)) - {"--help"}


@pytest.fixture
def command() -> Any:
    """Give the whole command line: the one typer application that ``hakobu.cli`` has."""
    typer = importlib.import_module("typer")
    cli = _optional("hakobu.cli")
    found = [value for value in vars(cli).values() if isinstance(value, typer.Typer)]
    if not found and hasattr(cli, "app") and callable(cli.app):
        found = [cli.app()]  # built on demand
    if not found:
        pytest.skip("hakobu.cli has no application yet")
    return typer.main.get_command(found[0])


def test_every_command(command: Any, docs: str) -> None:
    assert not _missing(_commands(command, "hakobu"), docs)


def test_every_option(command: Any, docs: str) -> None:
    assert not _missing(_options(command), docs)


def test_every_connector_and_its_settings(docs: str) -> None:
    catalogue = _optional("hakobu.connectors.catalogue").CATALOGUE
    names = {
        name for name, spec in catalogue.items() for name in (name, *(one.name for one in spec.settings))
    }
    assert not _missing(names, docs)


def test_every_key_of_a_definition(docs: str) -> None:
    keys = _optional("hakobu.definitions.keys")
    tables = [value for value in vars(keys).values() if isinstance(value, tuple)]
    names = {key.name for table in tables for key in table if isinstance(key, keys.Key)}
    assert names
    assert not _missing(names, docs)


def test_every_environment_variable(modules: tuple[Module, ...], docs: str) -> None:
    names = {name for module in modules for name in re.findall(r"\bHAKOBU(?:_[A-Z]+)+\b", module.text)}
    assert not _missing(names, docs)


def test_every_code(modules: tuple[Module, ...], docs: str) -> None:
    codes = set()
    for module in modules:
        if module.place != "emulator":
            assigned = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
            for table in TABLES_OF_CODES & assigned:
                codes |= set(vars(importlib.import_module(module.name)).get(table, ()))
    assert not _missing(codes, docs)


def test_every_exit_code(docs: str) -> None:
    reference = re.search(r"(?im)^#+ .*exit code.*$", docs)
    assert reference is not None
    assert all(re.search(rf"\b{code}\b", docs[reference.end() :][:2000]) for code in range(6))
