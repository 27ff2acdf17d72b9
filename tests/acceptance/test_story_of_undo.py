"""Taking a run back on the command line: what is named, what is left alone, what is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def edit(crm: Emulator, email: str, **values: str) -> str:
    """Change a record as another user of the CRM would."""
    records = crm.get("/_emulator/records/Leads")["records"]
    ident: str = next(record["id"] for record in records if record["Email"] == email)
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = crm.post(f"/oauth/v2/token?{grant}")["access_token"]
    crm.post("/_emulator/clock", {"advance": 5})
    crm._http.put(
        f"/crm/v4/Leads/{ident}",
        json={"data": [values]},
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
    ).raise_for_status()
    return ident


def leads(crm: Emulator) -> dict[str, dict[str, Any]]:
    return {record["Email"]: record for record in crm.get("/_emulator/records/Leads")["records"]}


def test_what_others_edited_is_named_and_forced_only_on_demand(
    hakobu: Hakobu, shop: Shop, crm: Emulator
) -> None:
    shop.fill(3)
    assert hakobu("run", "shop.yaml", "--quiet").code == 0
    shop.execute("update people set notes = 'new'")
    assert hakobu("run", "shop.yaml", "--quiet").code == 0
    ident = edit(crm, "p1@example.com", Description="by hand")

    shown = hakobu("undo", "2").out
    assert "Edited in the CRM since; left alone" in shown
    assert "To take these back too: hakobu undo 2 --force" in shown
    assert ident in shown
    assert "その後に CRM で編集されたため、変更しないレコード" in hakobu("undo", "2", lang="ja").out
    (task,) = hakobu("undo", "2", "--json").json["tasks"]
    (edited,) = task["edited"]
    assert (edited["id"], edited["fields"], edited["taken"]) == (ident, ["Description"], False)
    assert edited["at"]
    assert task["skipped"] == {"edited in the CRM since the run": 1}

    assert hakobu("undo", "2", "--yes", "--quiet", "--json").json["outcomes"]["updated"] == 2
    assert leads(crm)["p1@example.com"]["Description"] == "by hand"

    forced = hakobu("undo", "2", "--force")  # the rest of that run, and only the rest
    assert "Edited in the CRM since; taken back all the same" in forced.out
    assert hakobu("undo", "2", "--force", "--yes", "--quiet", "--json").json["outcomes"]["updated"] == 1
    assert leads(crm)["p1@example.com"]["Description"] == "note 1"
    again = hakobu("undo", "2", "--json")
    assert again.code == 4
    assert again.json["error"]["message"] == "This run was undone already."
    held = hakobu("run", "shop.yaml", "--quiet", "--json").json
    assert held["outcomes"]["skipped"] == 3  # what was forced is held by what the source said


def test_what_cannot_be_undone_says_why(hakobu: Hakobu, shop: Shop, tmp_path: Path) -> None:
    home = str(tmp_path / "home")

    def refused(*arguments: str) -> str:
        told = hakobu("undo", *arguments, "--json", "--home", home)
        assert told.code == 4
        message: str = told.json["error"]["message"]
        return message

    shop.fill(2)
    hakobu("plan", "shop.yaml", "--quiet", "--home", home)
    assert refused("1") == "This plan was never executed; there is nothing to undo."
    hakobu("run", "shop.yaml", "--quiet", "--home", home)
    shop.execute("update people set notes = 'new'")
    hakobu("run", "shop.yaml", "--quiet", "--home", home)
    assert refused("2") == "Run 3 wrote to the same records afterwards."
    assert refused("3", "--record", "77") == "This run wrote no record 77, or it was taken back already."
    with closing(sqlite3.connect(tmp_path / "home" / "hakobu.db")) as database:
        database.execute("update runs set status = 'delivering', ended = null where id = 3")
        database.commit()
    assert refused("3") == "This run is not over."
