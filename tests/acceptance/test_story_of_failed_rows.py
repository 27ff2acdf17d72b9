"""Rows that cannot be delivered are listed with their causes, and delivered once corrected."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def with_faults(shop: Shop) -> None:
    shop.fill(20)
    shop.execute(
        "insert into people values (?, ?, ?, ?)",
        [
            ("long@example.com", "y" * 100, "Shop", "=1+1"),
            ("nameless@example.com", None, "Shop", "-"),
            ("twice@example.com", "A", "Shop", "-"),
            ("twice@example.com", "B", "Shop", "-"),
        ],
    )


def test_faulty_rows_are_named_and_the_rest_goes_on(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    with_faults(shop)
    told = hakobu("run", "shop.yaml")
    assert told.code == 3
    assert "finished, with failed rows" in told.out
    assert "1 row · leads.Last_Name · The text is longer than the field allows." in told.out
    assert "What to do: Shorten it in the source" in told.out
    assert "hakobu rejects 1" in told.out
    assert "hakobu retry 1" in told.out
    assert crm.stats()["records"]["Leads"] == 20


def test_the_list_of_failed_rows(hakobu: Hakobu, shop: Shop) -> None:
    with_faults(shop)
    hakobu("run", "shop.yaml")
    told = hakobu("rejects", "1")
    assert told.code == 0
    assert "4 rows failed" in told.out
    assert "too_long · leads · Last_Name" in told.out
    assert "long@example.com" in told.out
    japanese = hakobu("rejects", "1", lang="ja").out
    assert "エラー行 4 件" in japanese
    assert "対処：" in japanese

    one = hakobu("rejects", "1", "--cause", "duplicate_key", "--limit", "1").out
    assert "Rows 1 to 1 of 2. More: --skip 1" in one
    found = hakobu("rejects", "1", "--json").json
    assert found["rows"] == 4
    assert {cause["code"]: cause["rows"] for cause in found["causes"]}["duplicate_key"] == 2

    sheet = hakobu("rejects", "1", "--format", "csv").out
    assert sheet.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert {row["_key"] for row in rows} >= {"long@example.com", "nameless@example.com"}

    unknown = hakobu("rejects", "1", "--cause", "too_lng")
    assert unknown.code == 2
    assert "too_long" in unknown.err


def test_once_the_source_is_corrected_a_run_delivers_them(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    """Lesson 30: users assumed that failed rows are sent again; here the next run does, and says so."""
    with_faults(shop)
    hakobu("run", "shop.yaml")
    shop.execute("update people set name = 'Short' where name is null or length(name) > 80")
    shop.execute("delete from people where name = 'B'")
    told = hakobu("run", "shop.yaml")
    assert told.code == 0
    assert crm.stats()["records"]["Leads"] == 23
    former = hakobu("rejects", "1").out
    assert "Run 1 has no failed row left." in former
    assert "delivered since" in former


def test_once_the_mapping_is_corrected_retry_sends_only_them(
    hakobu: Hakobu, shop: Shop, crm: Emulator
) -> None:
    with_faults(shop)
    hakobu("run", "shop.yaml")
    shop.change("Last_Name: name", "Last_Name: coalesce(left(name, 80), 'Unknown')")
    told = hakobu("retry", "1", "--only", "too_long")
    assert told.code == 0
    assert "Failed rows of run 1, sent again." in told.out
    assert crm.stats()["records"]["Leads"] == 21


def test_rows_that_a_retry_left_out_wait_for_the_next(hakobu: Hakobu, shop: Shop) -> None:
    with_faults(shop)
    hakobu("run", "shop.yaml")
    shop.change("Last_Name: name", "Last_Name: coalesce(left(name, 80), 'Unknown')")
    hakobu("retry", "1", "--only", "too_long")
    found = hakobu("retry", "1", "--json").json
    assert found["carried"] == sum(found["outcomes"].values()) == 3
    assert found["read"] == 0


def test_what_zoho_refuses_is_told_in_its_words_and_ours(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(30)
    crm.faults(
        {
            "kind": "refuse_record",
            "module": "Leads",
            "match": {"Email": "p3@example.com"},
            "code": "INVALID_DATA",
            "message": "invalid data",
            "times": 1,
        }
    )
    told = hakobu("run", "shop.yaml")
    assert told.code == 3
    assert "Refused by Zoho" in told.out
    listed = hakobu("rejects", "1").out
    assert "INVALID_DATA" in listed
    assert "p3@example.com" in listed
    again = hakobu("retry", "1")
    assert again.code == 0
    assert crm.stats()["records"]["Leads"] == 30
