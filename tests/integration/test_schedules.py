"""Jobs that start by themselves: by the clock, after each other, by a call, by a file; over restarts too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.jobs.scheduler import Scheduler
from hakobu.jobs.workspace import Workspace
from hakobu.store import Store
from hakobu.store.vault import VaultKey
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.store import Ticket

JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: insert
    map: {Last_Name: name}
"""
NINE = "schedule: {time_zone: Asia/Tokyo, starts: [{at: ['09:00'], days: business days}]}\n"


def tokyo(text: str) -> float:
    return datetime.fromisoformat(f"{text}+09:00").timestamp()


@dataclass
class Bench:
    """A store with a scheduler over it whose clock stands still until it is moved."""

    home: Path
    now: float = 0.0
    taken: list[Ticket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.store = Store(self.home)
        workspace = Workspace(
            self.store, self.store.vault(VaultKey(b"k" * 32)), env={"HAKOBU_FILES": str(self.home.parent)}
        )
        self.scheduler = Scheduler(self.store, workspace, self.taken.append, now=lambda: self.now)

    def restart(self) -> None:
        self.store.close()
        self.open()

    def job(self, name: str, schedule: str, at: str) -> None:
        """Save a job at a moment."""
        self.now = tokyo(at)
        values = {"text": JOB + schedule, "source": "drop", "destination": "crm", "labels": [], "owner": "a"}
        before = self.store.definitions.job(name)
        self.store.definitions.save_job(name, values, author="a", based_on=before.version if before else None)
        self.store.definitions.set_job(name, modified=self.now)
        self.look(at)

    def look(self, at: str) -> list[str]:
        """Move the clock and look; gives why what was started."""
        self.now = tokyo(at)
        before = len(self.taken)
        self.scheduler.tick()
        return [f"{ticket.job}: {ticket.why}" for ticket in self.taken[before:]]

    def run(self, ticket: Ticket, *, status: str = "done", begin: str, end: str) -> None:
        """Let a ticket have run."""
        number = self.store.runs.start(job=ticket.job, file="", definition="", zgid="1")
        self.store.runs.close(number, status=status, credits_=0, calls=0)
        self.store.tickets.name_run(ticket.id, number)
        self.store.tickets._change(ticket.id, state="ended", begun=tokyo(begin), ended=tokyo(end))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "home")
    yield made
    made.store.close()


def test_a_job_starts_when_it_is_due_and_once_however_often_is_looked(bench: Bench) -> None:
    bench.job("a", NINE, "2026-04-27T10:00")
    assert bench.look("2026-04-28T08:59:59") == []
    assert bench.look("2026-04-28T09:00:01") == ["a: schedule"]
    assert bench.look("2026-04-28T09:00:02") == []
    bench.restart()
    assert bench.look("2026-04-28T09:00:03") == []


def test_a_holiday_starts_nothing(bench: Bench) -> None:
    bench.job("a", NINE, "2026-04-28T10:00")
    assert bench.look("2026-04-29T09:00:01") == []


def test_what_was_missed_is_caught_up_once(bench: Bench) -> None:
    bench.job("a", NINE, "2026-04-20T10:00")
    bench.restart()  # away for a week
    assert bench.look("2026-04-27T15:00") == ["a: missed"]
    assert bench.look("2026-04-27T15:01") == []


def test_what_was_missed_is_skipped_where_the_schedule_says_so(bench: Bench) -> None:
    bench.job("a", NINE.replace("{time", "{missed: skip, time"), "2026-04-20T10:00")
    assert bench.look("2026-04-27T15:00") == []
    assert bench.look("2026-04-28T09:00:30") == ["a: schedule"]


def test_a_new_schedule_and_a_job_that_goes_on_start_nothing_for_the_past(bench: Bench) -> None:
    bench.job("a", NINE, "2026-04-27T10:00")
    bench.store.definitions.set_job("a", paused=True)
    assert bench.look("2026-04-28T09:00:01") == []
    bench.store.definitions.set_job("a", paused=False)
    assert bench.look("2026-04-28T12:00") == []
    bench.job("a", NINE.replace("09:00", "08:00"), "2026-04-28T13:00")
    assert bench.look("2026-04-28T13:01") == []
    assert bench.look("2026-04-30T08:00:01") == ["a: schedule"]


