"""The page "Your first plan, run and undo", walked word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.pages import blocks, typed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Emulator

PAGE = "plan-run-undo.md"


def cities(crm: Emulator) -> dict[str, tuple[str, str]]:
    records = crm.get("/_emulator/records/Accounts")["records"]
    return {each["Account_Name"]: (each["Phone"], each["Billing_City"]) for each in records}


def test_the_page_does_what_it_says(tmp_path: Path, crm: Emulator) -> None:
    made, plan, run, change, shown, undone, held, released = blocks(PAGE)
    assert typed(made, tmp_path, crm).returncode == 0
    first = typed(plan, tmp_path, crm)
    assert "Plan 1 · customers\nNothing has been written." in first.stdout
    assert "    Billing_City  東京" in first.stdout
    assert cities(crm) == {}
    assert typed(run, tmp_path, crm).returncode == 0
    before = cities(crm)
    assert len(before) == 3
    assert typed(change, tmp_path, crm).returncode == 0
    assert cities(crm)["Acme Ltd"] == ("+1 555 0100", "Chicago")
    back = typed(shown, tmp_path, crm)
    assert "    Phone  03-1234-0000 → 03-1234-5678" in back.stdout
    assert cities(crm) != before
    assert typed(undone, tmp_path, crm).returncode == 0
    assert cities(crm) == before
    assert "2 rows skipped: taken back before" in typed(held, tmp_path, crm).stdout
    again = typed(released, tmp_path, crm)
    assert "2 rows may be sent again." in again.stdout
    assert "    Billing_City  Boston → Chicago" in again.stdout
