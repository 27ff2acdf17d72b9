"""The reference names every key of a file and every setting of a connector, as the code has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hakobu.connectors.catalogue import CATALOGUE
from hakobu.connectors.column_types import TYPE_NAMES
from hakobu.definitions.keys import (
    ALERT,
    APPLICATION,
    CANARY,
    CONSTANT,
    DAYS_OF,
    FILE,
    GUARDS,
    JOB,
    LINES,
    LINES_OF,
    LOOKUP,
    READ,
    SCHEDULE,
    START,
    TASK,
    TRIGGERS,
    VALUE,
    Key,
)

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
DEFINITIONS = (REFERENCE / "definitions.md").read_text(encoding="utf-8")
CONNECTORS = (REFERENCE / "connectors.md").read_text(encoding="utf-8")
KEYS = [
    key
    for table in (
        *(FILE, APPLICATION, JOB, TASK, READ, VALUE, CONSTANT, LOOKUP, LINES, LINES_OF, GUARDS, CANARY),
        *(SCHEDULE, START, DAYS_OF, ALERT),
    )
    for key in table
]


@pytest.mark.parametrize("key", [key for key in KEYS if not key.later], ids=lambda key: str(key.name))
def test_a_key_is_in_the_reference(key: Key) -> None:
    assert f"| `{key.name}` | {key.help} |" in DEFINITIONS
    assert all(choice in DEFINITIONS for choice in key.choices)


def test_what_comes_later_is_in_the_reference() -> None:
    assert all(f"`{key.name}`" in DEFINITIONS for key in KEYS if key.later)
    assert all(f"`{trigger}`" in DEFINITIONS for trigger in TRIGGERS)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_connector_is_in_the_reference(name: str) -> None:
    spec = CATALOGUE[name]
    section = CONNECTORS.split(f"## `{name}`")[1].split("\n## ")[0]
    for setting in spec.settings:
        assert f"| `{setting.name}`" in section
        assert setting.help.en in section
        assert all(f"`{choice}`" in section for choice in setting.choices)


def test_the_names_of_types_are_in_the_reference() -> None:
    assert all(name.split("(")[0] in CONNECTORS for name in TYPE_NAMES)
