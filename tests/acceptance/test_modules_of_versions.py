"""A module that the connection's version lacks is refused, with the task and the version that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

LACKING = ("Appointments__s", "Appointments_Rescheduled_History__s", "Services__s")


@pytest.mark.parametrize("schema", ["v2", "v2.1"])
def test_what_a_version_lacks_is_named_with_the_version_that_has_it(
    schema: str, crm: Emulator, hakobu: Hakobu, tmp_path: Path
) -> None:
    file = JobFile(tmp_path, crm)
    file.csv("name", "Repair")
    file.crm["schema"] = schema
    for module in LACKING:
        file.task |= {"name": "visits", "module": module, "match": ["Name"], "map": {"Name": "name"}}
        told = hakobu("run", file.write())
        said = " ".join(told.err.split())
        assert told.code == 2
        assert f"Task visits: There is no module {module!r} in schema {schema}: it needs Schema v4." in said
        assert "Set schema: v4 in the connection." in said


def test_a_note_tells_which_record_it_is_about(crm: Emulator, hakobu: Hakobu, tmp_path: Path) -> None:
    (account,) = crm.seed(records={"Accounts": [{"Account_Name": "山田商店"}]})["ids"]["Accounts"]
    file = JobFile(tmp_path, crm)
    file.csv("title,body,shop", "訪問,在庫を確認,山田商店")
    note = {"Note_Title": "title", "Note_Content": "body", "Parent_Id": "shop"}
    file.task |= {"name": "notes", "module": "Notes", "operation": "insert", "map": note}
    del file.task["match"]
    told = hakobu("run", file.write())
    assert told.code == 2
    assert "Parent_Id leads to records of several modules" in told.err
    note["Parent_Id"] = {"lookup": "Accounts", "by": {"Account_Name": "shop"}}  # type: ignore[assignment]
    assert hakobu("run", file.write()).code == 0
    (made,) = crm.get("/_emulator/records/Notes")["records"]
    assert (made["Note_Title"], made["Parent_Id"]) == ("訪問", account)
