"""Lists: fields, pages, tokens, order, filters and conditional headers (api-core §2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Answer, Crm


@pytest.fixture
def filled(crm: Crm) -> Crm:
    rows = [[f"N{number:04}", f"c{number % 7}"] for number in range(450)]
    crm.ask("POST", "seed", {"columns": {"module": "Leads", "fields": ["Last_Name", "City"], "rows": rows}})
    return crm


def names(answer: Answer) -> list[str]:
    return [one["Last_Name"] for one in answer.data]


def test_nothing_is_204(any_version: Crm) -> None:
    assert any_version.get("Leads?fields=Last_Name").status == 204
    assert any_version.get("Leads/123456789").status == 204


@pytest.mark.parametrize(("version", "status"), [("v2", 200), ("v2.1", 200), ("v4", 400), ("v8", 400)])
def test_fields_must_be_named_from_v3_on(filled: Crm, version: str, status: int) -> None:
    answer = filled.get("Leads", version=version)
    assert answer.status == status
    if status == 400:
        assert answer.body["code"] == "REQUIRED_PARAM_MISSING"
        assert answer.body["details"]["param_name"] == "fields"


def test_only_the_named_fields_come_and_the_id(filled: Crm) -> None:
    read = filled.get("Leads?fields=City,Nonsense&per_page=1").first
    assert set(read) == {"id", "City"}
    many = ",".join(f"F{number}" for number in range(51))
    assert filled.get(f"Leads?fields={many}").body["code"] == "LIMIT_EXCEEDED"


def test_pages_by_number(filled: Crm) -> None:
    first = filled.get("Leads?fields=Last_Name")
    assert first.body["info"]["count"] == first.body["info"]["per_page"] == 200
    assert first.body["info"]["more_records"] is True
    assert names(first)[0] == "N0449"
    last = filled.get("Leads?fields=Last_Name&page=3")
    assert last.body["info"]["count"] == 50
    assert last.body["info"]["more_records"] is False
    assert filled.get("Leads?fields=Last_Name&page=4").status == 204


def test_info_by_version(filled: Crm) -> None:
    old = {"per_page", "count", "page", "more_records", "sort_by", "sort_order"}
    new = {"call", "email", "next_page_token", "previous_page_token", "page_token_expiry"}
    assert set(filled.get("Leads", version="v2").body["info"]) == old
    assert set(filled.get("Leads?fields=City", version="v4").body["info"]) == old | new


def test_pages_by_token(filled: Crm) -> None:
    answer = filled.get("Leads?fields=Last_Name")
    seen = names(answer)
    while token := answer.body["info"]["next_page_token"]:
        answer = filled.get(f"Leads?fields=Last_Name&page_token={token}")
        seen += names(answer)
    assert len(set(seen)) == len(seen) == 450


def test_tokens_are_bound_to_their_list(filled: Crm) -> None:
    token = filled.get("Leads?fields=Last_Name").body["info"]["next_page_token"]
    for query, code in (
        (f"fields=City&page_token={token}", "TOKEN_BOUND_DATA_MISMATCH"),
        ("fields=Last_Name&page_token=nonsense", "INVALID_DATA"),
        (f"fields=Last_Name&page=2&page_token={token}", "AMBIGUITY_DURING_PROCESSING"),
        ("fields=Last_Name&page=11", "DISCRETE_PAGINATION_LIMIT_EXCEEDED"),
    ):
        assert filled.get(f"Leads?{query}").body["code"] == code
    filled.ask("POST", "clock", {"advance": 25 * 3600})
    filled.renew()
    assert filled.get(f"Leads?fields=Last_Name&page_token={token}").body["code"] == "EXPIRED_VALUE"


def test_the_old_versions_know_no_end_of_pages(filled: Crm) -> None:
    assert filled.get("Leads?page=11", version="v2").status == 204


def test_order(filled: Crm) -> None:
    assert names(filled.get("Leads?fields=Last_Name&sort_order=asc&per_page=2")) == ["N0000", "N0001"]
    refused = filled.get("Leads?fields=Last_Name&sort_by=Last_Name")
    assert refused.body["details"]["supported_values"] == ["id", "Created_Time", "Modified_Time"]
    free = filled.get("Leads?sort_by=Last_Name&sort_order=asc&per_page=1", version="v2")
    assert names(free) == ["N0000"]
    assert filled.get("Leads?fields=City&sort_order=up").body["code"] == "PATTERN_NOT_MATCHED"


def test_ids(filled: Crm) -> None:
    first = filled.get("Leads?fields=id&sort_order=asc&per_page=3").data
    wanted = ",".join(one["id"] for one in first)
    assert filled.get(f"Leads?fields=id&ids={wanted}").body["info"]["count"] == 3
    assert filled.get("Leads?fields=id&ids=5").status == 204


def test_views(filled: Crm) -> None:
    view = filled.get("settings/custom_views?module=Leads").body["custom_views"][0]["id"]
    assert filled.get(f"Leads?fields=id&cvid={view}").status == 200
    assert filled.get("Leads?fields=id&cvid=1").body["code"] == "INVALID_DATA"
    both = filled.get(f"Leads?fields=id&cvid={view}&sort_by=id")
    assert both.body["code"] == "AMBIGUITY_DURING_PROCESSING"


def test_converted_leads_are_hidden(crm: Crm) -> None:
    rows = [{"Last_Name": "Old", "Converted__s": True}, {"Last_Name": "New"}]
    crm.ask("POST", "seed", {"records": {"Leads": rows}})
    assert names(crm.get("Leads?fields=Last_Name")) == ["New"]
    assert names(crm.get("Leads?fields=Last_Name&converted=true")) == ["Old"]
    assert len(names(crm.get("Leads?fields=Last_Name&converted=both"))) == 2
    whole = crm.get("Leads?converted=true", version="v2").first
    assert whole["$converted"] is True
    assert "Converted__s" not in whole


def test_only_what_was_changed_since(crm: Crm) -> None:
    crm.added("Leads", Last_Name="Old")
    crm.ask("POST", "clock", {"advance": 600})
    new = crm.added("Leads", Last_Name="New")
    between = crm.get(f"Leads/{new}").first["Modified_Time"].replace("+00:00", "Z")
    for moment, status in (("2001-01-01T00:00:00Z", 200), (between, 304), ("2100-01-01T00:00:00Z", 304)):
        header = {"If-Modified-Since": moment}
        assert crm.get("Leads?fields=Last_Name", headers=header).status == status
    assert (
        crm.get("Leads?fields=id", headers={"If-Modified-Since": "yesterday"}).body["code"] == "INVALID_DATA"
    )


def test_deleted_records(crm: Crm) -> None:
    assert crm.get("Leads/deleted").status == 204
    for name in ("First", "Second"):
        crm.call("DELETE", f"Leads/{crm.added('Leads', Last_Name=name)}")
    answer = crm.get("Leads/deleted")
    assert [one["display_name"] for one in answer.data] == ["Second", "First"]
    assert set(answer.first) == {"id", "display_name", "type", "deleted_by", "created_by", "deleted_time"}
    assert crm.get("Leads/deleted?type=permanent").status == 204
    assert crm.get("Leads/deleted?type=soft").body["code"] == "PATTERN_NOT_MATCHED"
    crm.ask("POST", "clock", {"advance": 61 * 24 * 3600})
    crm.renew()
    old = crm.get("Leads/deleted?type=permanent").first
    assert (old["type"], old["display_name"], old["deleted_by"]) == ("permanent", None, None)


def test_a_whole_record(any_version: Crm) -> None:
    record = any_version.added("Contacts", Last_Name="Lee")
    read = any_version.get(f"Contacts/{record}").first
    assert set(read["Owner"]) == {"name", "id", "email"}
    assert read["$approved"] is True
    assert read["$layout_id"]["display_label"] == "Standard"
    assert read["Tag"] == []
    assert ("Record_Status__s" in read) == (any_version.version in {"v4", "v8"})
    assert ("Layout" in read) == (any_version.version != "v2")
