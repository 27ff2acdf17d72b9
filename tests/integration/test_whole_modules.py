"""A module that is compared whole is read many pages at once, each record once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.runs.crm import CrmFacts
from hakobu.zoho import Client, Settings
from tests.conftest import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS = 9_001


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    running = Emulator("--edition", "ultimate")
    running.post("/_emulator/latency", {"ms": 30})
    running.seed(records={"Leads": [{"Last_Name": f"L {number}"} for number in range(RECORDS)]})
    yield running
    running.close()


@pytest.mark.parametrize("schema", ["v2", "v2.1", "v4", "v8"])
def test_a_whole_module_is_read_many_pages_at_once(schema: str, emulator: Emulator) -> None:
    given: dict[str, Any] = {"client_id": "i", "client_secret": "s", "refresh_token": f"1000.{schema}"}
    with Client(Settings(**given, accounts_server=emulator.url, schema=schema)) as crm:
        before = crm.stats.by_operation.get("coql", 0)
        facts = CrmFacts(crm)
        rows = [row for page in facts.read("Leads", ["Last_Name"]) for row in page]
        assert len({row["id"] for row in rows}) == len(rows) == RECORDS
        assert {row["Last_Name"] for row in rows} == {f"L {number}" for number in range(RECORDS)}
        least = -(-RECORDS // crm.settings.version.coql_rows)
        assert least <= crm.stats.by_operation["coql"] - before <= least + least // 4 + 2
    assert emulator.stats()["peak_sub_concurrency"] > 1
