"""What was written is read back where a task asks for it: asked, confirmed, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop

LINE = "operation: upsert"


def test_everything_and_then_a_sample_is_read_back(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(120)
    shop.change(LINE, f"{LINE}\n        verify: all")
    planned = " ".join(hakobu("plan", "shop.yaml", "--quiet").out.split())
    assert "leads: 120 records will be read back after writing (API credits: 3, counted above)." in planned
    japanese = hakobu("run", "shop.yaml", lang="ja")
    assert "読み戻しで確認済み" in japanese.out
    assert "leads：読み戻しで確認" in japanese.err

    shop.change("verify: all", "verify: 7")
    shop.execute("update people set notes = 'new'")
    told = hakobu("run", "shop.yaml", "--quiet", "--json").json["tasks"][0]["notes"]["read_back"]
    counts = {name: told[name] for name in ("asked", "confirmed", "read", "verified", "missing", "fields")}
    assert counts == {
        "asked": 120,
        "confirmed": 120,
        "read": 7,
        "verified": 7,
        "missing": 0,
        "fields": {},
    }
    assert "read_back" not in hakobu("runs", "--json").json[-1]["tasks"][0]["notes"]  # the plan


def test_a_wrong_word_for_what_is_read_back(hakobu: Hakobu, shop: Shop) -> None:
    shop.change(LINE, f"{LINE}\n        verify: some")
    told = hakobu("check", "shop.yaml")
    assert told.code == 2
    assert "The key 'verify' is none, all, or a number of records." in told.err
