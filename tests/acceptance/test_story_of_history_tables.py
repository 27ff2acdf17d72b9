"""The history is written to the user's own database, and asked there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.acceptance.conftest import SECRETS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

FIELDS = """
    select r.status, c."key", c.field, c.old, c.new, c.outcome
    from hakobu_changes c join hakobu_runs r using (run)
    where c.field = 'Description' order by run
"""


def test_runs_are_written_and_later_ones_added(
    hakobu: Hakobu, shop: Shop, crm: Emulator, tmp_path: Path
) -> None:
    shop.execute("insert into people values ('a@e.com', 'Abe', 'X', 'new')")
    hakobu("run", "shop.yaml", "--quiet")
    refused = hakobu("history", "shop.yaml", "--to", "shop")
    assert refused.code == 1
    assert "Set allow_sql: true in the connection" in refused.err

    shop.change("path: shop.db", "path: shop.db, allow_sql: true")
    said = "shop (hakobu_runs, hakobu_changes, hakobu_rejects)"
    assert hakobu("history", "shop.yaml", "--to", "shop").out.split() == f"Written to {said}: run 1.".split()
    shop.execute("update people set notes = 'old'")
    hakobu("run", "shop.yaml", "--quiet")
    assert hakobu("history", "shop.yaml", "--to", "shop", "--json").json["runs"] == [2]
    assert "書き込み済みです" in hakobu("history", "shop.yaml", "--to", "shop", lang="ja").out
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        assert database.execute(FIELDS).fetchall() == [
            ("done", "a@e.com", "Description", None, "new", "created"),
            ("done", "a@e.com", "Description", "new", "old", "updated"),
        ]
    assert crm.stats()["records"]["Leads"] == 1
    assert not [secret for secret in SECRETS if secret.encode() in (tmp_path / "shop.db").read_bytes()]
