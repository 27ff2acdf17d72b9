"""A plan on the command line: every change is seen before it is made, and that very plan runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def test_a_plan_is_seen_and_then_executed(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(5)
    hakobu("run", "shop.yaml")
    shop.execute("update people set name = 'Renamed' where rowid = 1")
    told = hakobu("plan", "shop.yaml")
    assert told.code == 0
    assert "Nothing has been written." in told.out
    assert "→ Renamed" in told.out
    assert "hakobu run shop.yaml --job" in told.out
    planned = hakobu("plan", "shop.yaml", "--json").json
    (change,) = planned["changes"]
    assert (change["kind"], change["new"]) == ("update", {"Last_Name": "Renamed"})
    listed = hakobu("plan", "shop.yaml", "--format", "csv", "--lang", "ja").out
    assert "変更後" in listed
    assert "Renamed" in listed
    number = str(planned["plan"])
    done = hakobu("run", "shop.yaml", "--plan", number, "--json").json
    assert done["outcomes"]["updated"] == 1
    again = hakobu("run", "shop.yaml", "--plan", number)
    assert again.code == 4
    assert "This plan was executed already" in again.err
    assert crm.stats()["records"]["Leads"] == 5


def test_a_run_is_taken_back(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(5)
    hakobu("run", "shop.yaml")
    shown = hakobu("undo", "1")
    assert shown.code == 0
    assert "Nothing has been written." in shown.out
    assert "hakobu undo 1 --yes" in shown.out
    assert crm.stats()["records"]["Leads"] == 5
    done = hakobu("undo", "1", "--yes")
    assert done.code == 0
    assert "Run 1, taken back." in done.out
    assert crm.stats()["records"]["Leads"] == 0
    again = hakobu("run", "shop.yaml")
    assert "held until the row changes" in again.out
    assert crm.stats()["records"]["Leads"] == 0
    number = hakobu("runs", "--json").json[1]["run"]
    assert "5 rows may be sent again." in hakobu("undo", str(number), "--release").out
    hakobu("run", "shop.yaml")
    assert crm.stats()["records"]["Leads"] == 5


def test_what_cannot_be_undone_is_said(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(2)
    hakobu("run", "shop.yaml")
    shop.execute("update people set name = 'Later'")
    hakobu("run", "shop.yaml")
    told = hakobu("undo", "1")
    assert told.code == 4
    assert "Run 2 wrote to the same records afterwards." in told.err
    assert "Undo that one first: hakobu undo 2." in told.err
