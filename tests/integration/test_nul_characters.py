"""A NUL character in a key or a value is kept by either store, and the run goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.jobs import Bench, key_field
from tests.integration.stores import either_store, postgresql_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["either_store", "postgresql_store"]

PEOPLE = [("k\0x", "N"), ("k1", "A\0B"), ("bad\0k", None)]


@pytest.mark.usefixtures("either_store")
def test_a_nul_in_keys_and_values_of_delivered_and_failed_rows(
    tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    bench = Bench(tmp_path, emulator())
    bench.emulator.seed(fields={"Leads": [key_field("No")]})
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.execute("create table people (no text, name text)")
        database.executemany("insert into people values (?, ?)", PEOPLE)
        database.commit()
    bench.source = {"connector": "sqlite", "path": str(tmp_path / "shop.db")}
    fields = {"No": "no", "Last_Name": "name", "Company": "name"}
    bench.task(read={"table": "people"}, match=["No"], map=fields)
    first = bench.run()
    assert (first["outcomes"]["created"], first["outcomes"]["invalid"]) == (2, 1)
    assert {label for label, _, _ in bench.causes(first["run"])} == {"bad\0k"}
    again = bench.run()
    assert (again["outcomes"]["unchanged"], again["outcomes"]["invalid"]) == (2, 1)
    assert [each.state for each in bench.rejects(first["run"])] == ["again"]
