"""Who is told of what: channels that are real servers of loopback, and messages on a change of state only."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.jobs.alerts import Alerts
from hakobu.jobs.channels import Channel, send
from hakobu.jobs.workspace import Workspace
from hakobu.model import Outcome, Secret
from hakobu.store import RunTask, Store
from hakobu.store.vault import VaultKey
from tests.integration.application import Application, serving
from tests.integration.listening import free_port, mail_server, proxy_with_its_own_ca, web_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.listening import Mailbox, Posts

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
SLACK = "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/C0CCCCCCCCCCCCCCCCCCCCCC"
TOKEN = "?token=planted-secret"
TEAMS = (
    "https://example.japaneast.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef/triggers/manual/"
    "paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=planted-signature"
)


@pytest.fixture(scope="module")
def posts() -> Iterator[Posts]:
    with web_server() as served:
        yield served


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mail_server() as served:
        yield served


@pytest.fixture(autouse=True)
def _fresh(posts: Posts, box: Mailbox) -> None:
    posts.got.clear()
    posts.status = 200
    box.mails.clear()


def tokyo(text: str) -> float:
    return datetime.fromisoformat(f"{text}+09:00").timestamp()


@dataclass
class Bench:
    """A store with alerts over it whose clock stands still until it is moved."""

    home: Path
    posts: Posts
    now: float = field(default_factory=lambda: tokyo("2026-04-27T10:00"))

    def __post_init__(self) -> None:
        self.store = Store(self.home)
        self.vault = self.store.vault(VaultKey(b"k" * 32))
        self.alerts = self.made()
        self.alerts.channels.save(
            Channel(
                name="hook",
                kind="webhook",
                secret=Secret(f"{self.posts.address}/alerts?token=planted-secret"),
            )
        )

    def made(self) -> Alerts:
        workspace = Workspace(self.store, self.vault, env={})
        return Alerts(
            self.store, workspace, self.vault, now=lambda: self.now, address=lambda: "http://hakobu.test/"
        )

    def job(self, alerts: str) -> None:
        values = {"text": JOB + alerts, "source": "drop", "destination": "crm", "labels": [], "owner": "a"}
        self.store.definitions.save_job("a b", values, author="a", based_on=None)
        self.store.definitions.set_job("a b", modified=self.now - 3600)

    def ended(
        self,
        status: str,
        *,
        cause: str = "",
        invalid: int = 0,
        done: int = 3,
        why: str = "schedule",
        **more: Any,
    ) -> list[str]:
        """Let a run have ended so; gives the titles of what was told."""
        ticket, _ = self.store.tickets.add(job="a b", verb="run", by="x", why=why, **more)
        number = self.store.runs.start(job="a b", file="", definition="", zgid="1")
        outcomes = dict.fromkeys(Outcome, 0) | {Outcome.CREATED: 3, Outcome.INVALID: invalid}
        line = RunTask(
            task="leads",
            module="Leads",
            operation="insert",
            ledger_id=1,
            read=3 + invalid,
            outcomes=outcomes,
        )
        self.store.runs.write_tasks(number, [line])
        self.store.runs.close(number, status=status, credits_=0, calls=0, cause=cause)
        self.store.tickets.name_run(ticket.id, number)
        self.store.tickets.end(ticket.id)
        return self.look()

    def look(self) -> list[str]:
        before = len(self.posts.got)
        self.alerts.look()
        return [each["body"]["title"] for each in self.posts.got[before:]]


@pytest.fixture
def bench(tmp_path: Path, posts: Posts) -> Iterator[Bench]:
    made = Bench(tmp_path, posts)
    yield made
    made.store.close()


ALL = "alerts: [{to: [hook]}]\n"


def test_a_failure_is_told_once_and_once_more_when_it_is_over(bench: Bench) -> None:
    bench.job(ALL)
    assert bench.ended("done") == []
    assert bench.ended("failed", cause="The source is away.") == ["Hakobu: a b failed"]
    assert bench.ended("failed") == []
    assert bench.look() == []
    assert bench.ended("done") == ["Hakobu: a b works again"]
    assert bench.ended("done") == []


def test_a_message_holds_counts_a_cause_and_a_link_for_people_and_machines(
    bench: Bench, posts: Posts
) -> None:
    bench.job(ALL)
    bench.ended("failed", cause="The source is away.")
    body = posts.got[0]["body"]
    assert body["message"] == (
        "Run 1 ended: failed.\nCause: The source is away.\nCreated 3\nOpen: http://hakobu.test/runs/1"
    )
    told = body["hakobu"]
    assert {key: told[key] for key in ("job", "about", "state", "run", "status")} == {
        "job": "a b",
        "about": "failure",
        "state": "raised",
        "run": 1,
        "status": "failed",
    }
    assert told["outcomes"]["created"] == 3


def test_a_message_in_japanese(bench: Bench, posts: Posts) -> None:
    bench.job("alerts: [{to: [hook], language: ja}]\n")
    assert bench.ended("guard") == ["Hakobu：「a b」は安全制限により停止しました"]
    assert posts.got[0]["body"]["message"].startswith("実行 1 の結果：安全制限により停止\n追加 3")


@pytest.mark.parametrize(
    ("limit", "invalid", "told"),
    [
        ("", 1, True),
        ("failed_rows: 5", 5, False),
        ("failed_rows: 5", 6, True),
        ("failed_rows: 50%", 3, False),
    ],
)
def test_failed_rows_are_told_of_above_the_limit(
    bench: Bench, limit: str, invalid: int, *, told: bool
) -> None:
    bench.job(f"alerts: [{{to: [hook], {limit}}}]\n".replace(", }", "}"))
    titles = bench.ended("done with rejects", invalid=invalid)
    assert titles == ([f"Hakobu: a b has {invalid} failed rows"] if told else [])


def test_success_and_the_daily_summary_only_on_request(bench: Bench, posts: Posts) -> None:
    bench.job("time_zone: Asia/Tokyo\nalerts: [{to: [hook], about: [success, daily], daily_at: '09:30'}]\n")
    assert bench.ended("done") == ["Hakobu: a b: summary of 2026-04-26", "Hakobu: a b is done"][::-1]
    assert bench.ended("done") == ["Hakobu: a b is done"]
    bench.now = tokyo("2026-04-28T09:29")
    assert bench.look() == []
    bench.now = tokyo("2026-04-28T09:31")
    assert bench.look() == ["Hakobu: a b: summary of 2026-04-27"]


def test_a_start_that_was_missed_is_told_of_once(bench: Bench) -> None:
    every = "schedule: {missed: skip, time_zone: Asia/Tokyo, starts: [{at: ['10:05']}]}\n"
    bench.job(ALL + every)
    bench.store.definitions.set_job("a b", schedule={"of": "x", "since": bench.now})
    bench.now = tokyo("2026-04-27T10:06")
    assert bench.look() == []
    bench.now = tokyo("2026-04-27T10:30")
    assert bench.look() == ["Hakobu: a b did not run when it was due"]
    assert bench.look() == []


def test_a_run_that_was_caught_up_says_that_it_was_late(bench: Bench) -> None:
    bench.job(ALL)
    titles = bench.ended("done", why="missed", due=tokyo("2026-04-27T09:00"))
    assert titles == ["Hakobu: a b did not run when it was due"]


def test_a_run_that_somebody_stopped_tells_nobody(bench: Bench) -> None:
    bench.job(ALL)
    assert bench.ended("stopped") == []


def test_a_channel_that_is_away_is_tried_again_and_nothing_is_lost_by_a_restart(
    bench: Bench, posts: Posts
) -> None:
    bench.job(ALL)
    posts.status = 500
    bench.ended("failed")
    assert bench.look() == []
    notice = bench.store.notices.latest()[0]
    assert (notice.sent, notice.tries) == (None, 1)
    assert "planted-secret" not in notice.error
    posts.status = 200
    bench.alerts = bench.made()
    bench.now += 61
    assert bench.look() == ["Hakobu: a b failed"]
    assert bench.store.notices.latest()[0].sent == bench.now


def test_keys_of_failed_rows_are_told_only_where_that_is_allowed(bench: Bench, posts: Posts) -> None:
    bench.job("alerts: [{to: [hook]}, {to: [hook2], values: true}]\n")
    bench.alerts.channels.save(Channel(name="hook2", kind="webhook", secret=Secret(f"{posts.address}/2")))
    ticket, _ = bench.store.tickets.add(job="a b", verb="run", by="x", why="schedule")
    assert ticket.told is False
    bench.ended("done with rejects", invalid=1)
    by_path = {each["path"].partition("?")[0]: each["body"]["hakobu"] for each in posts.got}
    assert "keys" not in by_path["/alerts"]
    assert "keys" in by_path["/2"]


def test_a_mail_reaches_each_of_its_receivers_with_its_text(box: Mailbox) -> None:
    said = {"host": "127.0.0.1", "port": box.port, "security": "none", "sender": "hakobu@example.com"}
    said |= {"to": ["a@example.com", "b@example.com"], "user": "u"}
    channel = Channel(name="m", kind="mail", settings=said, secret=Secret("planted-password"))
    channel.check()
    assert send(channel, title="Hakobu：失敗", body="行 <b>1</b> & 2\n二行目", facts={}) == ""
    assert sorted(to for _, each, _ in box.mails for to in each) == ["a@example.com", "b@example.com"]
    mail = email.message_from_string(box.mails[0][2], policy=email.policy.default)
    assert mail["subject"] == "Hakobu：失敗"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "行 <b>1</b> & 2" in text.get_content()
    assert box.signed_in


@pytest.mark.parametrize("kind", ["mail", "webhook"])
def test_a_server_that_is_away_is_named_without_the_secret(kind: str) -> None:
    port = free_port()
    said = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "h@example.com", "to": ["a@b.c"]}
    secret = Secret("planted-password" if kind == "mail" else f"http://127.0.0.1:{port}/planted-password")
    cause = send(Channel(name="m", kind=kind, settings=said, secret=secret), title="t", body="b", facts={})
    assert cause
    assert "planted" not in cause


@pytest.mark.parametrize(("kind", "url"), [("slack", SLACK), ("teams", TEAMS)])
def test_slack_and_teams_are_reached_through_the_proxy_and_its_own_ca(
    kind: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = ("hooks.slack.com", "example.japaneast.logic.azure.com")
    with proxy_with_its_own_ca(tmp_path, *hosts) as (proxy, ca_file, posts):
        channel = Channel(name="c", kind=kind, secret=Secret(url))
        channel.check()
        for name, value in (
            ("HTTPS_PROXY", proxy),
            ("https_proxy", proxy),
            ("REQUESTS_CA_BUNDLE", str(ca_file)),
        ):
            monkeypatch.setenv(name, value)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert send(channel, title="Hakobu: a failed", body="Cause: x", facts={}) == ""
        assert "Cause: x" in str(posts.got[0]["body"])
        assert posts.got[0]["host"].partition(":")[0] in hosts


@pytest.mark.parametrize(
    ("kind", "settings", "secret"),
    [
        ("pigeon", {}, "x"),
        ("slack", {}, None),
        ("slack", {}, "https://example.com/x"),
        ("teams", {}, "https://example.com/x"),
        ("webhook", {}, "file:///etc/passwd"),
        ("mail", {"sender": "a@b.c", "to": ["a@b.c"]}, None),
        ("mail", {"host": "h", "sender": "a@b.c", "to": ["a@b.c, d"]}, None),
        (
            "mail",
            {"host": "h", "sender": "a@b.c", "to": ["a@b.c"], "security": "x"},
            None,
        ),
    ],
)
def test_a_channel_that_cannot_work_is_refused_with_its_place(
    app: Application, kind: str, settings: dict[str, Any], secret: str | None
) -> None:
    body = {"kind": kind, "settings": settings, "secret": secret}
    told = app.refused(400, "PUT", "/api/alert-channels/bad", body)
    assert told["detail"]
    assert app.ok("GET", "/api/alert-channels") == []


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path_factory.mktemp("d"))}}
        served.ok("POST", "/api/connections", drop)
        url = f"http://127.0.0.1:{free_port()}"
        crm = {"client_id": "i", "client_secret": "s", "refresh_token": "t", "region": "JP"}
        crm |= {"accounts_server": url, "api_domain": url}
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        yield served


def test_a_channel_is_made_tested_used_and_removed_over_the_api(app: Application, posts: Posts) -> None:
    secret = f"{posts.address}/x?key=planted-secret"
    made = app.ok("PUT", "/api/alert-channels/ops", {"kind": "webhook", "secret": secret})
    assert made["has_secret"] is True
    assert "planted" not in app.call("GET", "/api/alert-channels").text
    app.ok("PUT", "/api/alert-channels/ops", {"kind": "webhook"})  # keeps its secret
    assert app.ok("POST", "/api/alert-channels/ops/test?lang=ja") == {"sent": True, "cause": ""}
    assert posts.got[0]["body"]["title"] == "Hakobu：テスト送信"
    posts.status = 404
    told = app.ok("POST", "/api/alert-channels/ops/test")
    assert told["sent"] is False
    assert "planted" not in told["cause"]
    app.ok("POST", "/api/jobs", {"name": "j", "text": JOB})
    rules = [{"to": ["ops", "gone"], "about": ["failure"], "failed_rows": "5%"}]
    saved = app.ok("PUT", "/api/jobs/j/alerts", {"alerts": rules, "based_on": 1})
    assert saved["text"].startswith(JOB)
    shown = app.ok("GET", "/api/jobs/j/alerts")
    assert (shown["alerts"], shown["missing"]) == (rules, ["gone"])
    assert app.refused(409, "DELETE", "/api/alert-channels/ops")["code"] == "in_use"
    refused = app.refused(
        422, "PUT", "/api/jobs/j/alerts", {"alerts": [{"to": ["ops"], "about": ["x"]}], "based_on": 2}
    )
    assert refused["faults"][0]["path"] == "alerts[0].about"
    app.ok("PUT", "/api/jobs/j/alerts", {"alerts": [], "based_on": 2})
    assert app.ok("GET", "/api/jobs/j")["text"] == JOB
    app.ok("DELETE", "/api/alert-channels/ops")
    kept = b"".join(each.read_bytes() for each in app.context.home.glob("hakobu.db*"))
    assert b"planted" not in kept


def test_a_job_that_fails_on_the_server_tells_its_channel(app: Application, posts: Posts) -> None:
    app.ok("PUT", "/api/alert-channels/live", {"kind": "webhook", "secret": f"{posts.address}/live"})
    app.ok("POST", "/api/jobs", {"name": "live", "text": JOB + "alerts: [{to: [live]}]\n"})
    started = app.ok("POST", "/api/jobs/live/runs", {})  # its sign-in leads nowhere
    app.follow(started["ticket"])
    for _ in range(200):
        if posts.got:
            break
        app.context.alerts._loop._awake.wait(0.1)
    assert posts.got[0]["body"]["title"] == "Hakobu: live failed"
    assert app.ok("GET", "/api/notices")[0]["job"] == "live"
