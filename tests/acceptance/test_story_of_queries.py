"""Asking the CRM on the command line: queries in every form, and keys with their reasons."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from tests.conftest import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu

QUERY = "select Last_Name, Annual_Revenue, Created_Time from Leads where id is not null"
FIELDS = [
    {"api_name": "Own", "field_label": "顧客番号", "data_type": "text", "length": 50, "external": "user"},
    {"api_name": "Ours", "field_label": "Ours", "data_type": "text", "length": 50, "external": "org"},
    {"api_name": "Key", "field_label": "Key", "data_type": "text", "length": 50, "unique": True},
]


@pytest.fixture(scope="module")
def leads() -> Iterator[Emulator]:
    with closing(Emulator()) as running:
        rows = [{"Last_Name": f"運ぶ {n}", "Company": "c", "Annual_Revenue": n + 0.25} for n in range(230)]
        running.seed(fields={"Leads": FIELDS}, records={"Leads": rows})
        yield running


@pytest.fixture
def file(tmp_path: Path, leads: Emulator) -> str:
    """Write a file with the one connection, and one that makes no COQL call."""
    crm = {
        "connector": "zoho-crm",
        "accounts_server": leads.url,
        "api_domain": leads.url,
        "client_id": "1000.STORY",
        "client_secret": "s3cret-of-the-client",
        "refresh_token": "t0ken-to-refresh",
    }
    body = {"connections": {"crm": crm, "plain": {**crm, "use_coql": False}}}
    (tmp_path / "crm.yaml").write_text(json.dumps(body), encoding="utf-8")
    return "crm.yaml"


def test_a_query_in_every_form(hakobu: Hakobu, file: str, tmp_path: Path) -> None:
    shown = hakobu("query", file, QUERY, "--connection", "crm", "--limit", "3")
    assert shown.code == 0
    assert [line.split()[1] for line in shown.out.splitlines() if "運ぶ" in line] == ["0", "1", "2"]
    assert "of 230 rows" in shown.err
    assert "credits" in shown.err
    told = hakobu("query", file, QUERY, "--connection", "crm", "--json")
    assert len(told.json) == 230
    assert Decimal(str(told.json[7]["Annual_Revenue"])) == Decimal("7.25")
    for name in ("all.csv", "all.parquet", "all.json"):
        assert hakobu("query", file, QUERY, "--connection", "crm", "--output", name).code == 0
    assert json.loads((tmp_path / "all.json").read_text(encoding="utf-8")) == told.json
    table = pq.read_table(tmp_path / "all.parquet")
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows: list[dict[str, Any]] = list(csv.DictReader(lines))
    assert [row["Last_Name"] for row in rows] == table.column("Last_Name").to_pylist()
    assert [Decimal(row["Annual_Revenue"]) for row in rows] == table.column("Annual_Revenue").to_pylist()


def test_a_wrong_query_says_what_and_where(hakobu: Hakobu, file: str, leads: Emulator) -> None:
    before = leads.stats()["calls"]
    wrong = {
        "select Last_Name frm Leads": "Syntax error at line 1, column 27, at the end",
        "select Last_Name from Leads": "a where is missing",
        "select id from Leads where id > 1 and City = 'a' or id < 9": "'or' beside 'and' without brackets",
    }
    for query, said in wrong.items():
        found = hakobu("query", file, query, "--connection", "crm")
        assert (found.code, said in found.err) == (1, True), found.err
    assert leads.stats()["calls"] == before  # Zoho is not asked what cannot be meant
    unknown = hakobu("query", file, "select Lst_Name from Leads where id > 1", "--connection", "crm")
    assert "Leads has no field 'Lst_Name'" in unknown.err
    assert "Last_Name" in unknown.err
    many = ", ".join(f"Owner.{part}" for part in ["email", "first_name"] * 26)
    wide = hakobu("query", file, f"select {many} from Leads where id > 1 limit 5", "--connection", "crm")
    assert "52 columns are too many: schema v4 gives 50" in wide.err
    plain = hakobu("query", file, QUERY, "--connection", "plain")
    assert (plain.code, "needs COQL, which this connection does not use" in plain.err) == (1, True)


def test_keys_with_their_reasons(hakobu: Hakobu, file: str) -> None:
    shown = hakobu("keys", file, "Leads", "--connection", "crm")
    assert shown.code == 0
    assert "for an upsert choose update or External ID" in shown.out
    for field, kind in (("Own", "External ID (user)"), ("Ours", "External ID (organisation)")):
        assert any(field in line and kind in line for line in shown.out.splitlines())
    told = hakobu("keys", file, "Leads", "--connection", "crm", "--json").json
    kinds = {key["field"]: (key["kind"], key["operations"]) for key in told["keys"]}
    assert kinds["id"] == ("id", ["update", "delete"])
    assert kinds["Key"] == ("unique", ["update", "upsert", "delete", "mirror"])
    assert kinds["Email"][0] == "system"
    assert kinds["City"][0] == "own"
    assert all(key["reason"] for key in told["keys"])


def test_what_zoho_leaves_open_about_keys_is_said(hakobu: Hakobu, file: str) -> None:
    open_ = hakobu("keys", file, "Services__s", "--connection", "crm", "--json").json
    assert not open_["documented"]
    assert "leaves open" in " ".join(open_["notes"])
    tasks = hakobu("keys", file, "Tasks", "--connection", "crm", lang="ja")
    assert "Tasks には Zoho の Upsert がありません" in tasks.out
