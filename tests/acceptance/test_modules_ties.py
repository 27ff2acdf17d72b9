"""Campaign members and contact roles by jobs, in every version: tied, changed, untied, undone, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.zoho_source import ZohoSource
from hakobu.errors import DefinitionError, NotSupportedError, UnknownOutcomeError
from hakobu.model import Read
from hakobu.runs import Options, run_plan, summary, undo_run
from hakobu.store import Store
from hakobu.zoho import TIES, Client, Settings
from tests.acceptance.modules import VERSIONS
from tests.conftest import Emulator
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = {
    "Campaigns.Leads": ("Invited", "Responded"),
    "Campaigns.Contacts": ("Invited", "Responded"),
    "Deals.Contact_Roles": ("Decision Maker", "Purchasing"),
}
EVERY = [(module, schema) for module in TIES for schema in VERSIONS]
KEYS = {"Campaigns": "Campaign_Name", "Deals": "Deal_Name", "Leads": "Email", "Contacts": "Email"}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    running = Emulator("--edition", "ultimate")
    yield running
    running.close()


@pytest.fixture(autouse=True)
def records(emulator: Emulator) -> None:
    emulator.reset()
    people = [{"Last_Name": name, "Email": f"{name}@x.example"} for name in ("ann", "bob", "cay")]
    emulator.seed(
        records={
            "Campaigns": [{"Campaign_Name": "春"}, {"Campaign_Name": "Autumn"}],
            "Deals": [{"Deal_Name": "Big", "Stage": "Qualification"}, {"Deal_Name": "Small"}],
            "Leads": people,
            "Contacts": people,
        }
    )


def bench_of(emulator: Emulator, folder: Path, module: str, schema: str, **task: Any) -> Bench:
    tie = TIES[module]
    bench = Bench(folder, emulator, schema=schema, refresh_token=f"1000.{schema}")
    bench.task(
        name="ties",
        module=module,
        read={"file": "ties.csv"},
        map={
            tie.left: {"lookup": tie.above, "by": {KEYS[tie.above]: "above"}},
            tie.right: {"lookup": tie.other, "by": {KEYS[tie.other]: "mail"}},
            tie.own: "own",
        },
        **task,
    )
    return bench


def held(bench: Bench, module: str) -> set[tuple[str, str, str | None]]:
    """Read the ties past the job: name above, name of the other, what the tie says."""
    tie = TIES[module]
    names = {row["id"]: row[KEYS[tie.above]] for row in bench.records(tie.above)}
    people = {row["id"]: row["Last_Name"] for row in bench.records(tie.other)}
    with client(bench) as crm:
        rows = [row for page in crm.select(module, []) for row in page]
    return {(names[row[tie.left]["id"]], people[row[tie.right]["id"]], row[tie.own]) for row in rows}


def client(bench: Bench, **more: Any) -> Client:
    given: dict[str, Any] = {"client_id": "i", "client_secret": "s", "refresh_token": "1000.r", **more}
    url = bench.emulator.url
    return Client(Settings(**given, accounts_server=url, api_domain=url, schema=bench.crm["schema"]))


def read_as_source(bench: Bench, module: str, own: str, way: dict[str, Any]) -> set[str]:
    """Read the ties that say ``own`` as a job's source does; give the last names."""
    tie = TIES[module]
    people = {row["id"]: row["Last_Name"] for row in bench.records(tie.other)}
    with client(bench, **way) as crm:
        source = ZohoSource("crm", crm)
        assert module in source.tables()
        read = Read(table=module, columns=(*tie.pair, tie.own), where=f"{tie.own} = '{own}'")
        found = [row for batch in source.batches(read) for row in batch.to_pylist()]
    assert {row[tie.own] for row in found} == {own}
    return {people[row[tie.right]] for row in found}


def names(module: str) -> tuple[str, str]:
    return ("春", "Autumn") if TIES[module].above == "Campaigns" else ("Big", "Small")


def undone(bench: Bench, number: int) -> dict[str, int]:
    with Store(bench.home) as store:
        run = store.runs.get(number)
    assert run is not None
    definition = bench.definition()
    planned = undo_run(definition, run, home=bench.home)
    ended = summary(run_plan(definition, planned, home=bench.home, options=Options()))
    return {name: count for name, count in ended["outcomes"].items() if count}


def rows(bench: Bench, module: str, *lines: str) -> None:
    """Write the source; ``春`` and ``Autumn`` stand for the first and second record above."""
    above = dict(zip(("春", "Autumn"), names(module), strict=True))
    text = [",".join(above.get(cell, cell) for cell in line.split(",")) for line in lines]
    bench.csv("ties.csv", "above,mail,own", *text)


