"""The folders tell the story from left to right: a module imports only from its left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.conftest import Module

ORDER = (
    *("errors", "model", "settings", "store", "zoho", "connectors", "definitions", "staging", "mapping"),
    *("changes", "plan", "delivery", "runs", "reports", "jobs", "demo", "api", "cli"),
)
AT_THE_RIM = ("", "__main__")  # the package itself and `python -m hakobu` stand for the whole
ONLY = {"zoho": {"errors"}, "emulator": set[str]()}
STARTS_THE_EMULATOR = {"cli", "demo"}  # as a process of its own, by its name
NO_MODULE = "__version__"


def _place(name: str) -> str:
    return name.split(".")[1]


def _neighbours(module: Module) -> set[tuple[str, int]]:
    imported = {(_place(name), line) for name, line in module.imports if name.startswith("hakobu.")}
    known = {*ORDER, "emulator"}  # a text such as "hakobu.log" is no module
    mentioned = {(_place(name), line) for name, line in module.mentions if _place(name) in known}
    if module.place in STARTS_THE_EMULATOR:
        mentioned = {(place, line) for place, line in mentioned if place != "emulator"}
    return {(place, line) for place, line in imported | mentioned if place not in {module.place, NO_MODULE}}


def _allowed(place: str) -> set[str]:
    if place in AT_THE_RIM:
        return set(ORDER)
    return ONLY[place] if place in ONLY else set(ORDER[: ORDER.index(place)])


def _knows(module: Module, library: str) -> bool:
    return any(name.partition(".")[0] == library for name, _ in module.imports)


def test_every_folder_has_its_place(modules: tuple[Module, ...]) -> None:
    places = {module.place for module in modules} - {*AT_THE_RIM}
    assert places <= {*ORDER, *ONLY}, "give the new folder its place in ORDER"


def test_a_module_imports_only_from_its_left(modules: tuple[Module, ...]) -> None:
    wrong = [
        f"{module.path}:{line}: {module.place or 'hakobu'} must not know {place}"
        for module in modules
        for place, line in sorted(_neighbours(module))
        if place not in _allowed(module.place)
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_store_knows_alembic(modules: tuple[Module, ...]) -> None:
    assert not [module.path for module in modules if module.place != "store" and _knows(module, "alembic")]


def test_only_the_store_and_sources_know_sqlalchemy(modules: tuple[Module, ...]) -> None:
    may = {"store", "connectors"}
    assert not [module.path for module in modules if module.place not in may and _knows(module, "sqlalchemy")]
