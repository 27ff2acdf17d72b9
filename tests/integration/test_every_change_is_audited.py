"""Every change leaves a line in the audit log, with who, what and when; so do sign-ins, exports and views.

One story carries out every route that changes something, with success, and reads the log after each.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from tests.conftest import Emulator
from tests.integration.application import PASSWORD, Application, serving
from tests.integration.jobs import key_field
from tests.integration.test_every_route import MAY
from tests.integration.test_zoho_sign_in import consent, draft

if TYPE_CHECKING:
    from pathlib import Path

ADMIN = "admin@example.com"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Customer_No]
    map: {Customer_No: nr, Last_Name: name, Email: mail}
"""
LIMITED = JOB + "guards: {creates: 0}\n"
CHOICE = JOB.replace("[Customer_No]", "[Last_Name]").replace("Customer_No: nr, ", "")
DELETE = JOB.replace("upsert", "delete").replace(", Last_Name: name, Email: mail", "")
NOTHING_CHANGES = {
    "POST /api/jobs/{name}/check": "it looks at a text",
    "POST /api/jobs/{name}/schedule/preview": "it shows what a schedule would do",
    "POST /api/jobs/{name}/limits/preview": "it shows what limits would change",
    "POST /api/jobs/{name}/log-level/preview": "it shows what the level would change",
    "POST /api/connections/{name}/sign-in": "it gives Zoho's address; the line comes when Zoho sends back",
    "PATCH /api/session": "the language in which one reads",
    "POST /api/practice": "it starts a program on this machine; what is done with it is a connection",
}
READ_AND_NOTED = {
    "GET /api/plans/{number}/file",
    "GET /api/runs/{number}/rejects/file",
    "GET /api/records/{module}/{ident}",
    "GET /api/definitions",
    "GET /api/backup",
    "GET /api/support",
}
"""What is read, and noted all the same: exports, and views of records."""


