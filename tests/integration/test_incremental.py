"""Reading only what changed: from Zoho CRM and from databases, and a mark that only a finished run moves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.zoho_crm import open_client
from hakobu.errors import DefinitionError, SourceError
from hakobu.runs import Options, plan_job, planned_tasks, run_plan, summary
from hakobu.zoho import SystemClock
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.zoho import Client


class Later(SystemClock):
    """A clock of which a test moves the hands."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


WAYS: dict[str, dict[str, Any]] = {
    "COQL": {},
    "REST": {"use_coql": False},
    "Bulk Read": {"use_coql": False, "api_type": "Bulk"},
}


class Copy(Bench):
    """A copy of the contacts of one organisation into the leads of another."""

    def __init__(self, folder: Path, source: Any, target: Any, **crm: Any) -> None:
        super().__init__(folder, target)
        self.clock = Later()
        self.people = source
        target.seed(fields={"Leads": [key_field("Old_Id")]})
        self.source = {**self.crm, "accounts_server": source.url, "api_domain": source.url, **crm}

    def copy(self, **read: Any) -> None:
        self.tasks = []
        self.task(
            read={"table": "Contacts", "incremental": "Modified_Time", **read},
            match=["Old_Id"],
            map={"Old_Id": "id", "Last_Name": '"Last_Name"', "Company": "'c'"},
        )

    def go(self, **options: Any) -> dict[str, int]:
        """Run, and give what was read and the outcomes."""
        run = self.run(clock=self.clock, **options)
        return {"read": run["read"], **{name: number for name, number in run["outcomes"].items() if number}}

    def reads(self) -> Any:
        """Plan, and give how the first task was read."""
        plan = plan_job(self.definition(), home=self.home, options=Options(clock=self.clock))
        return planned_tasks(plan, home=self.home)[0].plan.reads[0]

    def people_now(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.people.get("/_emulator/records/Contacts")["records"]
        return found

    def source_client(self) -> Client:
        """Open a client of the organisation that is read."""
        return open_client(self.definition().connections["source"], home=self.home)

    def mend(self, record: str) -> None:
        with self.source_client() as client:
            client.update("Contacts", [{"id": record, "Description": "3"}])

    def remove(self, record: str) -> None:
        with self.source_client() as client:
            client.delete("Contacts", [record])

    def add(self, *names: str) -> None:
        self.people.seed(records={"Contacts": [{"Last_Name": name} for name in names]})

    def pass_time(self, seconds: float = 600) -> None:
        """Let time pass, for the organisation that is read and for us."""
        self.people.post("/_emulator/clock", {"advance": seconds})
        self.clock.ahead += seconds


@pytest.fixture
def copy(tmp_path: Path, emulator: Callable[..., Any]) -> Callable[..., Copy]:
    return lambda **crm: Copy(tmp_path, emulator(), emulator(), **crm)


@pytest.mark.parametrize("way", WAYS)
def test_only_what_changed_is_read(way: str, copy: Callable[..., Copy]) -> None:
    job = copy(**WAYS[way])
    job.copy()
    job.add("Ito", "Sato")
    assert job.reads().part == "first"
    assert job.go() == {"read": 2, "created": 2}
    job.pass_time()
    job.add("Mori")
    job.pass_time()
    reads = job.reads()
    assert (reads.what, reads.api, reads.part) == ("source", way, "since")
    # the last minute before the mark is read again, for it may have been at work
    assert job.go() == {"read": 3, "created": 1, "unchanged": 2}
    job.pass_time()
    job.add("Hara")
    job.pass_time()
    assert job.go() == {"read": 2, "created": 1, "unchanged": 1}
    if way != "COQL":
        assert not any("coql" in name for name in job.people.stats()["calls"])


def test_what_is_being_written_just_now_is_left_for_the_next_run(copy: Callable[..., Copy]) -> None:
    job = copy()
    job.copy()
    job.add("Ito")
    job.go()
    job.pass_time()
    job.add("Sato")
    assert job.go() == {"read": 1, "unchanged": 1}
    job.clock.ahead += 120
    assert job.go() == {"read": 2, "created": 1, "unchanged": 1}


def test_a_plan_or_a_check_moves_no_mark(copy: Callable[..., Copy]) -> None:
    """Lesson 25: a dry run moved the cursor."""
    job = copy()
    job.copy()
    job.add("Ito")
    assert job.reads().part == "first"
    options = Options(clock=job.clock)
    plan = plan_job(job.definition(), home=job.home, options=options)
    assert job.reads().part == "first"
    done = summary(run_plan(job.definition(), plan, home=job.home, options=options))
    assert done["outcomes"]["created"] == 1
    assert job.reads().part == "since"


def test_a_run_that_did_not_finish_moves_no_mark(copy: Callable[..., Copy]) -> None:
    job = copy()
    job.copy()
    job.add("Ito")
    job.emulator.faults([{"operation": "records.*sert", "kind": "status", "status": 429}])
    job.crm["patience"] = 1
    assert job.go()["pending"] == 1
    job.emulator._http.delete("/_emulator/faults")
    assert job.reads().part == "first"
    assert job.go()["created"] == 1
    assert job.reads().part == "since"


def test_a_row_that_failed_is_read_again(copy: Callable[..., Copy]) -> None:
    """Lesson 1: later runs skip what failed."""
    job = copy()
    job.copy()
    job.tasks[0]["map"]["No_of_Employees"] = 'cast("Description" as int)'
    job.add("Ito")
    job.people.seed(records={"Contacts": [{"Last_Name": "Bad", "Description": "many"}]})
    assert job.go() == {"read": 2, "created": 1, "invalid": 1}
    for _ in range(2):  # however long ago it was
        job.pass_time()
        job.add("Sato")
        job.pass_time()
        assert job.go()["invalid"] == 1
    (record,) = [row for row in job.people_now() if row["Last_Name"] == "Bad"]
    job.mend(record["id"])
    job.pass_time()
    assert job.go()["created"] == 1
    assert {reject.state for run in (1, 2, 3) for reject in job.rejects(run)} == {"again", "delivered"}


def test_another_mapping_or_whole_reads_everything(copy: Callable[..., Copy]) -> None:
    job = copy()
    job.copy()
    job.add("Ito")
    job.go()
    job.pass_time()
    job.add("Sato")
    job.pass_time()
    job.go()
    job.pass_time()
    assert job.go(whole=True)["read"] == 2
    assert job.go()["read"] == 1
    job.tasks[0]["map"]["Description"] = "'new'"
    assert job.reads().part == "changed"
    assert job.go() == {"read": 2, "updated": 2}


def test_everything_is_read_again_as_often_as_reread_says(copy: Callable[..., Copy]) -> None:
    """Formulas change without a change of Modified_Time."""
    job = copy()
    formula = {"api_name": "Age", "field_label": "Age", "data_type": "formula"}
    job.people.seed(fields={"Contacts": [{**formula, "formula": {"return_type": "double"}}]})
    job.copy()
    job.add("Ito")
    warnings = job.run(clock=job.clock)["tasks"][0]["notes"]["warnings"]
    assert any("Age: computed by Zoho" in each for each in warnings)
    job.copy(reread="daily")
    assert "warnings" not in job.run(clock=job.clock)["tasks"][0]["notes"]
    job.pass_time(3_600)
    assert job.reads().part == "since"
    job.clock.ahead += 86_400
    assert job.reads().part == "reread"


def test_deleted_records_for_a_delete_task(copy: Callable[..., Copy]) -> None:
    job = copy()
    job.copy()
    made = job.people.seed(records={"Contacts": [{"Last_Name": name} for name in ("Ito", "Sato")]})
    job.go()
    job.remove(made["ids"]["Contacts"][0])
    job.tasks = []
    job.task(
        name="gone",
        operation="delete",
        read={"table": "Contacts", "deleted": True, "incremental": "deleted_time"},
        match=["Old_Id"],
        map={"Old_Id": "id"},
    )
    assert job.go() == {"read": 1, "deleted": 1}
    job.pass_time()
    job.remove(made["ids"]["Contacts"][1])
    job.pass_time()
    assert job.go()["deleted"] == 1
    assert job.records() == []


@pytest.mark.parametrize("way", WAYS)
def test_converted_leads_come_on_request(way: str, copy: Callable[..., Copy]) -> None:
    job = copy(**WAYS[way])
    leads = [{"Last_Name": name, "Company": "c", "Converted__s": name == "Won"} for name in ("New", "Won")]
    job.people.seed(records={"Leads": leads})
    job.copy(table="Leads")
    assert job.go() == {"read": 1, "created": 1}
    job.copy(table="Leads", converted=True)
    assert job.go() == {"read": 2, "created": 1, "unchanged": 1}


COLUMNS: dict[str, tuple[Any, Any, Any]] = {
    "updated_at timestamp": ("2026-01-01 10:00:00", "2026-01-01 10:00:30", "2026-01-02 09:00:00"),
    "updated_at text": ("2026-01-01T10:00:00Z", "2026-01-01T10:00:30Z", "2026-01-02T09:00:00Z"),
    "updated_at date": ("2025-12-31", "2026-01-01", "2026-01-02"),
    "updated_at integer": (1, 2, 3),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_databases_too(column: str, tmp_path: Path, emulator: Callable[..., Any]) -> None:
    running = emulator()
    running.seed(fields={"Leads": [key_field("Old_Id")]})
    bench = Bench(tmp_path, running)
    bench.source = {"connector": "sqlite", "path": "shop.db"}

    def execute(sql: str, *values: Any) -> None:
        with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
            database.execute(sql, values)
            database.commit()

    first, second, third = COLUMNS[column]
    execute(f"create table people (id integer, name text, {column})")
    execute("insert into people values (1, 'Ito', ?), (2, 'Sato', ?), (3, 'none', null)", first, second)
    reads: tuple[dict[str, str], ...] = ({"table": "people"}, {"query": "select * from people where id < 9"})
    for read in reads:
        bench.tasks = []
        bench.task(
            read={**read, "incremental": "updated_at"},
            match=["Old_Id"],
            map={"Old_Id": "id", "Last_Name": "name", "Company": "'c'"},
        )
        assert bench.run()["read"] == 3
        again = bench.run()["read"]
        assert again == (3 if column == "updated_at timestamp" else 2)  # the edge, and what has no value
    execute("insert into people values (4, 'Mori', ?)", third)
    assert bench.outcomes()["created"] == 1
    assert bench.run()["read"] == 2


def test_a_column_that_tells_no_order_is_refused(tmp_path: Path, emulator: Callable[..., Any]) -> None:
    bench = Bench(tmp_path, emulator())
    bench.source = {"connector": "sqlite", "path": "shop.db"}
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.execute("create table people (name text, share real)")
    fields = {"Last_Name": "name", "Company": "'c'"}
    bench.task(read={"table": "people", "incremental": "share"}, match=["Last_Name"], map=fields)
    with pytest.raises(SourceError, match="'share' is of the type double, which tells no order"):
        bench.run()
    bench.tasks[0]["read"]["incremental"] = "upd"
    with pytest.raises(SourceError, match=r"no column 'upd'.*name, share"):
        bench.run()


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ({"reread": "daily"}, "belongs to 'incremental'"),
        ({"deleted": True, "where": "City = 'x'"}, "Take where away"),
        ({"deleted": True, "incremental": "Modified_Time"}, "deleted_time"),
        ({"converted": True}, "Only Leads are converted"),
        ({"columns": ["id"], "incremental": "Modified_Time"}, "not among 'columns'"),
        ({"incremental": "Modified_Time", "reread": "yearly"}, "hourly"),
    ],
)
def test_keys_that_do_not_go_together(read: dict[str, Any], said: str, copy: Callable[..., Copy]) -> None:
    job = copy()
    job.copy()
    job.tasks[0]["read"] = {"table": "Contacts", **read}
    with pytest.raises(DefinitionError, match=said):
        job.definition()
