"""A record's life, told by module and id or by the address of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.test_story_of_undo import edit, leads

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def test_a_record_from_its_creation_to_its_undo_and_after(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(2)
    hakobu("run", "shop.yaml", "--quiet")
    shop.execute("update people set notes = 'new' where email = 'p1@example.com'")
    hakobu("run", "shop.yaml", "--quiet")
    hakobu("undo", "2", "--yes", "--quiet")
    ident = edit(crm, "p1@example.com", Description="by hand")
    url = f"https://crm.zoho.jp/crm/org20098765/tab/Leads/{ident}?x=1"

    told = hakobu("explain", url).out
    assert f"Leads {ident} · p1@example.com" in told
    assert "run 1 · people-to-crm · leads  source row 2" in told
    assert "Description  note 1 → new  ← notes" in told
    assert "Taken back by run 3." in told
    assert "run 3 (undo of run 2)" in told
    assert "Held after an undo: the row p1@example.com" in told
    assert "With a definition file at the end, Zoho is asked" in told

    asked = hakobu("explain", url, "shop.yaml")
    assert asked.code == 0
    assert "That was after our last write." in asked.out
    assert "Description: we wrote note 1; now by hand" in asked.out
    japanese = hakobu("explain", "Leads", ident, "shop.yaml", lang="ja").out
    assert "実行 3（実行 2 を元に戻す）" in japanese
    assert "これは、最後の書き込みより後の変更です。" in japanese

    life = hakobu("explain", "Leads", ident, "shop.yaml", "--json").json
    assert life["known"]
    assert [(step["run"], step["outcome"], step["undone_by"]) for step in life["steps"]] == [
        (1, "created", None),
        (2, "updated", 3),
        (3, "updated", None),
    ]
    assert life["zoho"]["after"]
    assert life["zoho"]["differs"] == {"Description": ["note 1", "by hand"]}


def test_a_record_that_is_not_ours_and_what_is_no_record(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    person = {"Last_Name": "x", "Company": "c", "Email": "theirs@example.com"}
    crm.seed(records={"Leads": [person]})
    ident = leads(crm)["theirs@example.com"]["id"]
    told = hakobu("explain", "Leads", ident, "shop.yaml").out
    assert "No run of this Hakobu wrote this record." in told
    assert "created by" in told
    gone = hakobu("explain", "Leads", "999999999", "shop.yaml").out
    assert "Zoho has no such record" in gone
    for words in (["Leads"], ["Leads", "12x"], ["https://crm.zoho.com/crm/org1/tab/Home/begin"]):
        refused = hakobu("explain", *words, "--json")
        assert refused.code == 2
        assert "hakobu explain Leads" in refused.json["error"]["next_step"]