class Story:
    """An application, what was done in it, and which lines that left."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.done: set[str] = set()
        self.silent: list[str] = []

    def lines(self) -> list[Any]:
        return list(self.app.context.store.audit.latest(limit=1000))

    def do(
        self, route: str, body: Any = None, *, who: str = ADMIN, as_: Application | None = None, **path: Any
    ) -> Any:
        """Carry out a route; a line of the log must say who did what, and when."""
        before = {line.seq for line in self.lines()}
        begun = time.time()
        method, address = route.split(" ")
        for name, value in path.items():
            address = address.replace(f"{{{name}}}", str(value))
        caller = as_ or self.app
        if isinstance(body, bytes):
            headers = {"x-csrf-token": caller.csrf, "content-type": "application/octet-stream"}
            answer = caller.client.request(method, address, content=body, headers=headers)
        else:
            answer = caller.call(method, address, body)
        assert answer.status_code < 300, (route, answer.text)
        new = [line for line in self.lines() if line.seq not in before]
        right = [
            line for line in new if line.who == who and line.action and begun - 1 <= line.at <= time.time()
        ]
        self.done.add(route.partition("?")[0])
        if not right:
            self.silent.append(f"{route}: {[(line.who, line.action, line.what) for line in new]}")
        kind = answer.headers.get("content-type", "")
        return answer.json() if kind == "application/json" and answer.content else answer

    def ended(self, started: Any) -> int:
        """Follow what was started to its end; gives its run."""
        return int(self.app.follow(started["ticket"])[-1][1]["run"] or 0)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Any:
    zoho = Emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    folder = tmp_path_factory.mktemp("drop")
    try:
        with serving(tmp_path_factory.mktemp("application") / "home") as app:
            yield told(Story(app), zoho, folder)
    finally:
        zoho.end()


def told(made: Story, zoho: Emulator, folder: Path) -> Story:
    """Tell the whole story."""
    app = made.app
    body = {"token": app.context.first_start, "email": ADMIN, "name": "A", "password": PASSWORD}
    app.csrf = made.do("POST /api/first-start", body)["csrf"]
    people(made)
    settings(made)
    connections(made, zoho, folder)
    jobs(made)
    runs(made, zoho, folder)
    endings(made)
    return made


def people(story: Story) -> None:
    user = story.do("POST /api/users", {"email": "b@x.org", "name": "B", "role": "administrator"})
    link, number = user["path"].partition("#")[2], user["user"]["id"]
    guest = story.app.bearer()
    story.do("POST /api/welcome", {"token": link, "password": PASSWORD}, who="b@x.org", as_=guest)
    story.do("PATCH /api/users/{number}", {"name": "Bee"}, number=number)
    story.do("PUT /api/users/{number}/rights", [{"connection": "", "see_values": True}], number=number)
    token = story.do("POST /api/tokens", {"name": "t", "scope": "read"})
    story.do("DELETE /api/tokens/{number}", number=token["id"])
    other = story.app.another("b@x.org", "administrator")
    told = {"password": PASSWORD}
    secret = story.do("POST /api/account/second-factor", told, who="b@x.org", as_=other)["secret"]
    body = {"password": PASSWORD, "secret": secret, "code": pyotp.TOTP(secret).now()}
    story.do("PUT /api/account/second-factor", body, who="b@x.org", as_=other)
    story.do("POST /api/account/recovery-codes", told, who="b@x.org", as_=other)
    story.do("POST /api/account/second-factor/removal", told, who="b@x.org", as_=other)
    story.app.another("b@x.org", "administrator")
    session = next(each for each in other.ok("GET", "/api/account/sessions") if not each["this"])
    story.do("DELETE /api/account/sessions/{session}", who="b@x.org", as_=other, session=session["id"])
    story.do("DELETE /api/account/sessions", who="b@x.org", as_=other)
    new = {"password": PASSWORD, "new": f"{PASSWORD} too"}
    story.do("PUT /api/account/password", new, who="b@x.org", as_=other)
    story.do("DELETE /api/session", who="b@x.org", as_=other)
    signed = {"email": "b@x.org", "password": f"{PASSWORD} too"}
    story.do("POST /api/session", signed, who="b@x.org", as_=story.app.bearer())
    story.do("POST /api/users/{number}/reset", {}, number=number)


def settings(story: Story) -> None:
    story.do("PUT /api/openid/settings", {"issuer": "https://login.example.com", "client_id": "a"})
    story.do("PUT /api/settings/security", {"upload_megabytes": 7})
    story.do("PUT /api/settings/network", {"no_proxy": ["example.com"]})
    story.do("PUT /api/calendars/{name}", {"closed": ["2026-12-29"]}, name="ours")
    story.do("DELETE /api/calendars/{name}", name="ours")
    hook = {"kind": "webhook", "secret": "http://127.0.0.1:1/"}
    story.do("PUT /api/alert-channels/{name}", hook, name="hook")
    story.do("POST /api/alert-channels/{name}/test", name="hook")
    story.do("DELETE /api/alert-channels/{name}", name="hook")
    story.do("DELETE /api/connectors/{name}/installation", name="zoho-crm")
    story.app.ok("POST", "/api/connectors/zoho-crm/installation")
    story.app.context.installs.close()  # in the background: the line comes with its end
    assert any(
        line.who == ADMIN and "install" in line.action and line.what.startswith("zoho-crm")
        for line in story.lines()
    )
    story.done.add("POST /api/connectors/{name}/installation")


def connections(story: Story, zoho: Any, folder: Path) -> None:
    drop = {"connector": "files", "settings": {"path": str(folder)}}
    story.do("POST /api/connections", {"name": "drop", **drop})
    story.do("PUT /api/connections/{name}", {**drop, "labels": ["x"], "based_on": 1}, name="drop")
    story.do("POST /api/connections/{name}/duplicate", {"name": "copy"}, name="drop")
    story.do("POST /api/connections/{name}/name", {"name": "second"}, name="copy")
    story.do("DELETE /api/connections/{name}", name="second")
    file = story.do("POST /api/uploads?name=more.csv", b"a,b\n1,2\n")
    story.do("DELETE /api/uploads/{upload_id}", upload_id=file["id"])
    draft(story.app, "crm", zoho.url)
    said = consent(story.app, "crm")
    story.do("POST /api/zoho/sign-in", said)
    kept = story.app.ok("GET", "/api/connections/crm")
    whole = {"connector": "zoho-crm", "settings": kept["settings"], "based_on": kept["version"]}
    story.do("PUT /api/connections/{name}", whole, name="crm")
    story.do("POST /api/connections/{name}/test", name="crm")
    story.do("PUT /api/connections/{name}/production", {"production": False}, name="crm")
    database = {"connector": "sqlite", "settings": {"path": str(folder / "h.db"), "allow_sql": True}}
    (folder / "h.db").touch()
    story.app.ok("POST", "/api/connections", {"name": "history", **database})


def jobs(story: Story) -> None:
    story.do("POST /api/jobs", {"name": "a", "text": JOB})
    story.do("PUT /api/jobs/{name}", {"text": JOB + "# more\n", "based_on": 1}, name="a")
    story.do("POST /api/jobs/{name}/duplicate", {"name": "b"}, name="a")
    story.do("PATCH /api/jobs/{name}", {"paused": True}, name="b")
    starts = {"schedule": {"starts": [{"webhook": True}]}, "based_on": 1}
    story.do("PUT /api/jobs/{name}/schedule", starts, name="b")
    story.do("PATCH /api/jobs/{name}", {"paused": False}, name="b")
    version = story.app.ok("GET", "/api/jobs/b")["version"]
    story.do("PUT /api/jobs/{name}/tasks", {"order": ["leads"], "based_on": version}, name="b")
    version = story.app.ok("GET", "/api/jobs/b")["version"]
    story.do("PUT /api/jobs/{name}/alerts", {"alerts": [{"to": ["hook"]}], "based_on": version}, name="b")
    version = story.app.ok("GET", "/api/jobs/b")["version"]
    limits = {"guards": {"deletes": "5%"}, "based_on": version}
    story.do("PUT /api/jobs/{name}/limits", limits, name="b")
    version = story.app.ok("GET", "/api/jobs/b")["version"]
    story.do("PUT /api/jobs/{name}/log-level", {"level": "debug", "based_on": version}, name="b")
    story.do("PUT /api/jobs/{name}/labels", {"labels": ["sales"]}, name="b")
    comment = story.do("POST /api/jobs/{name}/comments", {"text": "closed on Sunday"}, name="b")
    story.do("DELETE /api/comments/{number}", number=comment["id"])
    kept = {"page": "jobs", "name": "mine", "shared": True, "sought": {}}
    sought = story.do("POST /api/filters", kept)
    story.do("DELETE /api/filters/{number}", number=sought["id"])
    made = story.do("POST /api/jobs/{name}/webhook", name="b")
    token = made["path"].rpartition("/")[2]
    story.do("POST /api/hooks/{token}", who="webhook", as_=story.app.bearer(), token=token)
    story.do("DELETE /api/jobs/{name}/webhook", name="b")
    text = story.do("GET /api/definitions")["text"]
    other = text.replace("name, Email: mail", "mail, Email: mail")
    story.do("POST /api/definitions", {"text": other, "dry_run": False})


def runs(story: Story, zoho: Any, folder: Path) -> None:
    app = story.app
    version = app.ok("GET", "/api/jobs/a")["version"]
    app.ok("PUT", "/api/jobs/a", {"text": JOB, "based_on": version})
    rows = folder / "leads.csv"
    rows.write_text("nr,name,mail\n1,A,a@x.org\n2,B,no mail\n")
    story.do("POST /api/jobs/{name}/checks", name="a")
    plan = story.ended(story.do("POST /api/jobs/{name}/plans", {}, name="a"))
    story.do("GET /api/plans/{number}/file?format=csv", number=plan)
    story.ended(story.do("POST /api/plans/{number}/runs", {}, number=plan))
    story.do("POST /api/runs/{number}/comments", {"text": "as planned"}, number=plan)
    file = story.do("GET /api/runs/{number}/rejects/file?format=csv", number=plan)
    mended = file.content.replace(b"no mail", b"b@x.org")
    story.ended(story.do("POST /api/runs/{number}/corrected?format=csv", mended, number=plan))
    rows.write_text("nr,name,mail\n1,A1,a@x.org\n3,C,none\n")
    run = story.ended(story.do("POST /api/jobs/{name}/runs", {}, name="a"))
    again = story.ended(story.do("POST /api/runs/{number}/retries", {}, number=run))
    story.do("POST /api/runs/{number}/dismissals", {"reason": "a test"}, number=again)
    record = next(each["id"] for each in zoho.get("/_emulator/records/Leads")["records"])
    story.do("GET /api/records/{module}/{ident}?connection=crm", module="Leads", ident=record)
    query = {"coql": "select id from Leads where id is not null"}
    story.do("POST /api/connections/{name}/query", query, name="crm")
    story.do("POST /api/connections/{name}/query/file", query, name="crm")
    undo = story.ended(story.do("POST /api/runs/{number}/undo", {}, number=run))
    story.do("POST /api/runs/{number}/release", number=undo)
    story.do("POST /api/jobs/{name}/history-tables", {"to": "history"}, name="a")
    app.ok("POST", "/api/jobs", {"name": "limited", "text": LIMITED})
    rows.write_text("nr,name,mail\n7,G,g@x.org\n")
    stopped = story.ended(app.ok("POST", "/api/jobs/limited/runs", {}))
    story.ended(story.do("POST /api/runs/{number}/approve", {}, number=stopped))
    waiting = app.ok("POST", "/api/jobs/a/runs", {})
    story.do("POST /api/tickets/{number}/stop", number=waiting["ticket"])
    app.follow(waiting["ticket"])
    decided(story, zoho, rows)
    organisation = app.ok("GET", "/api/organisations")[0]["organisation"]
    story.do("PUT /api/organisations/{organisation}/stop", {"reason": "x"}, organisation=organisation)
    story.do("DELETE /api/organisations/{organisation}/stop", organisation=organisation)
    story.do("POST /api/forgotten", {"key": "7", "yes": True})
    story.do("POST /api/forgotten/lift", {"key": "7"})


def decided(story: Story, zoho: Any, rows: Path) -> None:
    """Two of a name: a person says which is meant."""
    for number in ("m1", "m2"):
        zoho.seed(records={"Leads": [{"Last_Name": "Twin", "Customer_No": number}]})
    rows.write_text("nr,name,mail\n9,Twin,t@x.org\n")
    story.app.ok("POST", "/api/jobs", {"name": "choice", "text": CHOICE})
    plan = story.ended(story.app.ok("POST", "/api/jobs/choice/plans", {"yes": True}))
    story.do("POST /api/runs/{number}/decisions", {"key": "Twin", "answer": "skip"}, number=plan)
    story.do("POST /api/decisions/revoke", {"key": "Twin"})


def endings(story: Story) -> None:
    """What waits for a second person is asked for, and decided by one."""
    app = story.app
    app.ok("PUT", "/api/connections/crm/production", {"production": True})
    app.ok("POST", "/api/jobs", {"name": "clear", "text": DELETE})
    other = app.another("c@x.org", "administrator")
    for word, who, caller in (
        ("withdraw", ADMIN, app),
        ("refuse", "c@x.org", other),
        ("approve", "c@x.org", other),
    ):
        held = app.ok("POST", "/api/jobs/clear/runs", {})
        assert held["state"] == "held"
        number = app.ok("GET", "/api/approvals?state=waiting")["approvals"][0]["id"]
        story.do(
            f"POST /api/approvals/{{number}}/{word}", {"remark": "r"}, who=who, as_=caller, number=number
        )
    app.follow(held["ticket"])
    story.do("POST /api/purge", {"days": 1})
    for route in ("GET /api/backup", "GET /api/support"):
        story.do(route)
    story.do("POST /api/jobs/{name}/name", {"name": "twins"}, name="choice")
    story.do("DELETE /api/jobs/{name}", name="twins")
    story.do("POST /api/audit/verification")


def test_every_route_that_changes_something_is_in_the_story(story: Story) -> None:
    changing = {route for route in MAY if not route.startswith("GET")}
    assert changing - story.done == set(NOTHING_CHANGES)
    assert not story.done & set(NOTHING_CHANGES)


def test_each_leaves_a_line_with_who_what_and_when(story: Story) -> None:
    assert not story.silent, "\n".join(story.silent)


def test_exports_and_views_leave_a_line_too(story: Story) -> None:
    assert {route for route in story.done if route.startswith("GET")} == READ_AND_NOTED


def test_each_line_is_shown_in_japanese(story: Story) -> None:
    page = story.app.ok("GET", "/api/audit?limit=200", **{"accept-language": "ja"})
    assert len(page["lines"]) > 90
    said = [(line["said"]["action"], line["said"]["what"]) for line in page["lines"]]
    assert not [each for each in said if not JAPANESE.search(each[0])]
    assert not [each for each in said if ENGLISH.search(each[1]) and each[0] != "COQL を実行"]
    assert set(page["action_names"]) == set(page["actions"])
    assert {each["action"] for each in page["lines"]} <= set(page["actions"])  # kept as it was written


def test_the_chain_of_all_these_lines_holds(story: Story) -> None:
    chain = story.do("POST /api/audit/verification")
    assert (chain["broken_at"], chain["whole"]) == (None, True)


def test_a_sign_in_that_is_refused_leaves_a_line(story: Story) -> None:
    wrong = {"email": ADMIN, "password": "wrong"}
    story.app.bearer().refused(401, "POST", "/api/session", wrong)
    newest = story.lines()[0]
    assert (newest.who, newest.action, newest.what) == (ADMIN, "sign-in refused", "wrong_sign_in")
