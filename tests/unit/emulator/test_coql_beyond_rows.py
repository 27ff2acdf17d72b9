"""COQL beyond plain rows: aggregates, groups, sub-queries, views, users, metadata (§1.5-1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm


@pytest.fixture
def filled(crm: Crm) -> Crm:
    firms = [{"Account_Name": "Acme", "Industry": "Steel"}, {"Account_Name": "Umbra", "Industry": "Tea"}]
    ids = crm.ask("POST", "seed", {"records": {"Accounts": firms}})["ids"]["Accounts"]
    deals = [
        {"Deal_Name": "A", "Amount": 100, "Stage": "Won", "Account_Name": {"id": ids[0]}},
        {"Deal_Name": "B", "Amount": 201, "Stage": "won", "Account_Name": {"id": ids[0]}},
        {"Deal_Name": "C", "Amount": 50, "Stage": "Lost", "Account_Name": {"id": ids[1]}},
        {"Deal_Name": "D", "Closing_Date": "2026-05-01"},
    ]
    crm.ask("POST", "seed", {"records": {"Deals": deals}})
    return crm


def test_one_row_of_aggregates_in_every_version(any_version: Crm) -> None:
    crm = any_version
    for amount in (1, 2, 2):
        crm.added("Deals", Deal_Name="D", Stage="Qualification", Amount=amount)
    answer = crm.query(
        "select COUNT(id), SUM(Amount), MIN(Amount) as 'least' from Deals where id is not null"
    )
    assert answer.body == {
        "data": [{"COUNT(id)": 3, "SUM(Amount)": 5, "least": 1}],
        "info": {"count": 1, "more_records": False},
    }
    average = crm.query("select AVG(Amount) from Deals where Amount > 0").first["AVG(Amount)"]
    assert str(average).startswith("1.66666666666")


def test_groups(filled: Crm) -> None:
    text = "select COUNT(id), SUM(Amount) as total, Stage from Deals where id is not null group by Stage"
    answer = filled.query(f"{text} order by total desc")
    assert answer.data == [
        {"COUNT(id)": 2, "total": 301, "Stage": "Won"},
        {"COUNT(id)": 1, "total": 50, "Stage": "Lost"},
        {"COUNT(id)": 1, "total": None, "Stage": None},
    ]
    page = filled.query(f"{text} order by COUNT(id) desc limit 1")
    assert page.body["info"] == {"count": 1, "more_records": True}
    assert page.first["Stage"] == "Won"
    by_parent = filled.query(
        "select Account_Name.Industry, COUNT(id) from Deals where Amount > 0 group by Account_Name.Industry"
    )
    assert by_parent.data == [
        {"Account_Name.Industry": "Steel", "COUNT(id)": 2},
        {"Account_Name.Industry": "Tea", "COUNT(id)": 1},
    ]


def test_nothing_to_count(crm: Crm) -> None:
    text = "select COUNT(id) from Leads where Last_Name = 'x'"
    assert crm.query(text).data == [{"COUNT(id)": 0}]
    crm.ask("POST", "org", {"coql_empty_count": "none"})
    assert crm.query(text).status == 204
    assert crm.query("select COUNT(id), City from Leads where id > 1 group by City").status == 204
    assert crm.query("select COUNT(id) from Leads where id > 1").status == 204


def test_a_count_of_a_range_looks_at_no_record(filled: Crm) -> None:
    first = filled.query("select id from Deals where id is not null").first["id"]
    answer = filled.query(f"select COUNT(id) from Deals where id is not null and id > '{first}'")
    assert answer.first == {"COUNT(id)": 3}


@pytest.mark.parametrize(
    ("text", "code", "details"),
    [
        ("select COUNT(id), Stage from Deals where id > 1", "SYNTAX_ERROR", {"clause": "group by"}),
        (
            "select COUNT(id), Stage from Deals where id > 1 group by Amount",
            "INVALID_QUERY",
            {"column_name": "Stage", "clause": "group by"},
        ),
        (
            "select SUM(Stage) from Deals where id > 1",
            "INVALID_DATA",
            {"reason": "unsupported aggregate function", "column": "SUM(Stage)"},
        ),
        (
            "select count(id) from Deals where id > 1",
            "INVALID_DATA",
            {"reason": "unsupported aggregate function", "column": "count(id)"},
        ),
        (
            "select COUNT(id), COUNT(id) as b from Deals where id > 1",
            "DUPLICATE_DATA",
            {"column_name": "id", "aggregate": "COUNT"},
        ),
        (
            "select COUNT(id) as a, SUM(Amount) as a from Deals where id > 1",
            "DUPLICATE_ALIAS",
            {"referred_columns": ["id", "Amount"], "alias": "a"},
        ),
        (
            "select COUNT(id), COUNT(Owner), SUM(id), AVG(id), MIN(id), MAX(id) from Deals where id > 1",
            "LIMIT_EXCEEDED",
            {"by": "aggregate functions", "limit": 5},
        ),
        (
            "select COUNT(id) from Deals where id > 1 group by Stage, Amount, Owner, Deal_Name, Closing_Date",
            "LIMIT_EXCEEDED",
            {"by": "group by", "limit": 4},
        ),
        (
            "select Stage from Deals where id > 1 group by Stage, Stage",
            "DUPLICATE_DATA",
            {"column_name": "Stage"},
        ),
        (
            "select COUNT(id) from Deals where id > 1 order by Stage",
            "INVALID_QUERY",
            {"column_name": "Stage", "clause": "order by"},
        ),
        ("select id from Deals#1 where id > 1", "INVALID_QUERY", {"cvid": "1"}),
        ("select id from Notes where id > 1", "INVALID_MODULE", {}),
        ("select Participants from Events where id > 1", "INVALID_QUERY", {"column_name": "Participants"}),
        ("select Quoted_Items from Quotes where id > 1", "INVALID_QUERY", {"column_name": "Quoted_Items"}),
        (
            "select id from Deals where Amount = (select Amount from Deals where id > 1)",
            "INVALID_QUERY",
            {"sub_query_sequence": 1, "operator": "="},
        ),
        (
            "select id from Deals where id in (select id, Stage from Deals where id > 1)",
            "INVALID_QUERY",
            {"sub_query_sequence": 1, "column_name": ["id", "Stage"]},
        ),
    ],
)
def test_what_is_refused(filled: Crm, text: str, code: str, details: dict[str, Any]) -> None:
    answer = filled.query(text)
    assert (answer.status, answer.body["code"], answer.body["details"]) == (400, code, details)


def test_subqueries_in_v8(filled: Crm) -> None:
    steel = (
        "select Deal_Name from Deals where Account_Name in (select id from Accounts where Industry = 'Steel')"
    )
    assert [row["Deal_Name"] for row in filled.query(steel).data] == ["A", "B"]
    one = "select Deal_Name from Deals where Amount > (select Amount from Deals where Deal_Name = 'A')"
    assert [row["Deal_Name"] for row in filled.query(one).data] == ["B"]
    none = "select id from Deals where Account_Name in (select id from Accounts where Industry = 'Air')"
    assert filled.query(none).status == 204
    assert filled.query(steel, version="v7").body["code"] == "SYNTAX_ERROR"
    filled.ask("POST", "org", {"coql_subqueries": True})
    assert filled.query(steel, version="v7").status == 200


def test_a_view_in_from(filled: Crm) -> None:
    view = filled.get("settings/custom_views?module=Deals").body["custom_views"][0]["id"]
    text = f"select Deal_Name from Deals#{view} where id is not null"
    assert len(filled.query(text).data) == 4
    assert filled.query(text, version="v6").body["code"] == "INVALID_QUERY"


def test_users(crm: Crm) -> None:
    answer = crm.query(
        "select first_name, last_name, email, role, profile.name from Users where id is not null"
    )
    assert len(answer.data) == 3
    row = answer.first
    assert (row["first_name"], row["email"]) == ("Ann", "ann.admin@example.com")
    assert row["role"]["name"] == "CEO"
    assert row["profile.name"] == "Administrator"
    assert set(crm.query("select role from users where email like 'ann%'", version="v4").first["role"]) == {
        "id"
    }
    crm.ask("POST", "tokens", {"scopes": ["ZohoCRM.coql.READ", "ZohoCRM.modules.ALL"]})
    assert crm.query("select id from Users where id is not null").status == 401


def test_metadata_beside_the_rows(filled: Crm) -> None:
    body = {
        "select_query": "select Deal_Name, Amount as sum, Account_Name.Industry, Owner.email "
        "from Deals where Amount = 100",
        "include_meta": ["fields"],
    }
    answer = filled.call("POST", "coql", body)
    fields = answer.body["fields"]
    assert set(fields) == {"Deal_Name", "sum", "Account_Name.Industry", "Owner.email"}
    assert fields["sum"]["data_type"] == "currency"
    assert fields["Account_Name.Industry"]["api_name"] == "Industry"
    wrong = filled.call("POST", "coql", body | {"include_meta": ["all"]})
    assert wrong.body["details"]["supported_values"] == ["fields"]
    assert "fields" not in filled.call("POST", "coql", body, version="v6").body
    filled.ask("POST", "tokens", {"scopes": ["ZohoCRM.coql.READ", "ZohoCRM.modules.ALL"]})
    assert filled.call("POST", "coql", body).status == 401


def test_the_limits_can_be_set(filled: Crm) -> None:
    text = "select id from Deals where id > 1 limit 300"
    assert filled.query(text, version="v2").status == 400
    filled.ask("POST", "org", {"coql_rows": 2000, "coql_reach": 5, "coql_aggregates_in_v2": False})
    assert filled.query(text, version="v2").status == 200
    assert filled.query("select id from Deals where id > 1 limit 5, 1").body["code"] == "LIMIT_EXCEEDED"
    assert filled.query("select COUNT(id) from Deals where id > 1", version="v2").status == 400


def test_rows_of_subforms_are_a_module(crm: Crm) -> None:
    product = crm.added("Products", Product_Name="Tea")
    lines = [{"Product_Name": {"id": product}, "Quantity": 2}]
    quote = crm.added("Quotes", Subject="First", Quoted_Items=lines)
    text = "select Parent_Id, Parent_Id.Subject, Quantity, Product_Name.Product_Name from Quoted_Items"
    row = crm.query(f"{text} where Parent_Id = '{quote}'").first
    assert row["Parent_Id"]["id"] == quote
    assert (row["Parent_Id.Subject"], row["Quantity"], row["Product_Name.Product_Name"]) == (
        "First",
        2,
        "Tea",
    )
