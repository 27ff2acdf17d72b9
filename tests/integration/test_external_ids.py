"""External IDs as match keys of jobs: of a user and of the organisation, in every schema."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Emulator
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMAS = ("v2", "v2.1", "v4", "v8")
LEVELS = ("user", "org")
FIELDS = [
    {
        "api_name": f"Ext_{level}_{schema.replace('.', '_')}",
        "field_label": level,
        "data_type": "text",
        "length": 50,
        "external": level,
    }
    for level in LEVELS
    for schema in SCHEMAS
]


@pytest.fixture(scope="module")
def crm() -> Iterator[Emulator]:
    with closing(Emulator()) as running:
        running.seed(fields={"Leads": FIELDS})
        yield running


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("level", LEVELS)
def test_records_are_found_by_their_external_id(
    level: str, schema: str, crm: Emulator, tmp_path: Path
) -> None:
    """The schema v2 does not tell of External IDs: they are read from newer metadata."""
    key = f"Ext_{level}_{schema.replace('.', '_')}"

    def mine() -> dict[str, str]:
        return {row[key]: row["Last_Name"] for row in bench.records() if row.get(key)}

    def job(operation: str, *lines: str, **fields: Any) -> dict[str, int]:
        bench.tasks = []
        bench.csv("leads.csv", "no,name", *lines)
        bench.task(operation=operation, match=[key], map={key: "no", **fields})
        return bench.outcomes()

    bench = Bench(tmp_path, crm, schema=schema)
    people = {"Last_Name": "name", "Company": "'c'"}
    assert job("upsert", "A1,Ito", "A2,Sato", **people) == {"created": 2}
    assert job("upsert", "A1,Ito", "A2,Kato", "A3,Mori", **people) == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
    }
    assert mine() == {"A1": "Ito", "A2": "Kato", "A3": "Mori"}
    assert job("update", "A3,Hara", "A9,Nobody", Last_Name="name") == {"updated": 1, "skipped": 1}
    assert job("delete", "A1,x", "A9,x") == {"deleted": 1, "skipped": 1}
    assert mine() == {"A2": "Kato", "A3": "Hara"}
