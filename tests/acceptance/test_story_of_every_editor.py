"""A person edits two fields, a run overwrites one: the record's life names both, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.test_story_of_undo import edit

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def as_eve(crm: Emulator, email: str, **values: str) -> str:
    """Change a record in Zoho's own pages, as a person who is not the connection's user."""
    user = {"first_name": "Eve", "last_name": "Example", "email": "eve@example.com"}
    (eve,) = crm.seed(users=[user])["users"]
    us = crm.get("/_emulator/org")["current_user"]
    crm.post("/_emulator/org", {"current_user": eve, "timeline_source": "crm_ui"})
    ident = edit(crm, email, **values)
    crm.post("/_emulator/org", {"current_user": us, "timeline_source": "crm_api"})
    return ident


def test_person_and_run_are_both_told_field_by_field(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(2)
    shop.file.write_text(shop.file.read_text().replace("timeout: 3", "timeout: 3\n    schema: v8"))
    hakobu("run", "shop.yaml", "--quiet")
    ident = as_eve(crm, "p1@example.com", Description="by hand", City="Tsu")
    crm.post("/_emulator/clock", {"advance": 5})
    shop.execute("update people set notes = 'new' where email = 'p1@example.com'")
    hakobu("run", "shop.yaml", "--quiet")

    told = hakobu("explain", "Leads", ident, "shop.yaml", "--json").json["edits"]
    assert [
        (each["action"], each["way"], each["person"] == "Eve Example", each["run"]) for each in told["edits"]
    ] == [("updated", "api", False, 2), ("updated", "person", True, None), ("added", "api", False, 1)]
    ours, eves, _ = told["edits"]
    assert ours["fields"] == [{"field": "Description", "old": "by hand", "new": "new"}]
    assert {each["field"]: (each["old"], each["new"]) for each in eves["fields"]} == {
        "Description": ("note 1", "by hand"),
        "City": (None, "Tsu"),
    }
    assert (told["more"], told["calls"], told["unread"]) == (False, 1, "")

    shown = hakobu("explain", "Leads", ident, "shop.yaml").out
    assert "Every edit, as Zoho tells it, the newest first" in shown
    assert "Eve Example · by hand" in shown
    assert "City  (empty) → Tsu" in shown
    assert "run 2, ours" in shown
    assert "Read with one more API call." in shown
    japanese = hakobu("explain", "Leads", ident, "shop.yaml", lang="ja").out
    assert "Eve Example · 画面での操作" in japanese
    assert "実行 2（Hakobu）" in japanese


def test_an_older_schema_names_the_last_editor_and_what_would_tell_each(
    hakobu: Hakobu, shop: Shop, crm: Emulator
) -> None:
    shop.fill(1)
    hakobu("run", "shop.yaml", "--quiet")
    ident = as_eve(crm, "p0@example.com", City="Tsu")
    shown = hakobu("explain", "Leads", ident, "shop.yaml").out
    assert "modified by Eve Example" in shown
    assert "Schema v4 does not tell the timeline of a record. Choose schema v8." in shown
    assert "スキーマ v8 を選択してください。" in hakobu("explain", "Leads", ident, "shop.yaml", lang="ja").out
