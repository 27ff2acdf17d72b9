from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from hakobu.definitions import load
from hakobu.demo import demo_definition, demo_fields, make_shop
from hakobu.demo.rows import STAGES

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://127.0.0.1:8085"


@pytest.fixture
def definition(tmp_path: Path) -> Any:
    return yaml.safe_load(demo_definition(tmp_path / 'a "shop".sqlite', URL))


def test_it_is_a_definition_without_faults(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(demo_definition(tmp_path / "shop.sqlite", URL), encoding="utf-8")
    assert [task.name for task in load(path, env={}).jobs["shop-to-crm"].tasks] == [
        "accounts",
        "products",
        "contacts",
        "deals",
    ]


def test_connections_lead_to_the_shop_and_the_crm(definition: Any, tmp_path: Path) -> None:
    shop, crm = definition["connections"]["shop"], definition["connections"]["crm"]
    assert shop == {"connector": "sqlite", "path": str(tmp_path / 'a "shop".sqlite')}
    assert (crm["accounts_server"], crm["api_domain"]) == (URL, URL)


def test_the_job_has_its_four_tasks(definition: Any) -> None:
    tasks = definition["jobs"]["shop-to-crm"]["tasks"]
    assert [(task["name"], task["module"]) for task in tasks] == [
        ("accounts", "Accounts"),
        ("products", "Products"),
        ("contacts", "Contacts"),
        ("deals", "Deals"),
    ]
    assert {task["operation"] for task in tasks} == {"upsert"}


def test_match_keys_are_unique_fields_that_are_mapped(definition: Any) -> None:
    unique = {field["api_name"] for fields in demo_fields().values() for field in fields if field["unique"]}
    for task in definition["jobs"]["shop-to-crm"]["tasks"]:
        (key,) = task["match"]
        assert key in task["map"]
        assert key in unique | {"Email"}


def test_stages_become_zohos(definition: Any) -> None:
    assert definition["jobs"]["shop-to-crm"]["tasks"][3]["map"]["Stage"]["picklist"] == STAGES


def test_every_column_that_is_mapped_is_in_the_shop(definition: Any, tmp_path: Path) -> None:
    path = make_shop(tmp_path / "shop.sqlite").path
    with closing(sqlite3.connect(path)) as connection:
        columns = {
            name
            for table in ("customers", "people", "products", "orders")
            for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")
        }
    for task in definition["jobs"]["shop-to-crm"]["tasks"]:
        for mapped in task["map"].values():
            text = mapped if isinstance(mapped, str) else mapped.get("value", "")
            words = re.findall(r"\b[a-z_]+\b(?!\()", re.sub(r"'[^']*'", "", text))
            assert set(words) <= columns, text


def test_custom_fields_are_named_once_and_mapped(definition: Any) -> None:
    tasks = {task["module"]: task["map"] for task in definition["jobs"]["shop-to-crm"]["tasks"]}
    for module, fields in demo_fields().items():
        assert {field["api_name"] for field in fields} <= set(tasks[module])
        assert all(field["data_type"] == "text" for field in fields)
