"""Whatever a connection or its settings are called, what is composed of them reads back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hakobu.jobs import Workspace
from hakobu.model import Secret
from hakobu.store import Store
from hakobu.store.vault import VaultKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Workspace]]:
    home: Path = tmp_path_factory.mktemp("home")
    store = Store(home)
    yield store, Workspace(store, store.vault(VaultKey.open(home, {})), env={})
    store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, path=TEXTS, password=TEXTS)
def test_every_name_and_value_survives(
    workspace: tuple[Store, Workspace], name: str, path: str, password: str
) -> None:
    store, composed = workspace
    found = store.definitions.connection(name)
    values = {"connector": "postgresql", "settings": {"database": path}, "draft": False, "labels": []}
    values |= {"tested": None, "passed": None, "report": []}
    store.definitions.save_connection(name, values, author="me", based_on=found.version if found else None)
    composed._vault.put(name, "password", Secret(password))
    read = composed.connection(name)
    assert (read.name, read.settings["database"]) == (name, path)
    assert read.settings["password"].reveal() == password
