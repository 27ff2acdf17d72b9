"""A plan as people see it: in every format and both languages, and what is to be decided by them."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def seen(hakobu: Hakobu, shop: Shop, crm: Emulator) -> Hakobu:
    """Plan a shop with a change of each kind: one to create, one to update, one ambiguous, one invalid."""
    twin = {"Last_Name": "x", "Company": "c", "Email": "twin@example.com"}
    old = {"Last_Name": "Old", "Company": "Shop", "Email": "p0@example.com"}
    crm.seed(records={"Leads": [twin, twin, old]})
    shop.fill(1)
    rows = [("twin@example.com", "T", "c", ""), ("new@example.com", EVIL, "=1+1", ""), ("bad", "B", "c", "")]
    shop.execute("insert into people values (?, ?, ?, ?)", rows)
    assert hakobu("plan", "shop.yaml", "--quiet").code == 0
    return hakobu


def test_a_stored_plan_is_shown_again_in_both_languages(seen: Hakobu) -> None:
    told = seen("plan", "--show", "1").out
    assert "Old → Person 0" in told
    assert "matched by Email · before: read from the CRM" in told
    assert "ambiguous_match · leads · Email" in told
    assert "hakobu decide 1 twin@example.com " in told
    assert "REST API, up to 100 records a call" in told
    japanese = seen("plan", "--show", "1", lang="ja").out
    assert "複数一致（要選択）" in japanese
    assert "Email で照合 · 変更前：CRM の現在の値" in japanese
    one = seen("plan", "--show", "1", "--kind", "update", "--limit", "1").out
    assert "new@example.com" not in one
    assert "people-to-crm (plan)" in seen("runs").out


def test_a_plan_for_machines_and_spreadsheets(seen: Hakobu, tmp_path: Path) -> None:
    found = seen("plan", "--show", "1", "--json").json
    assert [each["kind"] for each in found["changes"]] == ["create", "update"]
    assert {each["key"]: len(each["candidates"]) for each in found["not_sent"]} == {
        "twin@example.com": 2,
        "bad": 0,
    }
    sheet = seen("plan", "--show", "1", "--format", "csv", "--key", "new@").out
    lines = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert {line["Field"]: line["After"] for line in lines}["Company"] == "'=1+1"
    told = seen("plan", "--show", "1", "--format", "parquet", "--output", "plan.parquet")
    assert "Written: plan.parquet" in told.err
    lines = pq.read_table(tmp_path / "plan.parquet").to_pylist()
    assert [line["new"] for line in lines if line["field"] == "Company"] == ["=1+1"]
    assert {line["kind"] for line in lines} == {"create", "update", "invalid"}


def test_a_plan_as_a_page(seen: Hakobu, tmp_path: Path) -> None:
    seen("plan", "--show", "1", "--format", "html", "--output", "plan.html", lang="ja")
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert '<html lang="ja">' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "変更プレビュー 1" in page


def test_what_cannot_be_told_is_said(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(2)
    hakobu("run", "shop.yaml")
    told = hakobu("plan", "shop.yaml", "--compare", "none").out
    assert "cannot tell whether 2 records differ from the CRM: nothing was compared" in told
    found = hakobu("plan", "--show", "2", "--json").json
    assert found["tasks"][0]["cannot_tell"] == 2
    assert found["tasks"][0]["unchanged"] == 0
    assert "Email" in found["changes"][0]["cannot_tell"]


def test_wrong_uses_are_named(hakobu: Hakobu, shop: Shop) -> None:
    assert "--show PLAN" in hakobu("plan").err
    shop.fill(1)
    hakobu("plan", "shop.yaml")
    assert "There is no run 7" in hakobu("plan", "--show", "7").err
    assert "There is no kind upsert" in hakobu("plan", "--show", "1", "--kind", "upsert").err
    assert "--output PATH" in hakobu("plan", "--show", "1", "--format", "parquet").err
    assert "has no task sales" in hakobu("plan", "--show", "1", "--task", "sales").err
    missing = hakobu("plan", "--show", "1", "--format", "html", "--output", "nowhere/plan.html")
    assert (missing.code, "There is no folder nowhere" in missing.err) == (2, True)


def colliding(shop: Shop) -> None:
    shop.change("module: Leads", "module: Accounts")
    shop.change("        match: [Email]\n", "")
    shop.change(
        "Last_Name: name\n          Company: company\n          Email: email", "Account_Name: company"
    )
    shop.fill(3)


def test_a_key_that_only_names_wants_a_yes(hakobu: Hakobu, shop: Shop) -> None:
    colliding(shop)
    told = hakobu("plan", "shop.yaml")
    assert told.code == 4
    assert "3 rows would collide: Shop" in told.err
    assert "--yes" in told.err
    assert hakobu("plan", "shop.yaml", "--yes").code == 0


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 4), (b"y\n", 0)])
def test_on_a_terminal_it_is_a_question(tmp_path: Path, shop: Shop, answer: bytes, code: int) -> None:
    colliding(shop)
    ours, theirs = pty.openpty()
    os.write(ours, answer)
    ended = subprocess.run(
        [sys.executable, "-m", "hakobu", "plan", "shop.yaml", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "HAKOBU_LANG": "en"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    assert ended.returncode == code
    assert b"[y/N]" in os.read(ours, 100_000)
    os.close(ours)


def test_several_matches_are_decided_once(seen: Hakobu, crm: Emulator) -> None:
    candidate = seen("plan", "--show", "1", "--json").json["not_sent"][0]["candidates"][1]
    told = seen("decide", "1", "twin@example.com", candidate)
    assert told.code == 0
    assert f"twin@example.com (leads) is record {candidate} from now on." in told.out
    planned = seen("plan", "shop.yaml", "--json").json
    (change,) = [each for each in planned["changes"] if each["key"] == "twin@example.com"]
    assert (change["id"], change["matched_by"][:12]) == (candidate, "decision of ")
    assert "に選択" in seen("plan", "--show", str(planned["plan"]), lang="ja").out
    assert candidate in seen("decide", "--list", lang="ja").out
    assert "is forgotten" in seen("decide", "--revoke", "TWIN@example.com").out
    assert "Nothing has been decided." in seen("decide", "--list").out
    wrong = seen("decide", "1", "twin@example.com", "17")
    assert (wrong.code, candidate in wrong.err, "create" in wrong.err) == (2, True, True)
    assert crm.stats()["records"]["Leads"] == 3
