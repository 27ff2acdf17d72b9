"""What the API says to people, it says in their language: every kind of refusal is provoked and read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.jobs.accounts import Role
from tests.integration.application import Application, serving
from tests.integration.test_every_route import MAY, address

if TYPE_CHECKING:
    from collections.abc import Iterator

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
JA = {"accept-language": "ja"}
NO_PROBLEM = {"GET /{path:path}"}  # the pages themselves, or that they are not built
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
BROKEN = {
    "a key that is not known": "mapp: {}",
    "an operation that is none": JOB.replace("insert", "merge"),
    "a key twice": JOB + "source: drop\n",
    "no yaml": "source: [",
    "a tab": "source:\n\t- a",
    "several documents": "a: 1\n---\nb: 2\n",
    "no task": "source: drop\ndestination: crm\ntasks: []\n",
    "no connection": JOB.replace("drop", "elsewhere"),
    "a match that is no list": JOB.replace("operation", "match: Email\n    operation"),
    "an upsert by a field that is not mapped": JOB.replace("insert", "upsert\n    match: [Email]"),
    "a read of nothing": JOB.replace("{file: leads.csv}", "{}"),
    "a read of a table": JOB.replace("{file: leads.csv}", "{table: a}"),
    "a policy that is none": JOB.replace("name}", "{value: name, policy: never}}"),
    "a limit that is none": JOB + "guards: {deletes: many}\n",
    "a cron line that is none": JOB + 'schedule: {starts: [{cron: "61 * * * *"}]}\n',
    "a time that is none": JOB + 'schedule: {starts: [{at: ["25:00"]}]}\n',
    "an interval that is none": JOB + "schedule: {starts: [{every: often}]}\n",
    "a job after itself": JOB + "schedule: {starts: [{after: nowhere}]}\n",
    "an alert about nothing": JOB + "alerts: [{to: [a], about: [weather]}]\n",
    "a parameter that is none": JOB + "parameters: {'1x': a}\n",
    "a bare yes": JOB.replace("module: Leads", "module: yes"),
    "tasks that write the same": JOB + JOB.partition("tasks:\n")[2].replace("leads\n", "more\n"),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        drop = tmp_path_factory.getbasetemp() / "drop"
        drop.mkdir()
        for body in (
            {"name": "drop", "connector": "files", "settings": {"path": str(drop)}},
            {"name": "crm", "connector": "zoho-crm", "settings": {"region": "US"}, "draft": True},
        ):
            served.ok("POST", "/api/connections", body)
        yield served


def english_of(answer: Any) -> list[str]:
    """Give what a problem says without a word of Japanese."""
    if answer.headers.get("content-type") != "application/problem+json":
        return []
    said = answer.json()
    texts = [said["title"], said["detail"], said["next_step"]]
    texts += [each[name] for each in said["faults"] for name in ("message", "next_step")]
    return [text for text in texts if text and not JAPANESE.search(text)]


def wrong_in(caller: Application, body: Any, sent: dict[str, int]) -> list[str]:
    """Call every route, and gather what it says in English alone."""
    wrong = []
    for route in MAY:
        if route in NO_PROBLEM:
            continue
        method, path = address(route)
        answer = caller.call(method, path, None if method in {"GET", "DELETE"} else body, **JA)
        sent[answer.headers.get("content-type", "")] = sent.get(answer.headers.get("content-type", ""), 0) + 1
        wrong += [f"{route}: {text}" for text in english_of(answer)]
        if route == "DELETE /api/session" and caller.csrf:
            again = caller.another("walker@x.org", Role.ADMINISTRATOR)
            caller.csrf = again.csrf
            caller.client.cookies = again.client.cookies
    return wrong


@pytest.mark.parametrize("body", [{}, [], "text", {"name": 7, "text": None, "alerts": 3, "to": {}}])
def test_every_route_refuses_in_japanese(app: Application, body: Any) -> None:
    sent: dict[str, int] = {}
    wrong = wrong_in(app.another("walker@x.org", Role.ADMINISTRATOR), body, sent)
    assert not wrong, "\n".join(wrong)
    assert sent["application/problem+json"] > len(MAY) // 3  # most are about what is not there


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.OPERATOR])
def test_who_may_not_is_told_so_in_japanese(app: Application, role: Role | None) -> None:
    caller = app.bearer() if role is None else app.another(f"{role}@x.org", role)
    sent: dict[str, int] = {}
    wrong = wrong_in(caller, {}, sent)
    assert not wrong, "\n".join(wrong)
    assert sent["application/problem+json"] > len(MAY) // 3


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_a_definition_that_cannot_run_is_explained_in_japanese(app: Application, kind: str) -> None:
    body = {"name": "broken", "text": BROKEN[kind]}
    answer = app.call("POST", "/api/jobs", body, **JA)
    checked = app.call("POST", "/api/jobs/broken/check", {"text": BROKEN[kind]}, **JA)
    assert answer.status_code == 422 or checked.status_code == 422, answer.text
    assert english_of(answer) == []
    assert english_of(checked) == []


REFUSED = {
    "a name that is taken": ("POST", "/api/connections", {"name": "drop", "connector": "files"}),
    "no such connector": ("POST", "/api/connections", {"name": "x", "connector": "nothing"}),
    "a setting that is none": (
        "POST",
        "/api/connections",
        {"name": "x", "connector": "files", "settings": {"pth": "."}},
    ),
    "a setting that is missing": ("POST", "/api/connections", {"name": "x", "connector": "postgresql"}),
    "a port that is none": (
        "POST",
        "/api/connections",
        {"name": "x", "connector": "mysql", "settings": {"host": "h", "port": "much"}},
    ),
    "a draft that is run": ("POST", "/api/connections/crm/test", {}),
    "a weak password": ("PUT", "/api/account/password", {"old": "x", "new": "short"}),
    "a guessed password": ("PUT", "/api/account/password", {"old": "x", "new": "passwordpassword"}),
    "an address that is none": ("POST", "/api/users", {"email": "nobody", "name": "N", "role": "viewer"}),
    "a user who is there": (
        "POST",
        "/api/users",
        {"email": "admin@example.com", "name": "N", "role": "viewer"},
    ),
    "a channel that is none": ("PUT", "/api/alert-channels/a", {"kind": "pigeon"}),
    "a channel without an address": ("PUT", "/api/alert-channels/a", {"kind": "slack"}),
    "a mail without a server": ("PUT", "/api/alert-channels/a", {"kind": "mail", "settings": {}}),
    "a calendar without a day": (
        "PUT",
        "/api/calendars/a",
        {"weekend": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
    ),
    "a proxy that is none": ("PUT", "/api/settings/network", {"proxy": "nowhere"}),
    "a proxy with a password": ("PUT", "/api/settings/network", {"proxy": "http://a:b@host:1"}),
    "a folder that is not there": ("PUT", "/api/settings/security", {"files": ["/nowhere"]}),
    "a sign-in that is wrong": ("POST", "/api/session", {"email": "a@b.org", "password": "wrong"}),
    "a link that is none": ("POST", "/api/welcome", {"token": "x" * 30, "password": "a long and quiet one"}),
    "a zone that is none": ("GET", "/api/overview?zone=Mars%2FBase", None),
    "a page that is too long": ("GET", "/api/runs?limit=100000", None),
    "a way that is not known": ("DELETE", "/api/runs", None),
    "nothing here": ("GET", "/api/nothing", None),
    "a job that is not there": ("POST", "/api/jobs/nowhere/runs", {}),
    "a query of no Zoho": ("POST", "/api/connections/drop/query", {"coql": "select id from Leads"}),
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_refusal_is_in_japanese(app: Application, kind: str) -> None:
    method, path, body = REFUSED[kind]
    answer = app.call(method, path, body, **JA)
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert english_of(answer) == []


def test_the_language_is_the_one_that_is_most_wanted(app: Application) -> None:
    said = {
        wanted: app.call("GET", "/api/jobs/x", **{"accept-language": wanted}).json()["detail"]
        for wanted in ("ja", "ja-JP,ja;q=0.9,en;q=0.5", "en-GB,ja;q=0.5", "fr", "de;q=x, ja;q=0.1", "")
    }
    ja, en = "ジョブ「x」はありません。", "There is no job 'x'."
    assert list(said.values()) == [ja, ja, en, en, ja, en]
    by_address = app.call("GET", "/api/jobs/x?lang=ja", **{"accept-language": "en"})
    assert by_address.json()["detail"] == ja


def test_a_body_that_is_too_large_is_refused_in_japanese(app: Application) -> None:
    answer = app.call("POST", "/api/jobs", {"name": "a", "text": "x" * (5 << 20)}, **JA)
    assert answer.status_code == 413
    assert english_of(answer) == []
