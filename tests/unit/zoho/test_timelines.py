"""A record's timeline as the client reads it: page by page, typed, and what is said where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import NotSupportedError, RequestError, SignInError
from hakobu.zoho import FieldHistory, TimelineEntry, TimelinePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client
    from tests.unit.zoho.conftest import MemoryZoho

    Connect = Callable[..., Client]

PATH = "/Leads/7/__timeline"
ENTRY: dict[str, Any] = {
    "id": "1",
    "audited_time": "2026-06-07T18:58:36-11:00",
    "action": "updated",
    "source": "crm_ui",
    "done_by": {"name": "Eve", "id": "5"},
    "record": {"module": {"api_name": "Leads", "id": "9"}, "name": "Lee", "id": "7"},
    "related_record": None,
    "automation_details": {"type": "workflow_rule", "rule": {"name": "Nightly", "id": "3"}},
    "field_history": [{"api_name": "City", "id": "4", "_value": {"new": "Kobe", "old": None}}],
}


@pytest.fixture
def v8(connect: Connect) -> Client:
    return connect(schema="v8")


def test_an_entry_is_read(zoho: MemoryZoho, v8: Client) -> None:
    zoho.on(PATH, {"__timeline": [ENTRY], "info": {"more_records": False, "next_page_token": None}})
    assert list(v8.timeline("Leads", "7")) == [
        TimelinePage(
            entries=(
                TimelineEntry(
                    id="1",
                    at="2026-06-07T18:58:36-11:00",
                    action="updated",
                    source="crm_ui",
                    person="Eve",
                    person_id="5",
                    module="Leads",
                    record="7",
                    rule="Nightly",
                    fields=(FieldHistory(field="City", old=None, new="Kobe"),),
                ),
            )
        )
    ]


def test_a_page_token_goes_without_the_size(zoho: MemoryZoho, v8: Client) -> None:
    zoho.on(
        PATH,
        {"__timeline": [ENTRY], "info": {"more_records": True, "next_page_token": "t"}},
        {"__timeline": [ENTRY], "info": {"more_records": False}},
    )
    assert [page.more for page in v8.timeline("Leads", "7")] == [True, False]
    first, second = (seen.params for seen in zoho.calls(PATH))
    assert (first["per_page"], second["page_token"]) == ("200", "t")
    assert "per_page" not in second
    assert {first["sort_order"], second["sort_order"]} == {"desc"}


def test_only_the_pages_that_are_asked_for_are_called(zoho: MemoryZoho, v8: Client) -> None:
    zoho.on(PATH, {"__timeline": [ENTRY], "info": {"more_records": True, "next_page_token": "t"}})
    assert next(v8.timeline("Leads", "7")).more
    assert len(zoho.calls(PATH)) == 1


def test_what_zoho_leaves_out_is_empty_and_what_is_no_text_is_made_one(zoho: MemoryZoho, v8: Client) -> None:
    odd = [("A", {"new": True, "old": 5}), ("B", {"new": {"name": "Beta"}, "old": ["x", "y"]}), ("C", None)]
    fields = [{"api_name": name, "_value": value} for name, value in odd]
    bare = {"done_by": None, "record": {"module": None}, "automation_details": None, "field_history": fields}
    zoho.on(PATH, {"__timeline": [bare, {"field_history": None}], "info": {}})
    (page,) = v8.timeline("Leads", "7")
    assert page.entries[0].fields == (
        FieldHistory(field="A", old="5", new="true"),
        FieldHistory(field="B", old="x;y", new="Beta"),
        FieldHistory(field="C"),
    )
    assert page.entries[1] == TimelineEntry(id="", at="", action="", source="")


def test_nothing_told_is_one_empty_page(zoho: MemoryZoho, v8: Client) -> None:
    zoho.on(PATH, None, status=204)
    assert list(v8.timeline("Leads", "7")) == [TimelinePage()]


@pytest.mark.parametrize("schema", ["v2", "v2.1", "v4"])
def test_an_older_schema_says_which_one_tells_it(schema: str, zoho: MemoryZoho, connect: Connect) -> None:
    with pytest.raises(NotSupportedError) as caught:
        next(connect(schema=schema).timeline("Leads", "7"))
    assert caught.value.next_step == "Choose schema v8."
    assert zoho.calls(PATH) == []


def test_a_missing_scope_or_right_is_named(zoho: MemoryZoho, v8: Client) -> None:
    refusal = {"code": "OAUTH_SCOPE_MISMATCH", "details": {}, "message": "no", "status": "error"}
    zoho.on(PATH, refusal, status=401)
    with pytest.raises(SignInError) as scope:
        next(v8.timeline("Leads", "7"))
    assert "ZohoCRM.modules.leads.READ" in str(scope.value)
    zoho.on(PATH, refusal | {"code": "NO_PERMISSION"}, status=403)
    with pytest.raises(RequestError) as right:
        next(v8.timeline("Leads", "7"))
    assert (right.value.code, bool(right.value.next_step)) == ("NO_PERMISSION", True)
