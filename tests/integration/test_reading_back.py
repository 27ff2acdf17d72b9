"""Reading back finds what became of values after Zoho took them, by REST and by Bulk Write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.jobs import Bench, key_field
from tests.integration.test_bulk_delivery import HurriedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.runs import Event


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.post("/_emulator/org", {"job_seconds": 0})
    zoho.seed(fields={"Leads": [key_field("No")]})
    return Bench(tmp_path, zoho)


class Workflow:
    """What a workflow rule of the organisation does as soon as records were written."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.ran = False

    def __call__(self, event: Event) -> None:
        if event.phase == "deliver" and event.done == event.total and not self.ran:
            self.ran = True
            first, second = self._bench.records()[:2]
            grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=workflow"
            token = self._bench.emulator.post(f"/oauth/v2/token?{grant}")["access_token"]
            headers = {"Authorization": f"Zoho-oauthtoken {token}"}
            http = self._bench.emulator._http
            changed = {"data": [{"Company": "Changed"}]}
            http.put(f"/crm/v4/Leads/{first['id']}", json=changed, headers=headers).raise_for_status()
            http.delete(f"/crm/v4/Leads?ids={second['id']}", headers=headers).raise_for_status()


@pytest.mark.parametrize("write", ["rest", "bulk"])
def test_what_a_workflow_changed_is_shown_and_no_row_fails(bench: Bench, write: str) -> None:
    rows = [f"k{n},N{n},C{n}" for n in range(4)]
    bench.csv("leads.csv", "no,name,company", *rows)
    fields = {"No": "no", "Last_Name": "name", "Company": "company"}
    bench.task(match=["No"], map=fields, automation="any", write=write, verify="all")
    ended = bench.run(watch=Workflow(bench), clock=HurriedClock(bench.emulator))
    assert (ended["status"], ended["outcomes"]["created"]) == ("done", 4)
    told = ended["tasks"][0]["notes"]["read_back"]
    assert {name: told[name] for name in ("asked", "confirmed", "read", "verified", "missing")} == {
        "asked": 4,
        "confirmed": 4,
        "read": 4,
        "verified": 2,
        "missing": 1,
    }
    assert [each["key"] for each in told["missing_examples"]] == ["k1"]
    company = told["fields"].pop("Company")
    assert company["records"] == 1
    assert [(each["key"], each["wrote"], each["holds"]) for each in company["examples"]] == [
        ("k0", "C0", "Changed")
    ]
    assert told["fields"] == {}


def test_deleted_records_are_verified_to_be_gone(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company", "k1,N,C", "k2,N,C")
    fields = {"No": "no", "Last_Name": "name", "Company": "company"}
    bench.task(match=["No"], map=fields)
    bench.run()
    bench.tasks.clear()
    bench.task(match=["No"], map={"No": "no"}, operation="delete", verify="all")
    told = bench.run()["tasks"][0]["notes"]["read_back"]
    assert (told["confirmed"], told["verified"], told["missing"]) == (2, 2, 0)