def test_starts_while_the_job_is_at_work_become_one_run_that_waits(bench: Bench) -> None:
    bench.job("a", "schedule: {starts: [{every: 15 minutes}]}\n", "2026-04-27T10:01")
    assert bench.look("2026-04-27T10:15:01") == ["a: schedule"]
    bench.store.tickets.begin(bench.taken[0].id)
    assert bench.look("2026-04-27T10:30:01") == ["a: schedule"]
    assert bench.look("2026-04-27T10:45:01") == []
    bench.store.tickets.begin(bench.taken[1].id)  # it stands for both moments
    assert bench.look("2026-04-27T10:46:00") == []
    assert bench.look("2026-04-27T11:00:01") == ["a: schedule"]


@pytest.mark.parametrize(
    ("when", "status", "starts"),
    [
        ("success", "done", True),
        ("success", "done with rejects", False),
        ("finished", "done with rejects", True),
        ("finished", "failed", False),
        ("end", "failed", True),
        ("end", "guard", True),
    ],
)
def test_a_job_starts_after_another_that_ended_so(
    bench: Bench, when: str, status: str, *, starts: bool
) -> None:
    bench.job("b", f"schedule: {{starts: [{{after: a, when: {when}}}]}}\n", "2026-04-27T10:00")
    ticket, _ = bench.store.tickets.add(job="a", verb="run", by="x", why="by hand")
    bench.run(ticket, status=status, begin="2026-04-27T10:01", end="2026-04-27T10:02")
    assert bench.look("2026-04-27T10:02:01") == (["b: after"] if starts else [])
    bench.restart()
    assert bench.look("2026-04-27T10:02:02") == []


def test_what_ended_before_the_schedule_was_saved_starts_nothing(bench: Bench) -> None:
    bench.now = tokyo("2026-04-27T09:00")
    ticket, _ = bench.store.tickets.add(job="a", verb="run", by="x", why="by hand")
    bench.run(ticket, begin="2026-04-27T09:01", end="2026-04-27T09:02")
    bench.job("b", "schedule: {starts: [{after: a}]}\n", "2026-04-27T10:00")
    assert bench.look("2026-04-27T10:01") == []


