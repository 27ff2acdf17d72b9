from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import NotSupportedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client, Response
    from tests.unit.zoho.conftest import MemoryZoho

    Connect = Callable[..., Client]
    Make = Callable[..., Response]


def page(*ids: int, **info: Any) -> dict[str, Any]:
    return {"data": [{"id": str(each)} for each in ids], "info": info}


def test_page_tokens_are_followed_to_the_end(zoho: MemoryZoho, crm: Client) -> None:
    """Zoho in particular: stops at 2,000 rows because ``page_token`` is not followed."""
    zoho.on(
        "/Leads",
        page(1, more_records=True, next_page_token="t1"),
        page(2, more_records=True, next_page_token="t2"),
        page(3, more_records=False, next_page_token=None),
    )
    assert [row["id"] for rows in crm.list("Leads", ["Email"]) for row in rows] == ["1", "2", "3"]
    sent = [seen.params for seen in zoho.calls("/Leads")]
    assert sent[0] == {"fields": "Email", "page": "1", "per_page": "200"}
    assert sent[1] == {"fields": "Email", "page_token": "t1", "per_page": "200"}
    assert sent[2]["page_token"] == "t2"


def test_page_numbers_are_followed_where_there_are_no_tokens(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/Leads", page(1, more_records=True), page(2, more_records=True), page(3, more_records=False))
    assert len(list(connect(schema="v2").list("Leads"))) == 3
    assert [seen.params["page"] for seen in zoho.calls("/Leads")] == ["1", "2", "3"]


@pytest.mark.parametrize("status", [204, 304])
def test_nothing_found_is_no_page(status: int, zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads", None, status=status)
    assert list(crm.list("Leads", ["Email"], modified_since="2026-01-01T00:00:00+09:00")) == []
    assert zoho.calls("/Leads")[0].request.headers["If-Modified-Since"] == "2026-01-01T00:00:00+09:00"


def test_more_than_fifty_fields_are_split_and_merged_by_id(zoho: MemoryZoho, crm: Client) -> None:
    """Zoho in particular: fields beyond 50 silently become null."""

    def answer(seen: Any) -> Any:
        import json  # noqa: PLC0415

        from hakobu.zoho import Response  # noqa: PLC0415 - a function of the test

        names = seen.params["fields"].split(",")
        assert len(names) <= 50
        ids = seen.params.get("ids", "3,2,1").split(",")
        rows = [
            {"id": each} | {name: f"{name}-{each}" for name in names}
            for each in reversed(ids)
            if each != "2" or "ids" not in seen.params
        ]
        if "ids" not in seen.params:
            rows.reverse()
        return Response(200, {}, json.dumps({"data": rows, "info": {"more_records": False}}).encode())

    zoho.on("/Leads", answer)
    fields = [f"F{number}" for number in range(120)]
    (rows,) = crm.list("Leads", fields)
    assert [row["id"] for row in rows] == ["3", "1"]  # 2 was deleted meanwhile
    assert all(row[name] == f"{name}-{row['id']}" for row in rows for name in fields)


def test_options_of_a_list(zoho: MemoryZoho, crm: Client) -> None:
    """Zoho in particular: converted leads never arrive."""
    zoho.on("/Leads", page(1, more_records=False))
    list(crm.list("Leads", ["Email"], converted="both", sort_by="Modified_Time", sort_order="asc"))
    params = zoho.calls("/Leads")[0].params
    assert (params["converted"], params["sort_by"], params["sort_order"]) == ("both", "Modified_Time", "asc")
    with pytest.raises(NotSupportedError, match="does not sort a list by 'Email'"):
        list(crm.list("Leads", ["Email"], sort_by="Email"))
    with pytest.raises(NotSupportedError, match="Name the fields"):
        list(crm.list("Leads"))


def test_many_ids_go_a_hundred_a_call(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads", page(1, more_records=False))
    list(crm.list("Leads", ["Email"], ids=[str(number) for number in range(250)]))
    assert [len(seen.params["ids"].split(",")) for seen in zoho.calls("/Leads")] == [100, 100, 50]


def test_one_record_by_id_and_by_external_id(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    zoho.on("/Leads/a%2Fb%20c", page(1))
    zoho.on("/Leads/404", response(204))
    assert crm.get("Leads", "a/b c", external="Ext_ID") == {"id": "1"}
    assert zoho.seen[-1].request.headers["X-EXTERNAL"] == "Leads.Ext_ID"
    assert crm.get("Leads", "404") is None


def test_decimals_are_read_exactly(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Deals", b'{"data":[{"id":"1","Amount":1234567890123456.123456789,"Days":3}],"info":{}}')
    ((row,),) = crm.list("Deals", ["Amount", "Days"])
    assert row["Amount"] == Decimal("1234567890123456.123456789")
    assert row["Days"] == 3


def test_search_wants_exactly_one_form(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads/search", page(1, more_records=True), page(2, more_records=False))
    assert len(list(crm.search("Leads", email="a@example.com", fields=["Email"]))) == 2
    assert zoho.calls("/search")[1].params == {
        "email": "a@example.com",
        "fields": "Email",
        "page": "2",
        "per_page": "200",
    }
    with pytest.raises(NotSupportedError, match="exactly one of its forms"):
        crm.search("Leads")
    with pytest.raises(NotSupportedError, match="exactly one of its forms"):
        crm.search("Leads", email="a", word="b")


def test_count_and_deleted(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads/actions/count", {"count": 694})
    zoho.on("/Leads/deleted", page(1, more_records=False))
    assert crm.count("Leads") == 694
    assert list(crm.deleted("Leads", type="recycle")) == [[{"id": "1"}]]
    assert zoho.calls("/deleted")[0].params["type"] == "recycle"


def test_api_costs(zoho: MemoryZoho, crm: Client) -> None:
    kinds = [{"method": "POST", "min_credits": 1, "max_credits": 10}, {"method": "GET", "min_credits": 2}]
    zoho.on("/__apis", {"__apis": [{"path": "/crm/v4/Leads", "operation_types": kinds}]})
    costs = crm.api_costs()
    assert costs["POST", "/crm/v4/Leads"].of(95) == 10
    assert costs["GET", "/crm/v4/Leads"].of() == 2
