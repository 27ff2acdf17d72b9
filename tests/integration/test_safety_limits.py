"""Safety limits over the API: seen, tried, refused where they stand, saved as a version of the definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = """\
source: drop
destination: crm
guards: {creates: 1000}  # agreed with sales
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: insert
    map: {Last_Name: name}
  - name: contacts
    guards: {deletes: 5%}
    read: {file: contacts.csv}
    module: Contacts
    operation: insert
    map: {Last_Name: name}
"""
LIMITS = "/api/jobs/shop/limits"
AS_IT_IS = {"guards": {"creates": 1000}, "tasks": {"contacts": {"deletes": "5%"}}}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    with serving(tmp_path / "home") as served:
        served.begin()
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
        served.ok("POST", "/api/connections", drop)
        crm = {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        served.ok("POST", "/api/jobs", {"name": "shop", "text": JOB})
        yield served


def test_what_the_definition_says_and_what_holds_without_a_word_are_shown(app: Application) -> None:
    shown = app.ok("GET", LIMITS)
    assert shown["guards"] == {"creates": 1000}
    assert shown["canary"] is None
    assert {each["name"]: each["guards"] for each in shown["tasks"]} == {
        "leads": {},
        "contacts": {"deletes": "5%"},
    }
    assert shown["defaults"] == {"deletes": {"number": 100, "share": 20.0, "floor": 10}}
    assert shown["plan_days"] == 7


def test_limits_are_tried_first_then_saved_as_a_version(app: Application) -> None:
    wanted = {
        "guards": {"creates": 1000, "invalid": "5%", "plan_days": 3},
        "canary": {"records": 50, "rejects": "2%"},
        "tasks": {"leads": {"empty_source": "stop"}},
    }
    tried = app.ok("POST", LIMITS + "/preview", wanted)
    assert tried["kind"] == "changed"
    assert app.ok("GET", "/api/jobs/shop")["text"] == JOB
    saved = app.ok("PUT", LIMITS, {**wanted, "based_on": 1})
    assert saved["text"] == tried["text"]
    assert saved["version"] == 2
    defined = app.context.workspace.definition("shop").jobs["shop"]
    leads, contacts = defined.tasks
    assert leads.guards.empty_source == "stop"
    assert contacts.guards.deletes == defined.guards.deletes  # its own were taken away
    assert defined.canary is not None
    assert defined.canary.records == 50
    told = app.refused(409, "PUT", LIMITS, {**wanted, "based_on": 1})
    assert told["code"] == "stale"


def test_limits_that_stay_leave_the_text_and_its_remarks_alone(app: Application) -> None:
    assert app.ok("POST", LIMITS + "/preview", AS_IT_IS) == {"text": JOB, "kind": "same"}
    more = {**AS_IT_IS, "canary": {"records": 5, "rejects": 0}}
    assert app.ok("POST", LIMITS + "/preview", more)["text"].startswith(JOB)


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"guards": {"updates": "200%"}}, "guards.updates"),
        ({"guards": {"deletes": "many"}}, "guards.deletes"),
        ({"guards": {"plan_days": 0}}, "guards.plan_days"),
        ({"guards": {"empty_source": "maybe"}}, "guards.empty_source"),
        ({"canary": {"records": 0, "rejects": 5}}, "canary.records"),
        ({"canary": {"rejects": 5}}, "canary"),
        ({"tasks": {"contacts": {"creates": -1}}}, "tasks[1].guards.creates"),
        ({"tasks": {"cars": {"creates": 1}}}, "tasks.cars"),
    ],
)
def test_a_value_that_is_refused_is_named_at_its_field(app: Application, wanted: object, path: str) -> None:
    told = app.refused(422, "POST", LIMITS + "/preview", wanted)
    assert [each["path"] for each in told["faults"]] == [path]
    assert app.ok("GET", "/api/jobs/shop")["version"] == 1