def test_a_file_starts_the_job_once_it_has_stopped_growing(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    values = {"connector": "files", "settings": {"path": str(folder)}, "draft": False, "labels": []}
    bench.store.definitions.save_connection("drop", values, author="a", based_on=None)
    bench.job("a", "schedule: {starts: [{file: '*.csv', settled: 30 seconds}]}\n", "2026-04-27T10:00")
    (folder / "leads.csv").write_text("name\nA\n")
    assert bench.look("2026-04-27T10:01:00") == []
    (folder / "leads.csv").write_text("name\nA\nB\n")
    assert bench.look("2026-04-27T10:01:20") == []
    (folder / "other.txt").write_text("x")
    assert bench.look("2026-04-27T10:01:40") == []
    assert bench.look("2026-04-27T10:01:50") == ["a: file"]
    bench.run(bench.taken[0], begin="2026-04-27T10:01:51", end="2026-04-27T10:01:52")
    bench.restart()
    assert bench.look("2026-04-27T10:03:00") == []
    assert bench.look("2026-04-27T10:04:00") == []
    (folder / "more.csv").write_text("name\nC\n")
    assert bench.look("2026-04-27T10:05:00") == []
    assert bench.look("2026-04-27T10:05:31") == ["a: file"]


def test_one_job_with_a_broken_schedule_does_not_keep_the_others_from_starting(bench: Bench) -> None:
    bench.job("a", "schedule: {starts: [{cron: nonsense}]}\n", "2026-04-27T10:00")
    bench.job("b", NINE.replace("{time", "{calendar: gone, time"), "2026-04-27T10:00")
    bench.job("c", NINE, "2026-04-27T10:00")
    assert bench.look("2026-04-28T09:00:01") == ["c: schedule"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("drop")
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
        served.ok("POST", "/api/connections", drop)
        nobody = "http://127.0.0.1:9"  # a run that starts finds no Zoho there
        crm = {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
        crm |= {"accounts_server": nobody, "api_domain": nobody}
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        yield served


@pytest.fixture
def job(app: Application, request: pytest.FixtureRequest) -> str:
    name = request.node.name
    app.ok("POST", "/api/jobs", {"name": name, "text": JOB})
    return str(name)


def put(app: Application, job: str, *starts: dict[str, Any], **more: Any) -> Any:
    version = app.ok("GET", f"/api/jobs/{job}")["version"]
    body = {"schedule": {"starts": list(starts), **more} if starts else None, "based_on": version}
    return app.ok("PUT", f"/api/jobs/{job}/schedule", body)


def test_a_saved_schedule_stands_in_the_text_and_is_told_in_both_languages(
    app: Application, job: str
) -> None:
    told = put(app, job, {"at": ["09:00"], "days": "business days"}, time_zone="Asia/Tokyo")
    assert told["words"] == {
        "en": ["Every business day at 09:00 (Japan time)"],
        "ja": ["毎営業日 9:00（日本時間）"],
    }
    assert len(told["next"]) == 10
    assert all(each["local"].endswith("T09:00:00+09:00") for each in told["next"])
    shown = app.ok("GET", f"/api/jobs/{job}")
    assert shown["text"].startswith(JOB)
    assert shown["next_run"] == told["next"][0]["at"]
    assert shown["starts"] == told["words"]
    again = app.ok("PUT", f"/api/jobs/{job}", {"text": shown["text"], "based_on": shown["version"]})
    assert app.ok("GET", f"/api/jobs/{job}/schedule")["schedule"] == told["schedule"]
    app.ok("PATCH", f"/api/jobs/{job}", {"paused": True})
    assert app.ok("GET", f"/api/jobs/{job}")["next_run"] is None
    assert again["version"] == shown["version"] + 1
    put(app, job)
    assert app.ok("GET", f"/api/jobs/{job}")["text"] == JOB


def test_a_preview_saves_nothing_and_names_faults(app: Application, job: str) -> None:
    body = {"schedule": {"starts": [{"every": "1 hour"}], "time_zone": "America/New_York"}}
    told = app.ok("POST", f"/api/jobs/{job}/schedule/preview", body)
    assert told["words"]["en"] == ["Every hour"]
    body["schedule"]["starts"] = [{"cron": "61 * * * *"}]
    refused = app.refused(422, "POST", f"/api/jobs/{job}/schedule/preview", body)
    assert refused["faults"][0]["path"] == "schedule.starts[0].cron"
    assert app.ok("GET", f"/api/jobs/{job}")["version"] == 1


def test_jobs_that_would_start_each_other_for_ever_are_refused(app: Application, job: str) -> None:
    second = f"{job} two"
    app.ok("POST", "/api/jobs", {"name": second, "text": JOB})
    put(app, second, {"after": job})
    body = {"schedule": {"starts": [{"after": second}]}, "based_on": 1}
    told = app.refused(422, "PUT", f"/api/jobs/{job}/schedule", body)
    assert "for ever" in told["detail"]
    body["schedule"] = {"starts": [{"after": "nobody"}], "calendar": "moon"}
    told = app.refused(422, "PUT", f"/api/jobs/{job}/schedule", body)
    assert {fault["path"] for fault in told["faults"]} == {"schedule.starts[0].after", "schedule.calendar"}


def test_a_webhook_starts_the_job_without_sign_in_and_only_its_own_address_does(
    app: Application, job: str
) -> None:
    assert app.refused(400, "POST", f"/api/jobs/{job}/webhook")["code"] == "no_webhook"
    put(app, job, {"webhook": True})
    path = app.ok("POST", f"/api/jobs/{job}/webhook")["path"]
    stranger = app.bearer()
    stranger.refused(404, "POST", path[:-4] + "abcd")
    called = stranger.ok("POST", path)
    assert called["state"] == "queued"
    assert app.ok("GET", f"/api/tickets/{called['ticket']}")["job"] == job
    app.follow(called["ticket"])
    assert stranger.refused(429, "POST", path)["code"] == "too_many"
    newer = app.ok("POST", f"/api/jobs/{job}/webhook")["path"]
    assert newer != path
    token = path.rpartition("/")[2]
    database = app.context.home / "hakobu.db"
    kept = b"".join(each.read_bytes() for each in database.parent.glob("hakobu.db*"))
    assert token.encode() not in kept
    app.ok("PATCH", f"/api/jobs/{job}", {"paused": True})
    assert stranger.refused(409, "POST", newer)["code"] == "paused"
    app.ok("DELETE", f"/api/jobs/{job}/webhook")
    stranger.refused(404, "POST", newer)


def test_a_third_run_is_refused_while_one_waits(app: Application, job: str) -> None:
    app.context.store.tickets.add(job=job, verb="run", by="x", why="by hand")  # nobody takes it up
    told = app.refused(409, "POST", f"/api/jobs/{job}/runs", {})
    assert told["code"] == "waiting"


def test_a_copy_of_a_job_has_no_schedule(app: Application, job: str) -> None:
    put(app, job, {"every": "1 hour"})
    made = app.ok("POST", f"/api/jobs/{job}/duplicate", {"name": f"{job} copy"})
    assert made["text"] == JOB


def test_tasks_are_moved_and_disabled(app: Application, job: str) -> None:
    more = JOB + "  - name: again\n    read: {file: x.csv}\n    module: Contacts\n    operation: insert\n"
    more += "    map: {Last_Name: name}\n"
    app.ok("PUT", f"/api/jobs/{job}", {"text": more, "based_on": 1})
    body = {"order": ["again", "leads"], "disabled": ["leads"], "based_on": 2}
    told = app.ok("PUT", f"/api/jobs/{job}/tasks", body)
    assert [(task["name"], task["enabled"]) for task in told["tasks"]] == [("again", True), ("leads", False)]
    app.refused(409, "PUT", f"/api/jobs/{job}/tasks", body)


def test_a_calendar_is_kept_used_and_not_removed_under_a_job(app: Application, job: str) -> None:
    body = {"country": "JP", "weekend": [6], "closed": ["2026-12-29"], "open": ["2027-01-01"]}
    app.ok("PUT", "/api/calendars/firm", body)
    put(app, job, {"at": ["09:00"], "days": "business days"}, calendar="firm")
    told = {each["name"]: each for each in app.ok("GET", "/api/calendars")["calendars"]}
    assert told["firm"]["used_by"] == [job]
    assert told["default"]["country"] == "JP"
    assert app.refused(409, "DELETE", "/api/calendars/firm")["code"] == "in_use"
    days = {each["day"]: each for each in app.ok("GET", "/api/calendars/firm/closed?year=2026")}
    assert days["2026-04-29"]["name_ja"] == "昭和の日"
    assert "2026-12-29" in days
    assert "2027-01-01" not in {each["day"] for each in app.ok("GET", "/api/calendars/firm/closed?year=2027")}
    app.refused(400, "PUT", "/api/calendars/none", {"weekend": [0, 1, 2, 3, 4, 5, 6]})
    put(app, job)
    app.ok("DELETE", "/api/calendars/firm")


def test_the_times_told_are_in_the_jobs_zone_and_in_utc(app: Application, job: str) -> None:
    told = put(app, job, {"at": ["00:30"]}, time_zone="America/New_York")["next"][0]
    local, utc = datetime.fromisoformat(told["local"]), datetime.fromisoformat(told["utc"])
    assert local == utc
    assert utc.utcoffset() == UTC.utcoffset(None)
    assert (local.hour, local.minute) == (0, 30)
