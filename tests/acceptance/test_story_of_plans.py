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
