"""Labels, comments and saved filters over the API: who sees them, and who may take them away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hakobu.model import Outcome
from tests.integration.application import Application, serving
from tests.integration.test_dashboard import define, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("app") / "home") as served:
        served.begin()
        crm = {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        define(served, "shop", "till")
        run_of(served, "shop", "done", {Outcome.CREATED: 1})
        yield served


def test_a_job_is_labelled_without_a_new_version(app: Application) -> None:
    before = app.ok("GET", "/api/jobs/shop")
    labelled = app.ok("PUT", "/api/jobs/shop/labels", {"labels": [" sales ", "夜間", "sales"]})
    assert labelled["labels"] == ["sales", "夜間"]
    assert labelled["version"] == before["version"]
    assert labelled["text"] == before["text"]
    assert app.ok("GET", "/api/audit")["lines"][0]["action"] == "job labelled"
    app.refused(422, "PUT", "/api/jobs/shop/labels", {"labels": ["  "]})
    assert [each["labels"] for each in app.ok("GET", "/api/jobs")] == [["sales", "夜間"], []]


@pytest.mark.parametrize("place", ["/api/jobs/shop/comments", "/api/runs/1/comments"])
def test_who_wrote_a_comment_takes_it_away_and_an_administrator_any(app: Application, place: str) -> None:
    author, other = app.another("op@x.org", "operator"), app.another("op2@x.org", "operator")
    made = author.ok("POST", place, {"text": "  <b>Till</b> was\nclosed.  "})
    again = author.ok("POST", place, {"text": "And open again."})
    told = other.ok("GET", place)
    assert [(each["text"], each["author"], each["mine"]) for each in told] == [
        ("And open again.", "op@x.org", False),
        ("<b>Till</b> was\nclosed.", "op@x.org", False),
    ]
    assert other.refused(403, "DELETE", f"/api/comments/{made['id']}")["code"] == "not_yours"
    author.ok("DELETE", f"/api/comments/{made['id']}")
    app.ok("DELETE", f"/api/comments/{again['id']}")
    assert app.ok("GET", place) == []
    app.refused(404, "DELETE", f"/api/comments/{made['id']}")


def test_comments_on_what_is_not_there_are_refused(app: Application) -> None:
    app.refused(404, "POST", "/api/jobs/nowhere/comments", {"text": "x"})
    app.refused(404, "GET", "/api/runs/4711/comments")
    app.refused(422, "POST", "/api/jobs/shop/comments", {"text": " \n "})


def test_a_filter_is_ones_own_until_an_editor_shares_it(app: Application) -> None:
    editor, viewer = app.another("ed@x.org", "editor"), app.another("vi@x.org", "viewer")
    wanted = {"page": "jobs", "name": "Sales", "sought": {"labels": ["sales"], "text": "sh"}}
    editor.ok("POST", "/api/filters", wanted)
    assert viewer.ok("GET", "/api/filters?page=jobs") == []
    shared = editor.ok("POST", "/api/filters", {**wanted, "shared": True})  # replaces one's own
    mine = viewer.ok("POST", "/api/filters", {**wanted, "sought": {"status": "failed"}})
    assert viewer.refused(403, "POST", "/api/filters", {**wanted, "shared": True})["code"] == "not_yours"
    seen = viewer.ok("GET", "/api/filters?page=jobs")
    assert {(each["owner"], each["mine"], each["shared"]) for each in seen} == {
        ("ed@x.org", False, True),
        ("vi@x.org", True, False),
    }
    assert next(each for each in seen if each["shared"])["sought"]["labels"] == ["sales"]
    assert viewer.ok("GET", "/api/filters?page=runs") == []
    assert len(editor.ok("GET", "/api/filters?page=jobs")) == 1
    viewer.refused(403, "DELETE", f"/api/filters/{shared['id']}")
    editor.refused(404, "DELETE", f"/api/filters/{mine['id']}")  # that it is there is nobody's business
    viewer.ok("DELETE", f"/api/filters/{mine['id']}")
    app.ok("DELETE", f"/api/filters/{shared['id']}")
    assert editor.ok("GET", "/api/filters?page=jobs") == []


def test_a_filter_holds_nothing_but_what_a_list_can_be_narrowed_to(app: Application) -> None:
    app.refused(422, "POST", "/api/filters", {"page": "jobs", "name": "x", "sought": {"colour": "red"}})
    app.refused(422, "POST", "/api/filters", {"page": "users", "name": "x", "sought": {}})
    app.refused(422, "POST", "/api/filters", {"page": "jobs", "name": " ", "sought": {}})


EXTRAS = """\
guards: {deletes: 5}
canary: {records: 3, rejects: 1}
alerts:
  - {to: [ops], about: [failure]}
schedule:
  starts:
    - {every: 1 day}
"""


def test_a_copy_has_alerts_limits_and_labels_but_neither_schedule_nor_history(app: Application) -> None:
    found = app.ok("GET", "/api/jobs/shop")
    body = {"text": found["text"] + EXTRAS, "labels": ["sales"], "based_on": found["version"]}
    original = app.ok("PUT", "/api/jobs/shop", body)
    assert original["starts"]["en"]
    app.ok("POST", "/api/jobs/shop/comments", {"text": "of the original alone"})
    copy = app.ok("POST", "/api/jobs/shop/duplicate", {"name": "copy"})
    job = app.context.workspace.check("copy", copy["text"]).jobs["copy"]
    assert job.guards.deletes is not None
    assert job.guards.deletes.number == 5
    assert job.canary is not None
    assert [rule.to for rule in job.alerts] == [("ops",)]
    assert [task["name"] for task in copy["tasks"]] == [task["name"] for task in original["tasks"]]
    assert copy["labels"] == ["sales"]
    assert job.schedule is None
    assert (copy["starts"]["en"], copy["next_run"], copy["last_run"]) == ([], None, None)
    assert app.ok("GET", "/api/runs?job=copy")["runs"] == []
    assert len(app.ok("GET", "/api/jobs/copy/versions")) == 1
    assert app.ok("GET", "/api/jobs/copy/comments") == []
    assert app.context.store.ledgers.every(job="copy") == []