@pytest.mark.parametrize(("module", "schema"), EVERY)
def test_ties_are_made_changed_untied_taken_back_and_read(
    module: str, schema: str, emulator: Emulator, tmp_path: Path
) -> None:
    first, second = WORDS[module]
    one, two = names(module)
    bench = bench_of(emulator, tmp_path, module, schema, operation="upsert")
    lines = [f"春,ann@x.example,{first}", f"春,bob@x.example,{first}", f"Autumn,ann@x.example,{second}"]
    rows(bench, module, *lines)
    assert bench.outcomes() == {"created": 3}
    made = {(one, "ann", first), (one, "bob", first), (two, "ann", second)}
    assert held(bench, module) == made
    assert bench.outcomes(compare="live") == {"unchanged": 3}
    rows(bench, module, f"春,ann@x.example,{second}", *lines[1:], f"Autumn,cay@x.example,{first}")
    told = bench.run(compare="live")
    assert {name: n for name, n in told["outcomes"].items() if n} == {
        "created": 1,
        "updated": 1,
        "unchanged": 2,
    }
    assert held(bench, module) == made - {(one, "ann", first)} | {(one, "ann", second), (two, "cay", first)}
    assert undone(bench, told["run"]) == {"deleted": 1, "updated": 1}
    assert held(bench, module) == made
    bench.tasks[0] |= {"operation": "delete", "name": "gone", "match": [list(TIES[module].pair)]}
    del bench.tasks[0]["map"][TIES[module].own]
    rows(bench, module, f"春,ann@x.example,{first}", f"Autumn,cay@x.example,{first}")
    told = bench.run()
    assert {name: n for name, n in told["outcomes"].items() if n} == {"deleted": 1, "skipped": 1}
    assert held(bench, module) == made - {(one, "ann", first)}
    assert undone(bench, told["run"]) == {"created": 1}
    assert held(bench, module) == made
    for way in ({}, {"use_coql": False}, {"use_coql": False, "api_type": "Bulk"}):
        assert read_as_source(bench, module, first, way) == {"ann", "bob"}


def test_the_plan_says_what_the_call_of_a_related_list_cannot_do(emulator: Emulator, tmp_path: Path) -> None:
    bench = bench_of(emulator, tmp_path, "Campaigns.Leads", "v4", operation="upsert")
    rows(bench, "Campaigns.Leads", "春,ann@x.example,Sent")
    (warning,) = bench.run()["tasks"][0]["notes"]["warnings"]
    assert "Campaigns.Leads takes no list of triggers" in warning
    bench.tasks[0]["automation"] = "any"
    assert "warnings" not in bench.run()["tasks"][0]["notes"]


def test_a_role_that_the_organisation_lacks_is_named(emulator: Emulator, tmp_path: Path) -> None:
    bench = bench_of(emulator, tmp_path, "Deals.Contact_Roles", "v8", operation="upsert")
    rows(bench, "Deals.Contact_Roles", "春,ann@x.example,Juror")
    told = bench.run()
    assert told["outcomes"]["invalid"] == 1
    (reject,) = bench.rejects(told["run"])
    assert "Decision Maker" in reject.faults[0].detail


def test_members_of_one_campaign_go_by_the_hundred(emulator: Emulator, tmp_path: Path) -> None:
    mails = [f"m{number}@x.example" for number in range(150)]
    emulator.seed(records={"Leads": [{"Last_Name": "M", "Email": mail} for mail in mails]})
    bench = bench_of(emulator, tmp_path, "Campaigns.Leads", "v4", operation="insert")
    rows(bench, "Campaigns.Leads", *(f"春,{mail},Sent" for mail in mails), "Autumn,ann@x.example,Sent")
    assert bench.outcomes() == {"created": 151}
    calls = emulator.stats()["calls"]["related.update"]
    assert sum(calls.values()) == 3


def test_what_ties_lack_is_refused_with_the_reason(emulator: Emulator, tmp_path: Path) -> None:
    bench = bench_of(emulator, tmp_path, "Campaigns.Leads", "v4", operation="upsert")
    rows(bench, "Campaigns.Leads", "春,ann@x.example,Sent")
    del bench.tasks[0]["map"]["Lead"]
    with pytest.raises(DefinitionError, match="needs a match key"):
        bench.run()
    with client(bench) as crm:
        with pytest.raises(NotSupportedError, match="is a related list"):
            crm.count("Campaigns.Leads")
        with pytest.raises(NotSupportedError, match="no upsert"):
            crm.upsert("Campaigns.Leads", [{}])
        with pytest.raises(NotSupportedError, match="wants Campaign and Lead"):
            crm.insert("Campaigns.Leads", [{"Member_Status": "Sent"}])
        with pytest.raises(NotSupportedError, match="is no id of a tie"):
            crm.delete("Campaigns.Leads", ["5"])


def test_a_call_that_fails_after_another_leaves_nothing_guessed(emulator: Emulator, tmp_path: Path) -> None:
    bench = bench_of(emulator, tmp_path, "Campaigns.Leads", "v4", operation="insert")
    (one, two), (lead, *_) = (
        [row["id"] for row in bench.records(module)][:2] for module in ("Campaigns", "Leads")
    )
    emulator.faults({"operation": "related.update", "kind": "status", "skip": 1, "times": 1})
    with client(bench) as crm:
        members = [{"Campaign": {"id": each}, "Lead": {"id": lead}} for each in (one, two)]
        with pytest.raises(UnknownOutcomeError, match="Only a part was written"):
            crm.insert("Campaigns.Leads", members)
