"""COQL: grammar, operators, joins, pages, limits and errors (api-coql-bulk §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm


@pytest.fixture
def filled(crm: Crm) -> Crm:
    firms = [
        {"Account_Name": "Acme", "Phone": "1", "Annual_Revenue": 1000},
        {"Account_Name": "O'Neil", "Phone": "2"},
    ]
    ids = crm.ask("POST", "seed", {"records": {"Accounts": firms}})["ids"]["Accounts"]
    people = [
        {"Last_Name": "Ito", "Email": "ITO@example.com", "Account_Name": {"id": ids[0]}},
        {
            "Last_Name": "Abe",
            "Email": "abe@example.com",
            "Account_Name": {"id": ids[1]},
            "Email_Opt_Out": True,
        },
        {"Last_Name": "Ueda", "Date_of_Birth": "1990-05-01"},
    ]
    crm.ask("POST", "seed", {"records": {"Contacts": people}})
    return crm


def names(crm: Crm, rest: str, **more: Any) -> list[str]:
    answer = crm.query(f"select Last_Name from Contacts where {rest}", **more)
    if answer.status == 204:
        return []
    assert answer.status == 200, answer.body
    return [one["Last_Name"] for one in answer.data]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("id is not null", ["Ito", "Abe", "Ueda"]),
        ("Last_Name = 'ito'", ["Ito"]),
        ("Last_Name = Ito", ["Ito"]),
        ('Last_Name = "Ito"', ["Ito"]),
        ("'Last_Name' != 'Ito'", ["Abe", "Ueda"]),
        ("Email in ('ito@EXAMPLE.com', 'nobody')", ["Ito"]),
        ("Email not in ('ito@example.com')", ["Abe"]),
        ("Last_Name like '%e%'", ["Abe", "Ueda"]),
        ("Last_Name like 'u%'", ["Ueda"]),
        ("Last_Name like '%be'", ["Abe"]),
        ("Last_Name not like '%be%'", ["Ito", "Ueda"]),
        ("Email is null", ["Ueda"]),
        ("Email_Opt_Out = 'true'", ["Abe"]),
        ("Email_Opt_Out = false", ["Ito", "Ueda"]),
        ("Date_of_Birth between '1990-01-01' and '1990-12-31'", ["Ueda"]),
        ("Date_of_Birth < '1980-01-01'", []),
        ("Created_Time > '2001-01-01T00:00:00+09:00'", ["Ito", "Abe", "Ueda"]),
        ("Created_Time not between '2001-01-01T00:00:00Z' and '2100-01-01T00:00:00Z'", []),
        ("Account_Name.Account_Name = 'O''Neil'", ["Abe"]),
        (r"Account_Name.Account_Name = 'O\'Neil'", ["Abe"]),
        ("Account_Name.Annual_Revenue >= 1000", ["Ito"]),
        ("Account_Name is null", ["Ueda"]),
        ("Owner.first_name = 'Ann'", ["Ito", "Abe", "Ueda"]),
        ("!Contacts.Last_Name = 'Abe'", ["Abe"]),
        ("(Last_Name = 'Ito' or Last_Name = 'Abe') and Email_Opt_Out = 'true'", ["Abe"]),
        ("id is not null order by Last_Name", ["Abe", "Ito", "Ueda"]),
        ("id is not null order by Last_Name desc", ["Ueda", "Ito", "Abe"]),
        ("id is not null order by Email asc, id desc", ["Ueda", "Abe", "Ito"]),
        ("id is not null order by id desc limit 2", ["Ueda", "Abe"]),
        ("id is not null limit 1, 1", ["Abe"]),
        ("id is not null limit 2 offset 2", ["Ueda"]),
        ("id > '0' and id < 1", []),
    ],
)
def test_conditions(filled: Crm, where: str, expected: list[str]) -> None:
    assert names(filled, where) == expected


def test_rows_hold_the_columns_and_the_id(filled: Crm) -> None:
    text = (
        "select Last_Name as 'Name', Account_Name, Account_Name.Phone, Account_Name.Owner.last_name, Tag "
        "from Contacts where Last_Name = 'Ito'"
    )
    answer = filled.query(text)
    assert answer.body["info"] == {"count": 1, "more_records": False}
    row = answer.first
    assert list(row) == [
        "Name",
        "Account_Name",
        "Account_Name.Phone",
        "Account_Name.Owner.last_name",
        "Tag",
        "id",
    ]
    assert row["Account_Name"]["name"] == "Acme"
    assert (row["Account_Name.Phone"], row["Account_Name.Owner.last_name"], row["Tag"]) == ("1", "Admin", [])


def test_lookups_have_names_from_v7_on(filled: Crm) -> None:
    text = "select Account_Name, Owner from Contacts where Last_Name = 'Ito'"
    assert set(filled.query(text, version="v4").first["Account_Name"]) == {"id"}
    new = filled.query(text).first
    assert set(new["Account_Name"]) == {"id", "name"}
    assert new["Owner"]["name"] == "Admin"


def test_a_path_through_an_arrow(crm: Crm) -> None:
    lead = crm.added("Leads", Last_Name="Lee")
    crm.added("Tasks", Subject="Call", What_Id={"id": lead})
    answer = crm.query("select 'What_Id->Leads.Last_Name' from Tasks where Subject = 'Call'")
    assert answer.first["What_Id->Leads.Last_Name"] == "Lee"


def test_pages_by_id(crm: Crm) -> None:
    rows = [[f"N{number}"] for number in range(4500)]
    crm.ask("POST", "seed", {"columns": {"module": "Leads", "fields": ["Last_Name"], "rows": rows}})
    last, seen, more = "0", 0, True
    while more:
        answer = crm.query(f"select Last_Name from Leads where id > '{last}' order by id asc limit 2000")
        seen, last = seen + len(answer.data), answer.data[-1]["id"]
        more = answer.body["info"]["more_records"]
    assert seen == 4500
    assert crm.query(f"select id from Leads where id > '{last}'").status == 204


def test_an_index_is_kept_up_to_date(crm: Crm) -> None:
    assert crm.query("select id from Leads where City = 'Kyoto'").status == 204
    record = crm.added("Leads", Last_Name="Lee", City="Kyoto")
    assert crm.query("select id from Leads where City = 'KYOTO'").first["id"] == record
    crm.update("Leads", {"id": record, "City": "Nara"})
    assert crm.query("select id from Leads where City = 'Kyoto'").status == 204
    crm.call("DELETE", f"Leads/{record}")
    assert crm.query("select id from Leads where City = 'Nara'").status == 204


def test_brackets_by_version_and_by_order(filled: Crm) -> None:
    flat = "id is not null and Last_Name = 'Ito' and Email is not null"
    for version in ("v2", "v4", "v6"):
        text = f"select Last_Name from Contacts where {flat}"
        assert filled.query(text, version=version).body["code"] == "SYNTAX_ERROR"
    nested = "(id is not null and Last_Name = 'Ito') and Email is not null"
    assert names(filled, nested, version="v2") == ["Ito"]
    assert names(filled, flat) == ["Ito"]
    filled.ask("POST", "org", {"coql_brackets": True})
    assert filled.query(f"select id from Contacts where {flat}").status == 400
    filled.ask("POST", "org", {"coql_brackets": None})
    assert names(filled, flat) == ["Ito"]


@pytest.mark.parametrize(
    ("text", "code", "message", "details"),
    [
        ("select id from Leads", "SYNTAX_ERROR", "missing clause", {"clause": "where"}),
        ("select id from Leads limit 5", "SYNTAX_ERROR", "missing clause", {"clause": "where"}),
        ("select id where id > 1", "SYNTAX_ERROR", "missing clause", {"clause": "from"}),
        ("delete from Leads", "SYNTAX_ERROR", "given coql query not supported", {}),
        ("select * from Leads where id > 1", "SYNTAX_ERROR", "unexpected token", None),
        ("select id from Leads where id > ", "SYNTAX_ERROR", "unexpected token", None),
        ("select id from Leads where (id > 1", "SYNTAX_ERROR", "unexpected token", None),
        ("select id from Leads where id ~ 1", "SYNTAX_ERROR", "unexpected token", None),
        (
            "select id from Leads where id has 1",
            "SYNTAX_ERROR",
            "operator not supported",
            {"operator": "has"},
        ),
        (
            "select Nonsense from Leads where id > 1",
            "INVALID_QUERY",
            "column given seems to be invalid",
            {"column_name": "Nonsense"},
        ),
        (
            "select id from Leads where Nonsense = 1",
            "INVALID_QUERY",
            "column given seems to be invalid",
            {"column_name": "Nonsense", "clause": "where"},
        ),
        (
            "select id from Nonsense where id > 1",
            "INVALID_QUERY",
            "column given seems to be invalid",
            {"column_name": "Nonsense"},
        ),
        (
            "select id from Leads where Last_Name > 'a'",
            "INVALID_QUERY",
            "invalid query formed",
            {"column_name": "Last_Name", "operator": ">", "reason": "invalid operator found"},
        ),
        (
            "select id from Leads where No_of_Employees = 'many'",
            "INVALID_QUERY",
            "value given seems to be invalid for the column",
            {"column_name": "No_of_Employees", "expected_data_type": "integer"},
        ),
        (
            "select id from Leads where Description = 'x'",
            "INVALID_QUERY",
            "unsupported column in criteria",
            None,
        ),
        (
            "select id from Leads where id > 1 limit 2001",
            "LIMIT_EXCEEDED",
            "limit exceeded",
            {"by": "limit", "limit": 2000},
        ),
        ("select id from Leads where id > 1 limit 0", "INVALID_DATA", "limit should be greater than 0", {}),
        ("select id from Leads where id > 1 limit 100000, 1", "LIMIT_EXCEEDED", "limit exceeded", None),
        (
            "select id, City, City from Leads where id > 1",
            "DUPLICATE_DATA",
            "duplicate select column",
            {"column_name": "City"},
        ),
        (
            "select City as '' from Leads where id > 1",
            "INVALID_ALIAS",
            None,
            {"column_name": "City", "alias": ""},
        ),
        ("select City as x, State as x from Leads where id > 1", "DUPLICATE_ALIAS", None, None),
        (
            "select City as State from Leads where id > 1",
            "INVALID_QUERY",
            "alias clashes with a column",
            None,
        ),
    ],
)
def test_errors(crm: Crm, text: str, code: str, message: str | None, details: Any) -> None:
    answer = crm.query(text)
    assert (answer.status, answer.body["code"]) == (400, code)
    if message is not None:
        assert answer.body["message"] == message
    if details is not None:
        assert answer.body["details"] == details


def test_where_it_went_wrong_is_told(crm: Crm) -> None:
    details = crm.query("select id from Leads where\nid > ;").body["details"]
    assert details == {"line": 2, "column": 6, "near": ";"}


def test_the_body_is_checked(crm: Crm) -> None:
    assert crm.call("POST", "coql", {}).body["code"] == "MANDATORY_NOT_FOUND"
    assert crm.call("POST", "coql", {"select_query": 5}).body["details"]["expected_data_type"] == "string"
    assert crm.call("POST", "coql", b"").body["message"] == "body"


def test_limits_by_version(crm: Crm) -> None:
    columns = ",".join(
        field.api_name for field in crm.state.tables["Leads"].module.fields.values() if field.slot
    )
    values = ",".join("'x'" for _ in range(51))
    more = ", ".join(f"Owner.{name}" for name in ("email", "first_name", "last_name", "role.id", "role.name"))
    wide = f"select id, {columns}, {more} from Leads"
    cases = [
        ("v2", "select id from Leads where id > 1 limit 201", {"by": "limit", "limit": 200}),
        ("v4", f"select id from Leads where City in ({values})", {"by": "in", "limit": 50}),
        ("v4", "select id from Leads where id > 1 limit 10000, 1", {"by": "offset", "limit": 10_000}),
        ("v4", f"{wide} where id > 1", {"by": "select columns", "limit": 50}),
    ]
    for version, text, details in cases:
        answer = crm.query(text.replace("Layout,", ""), version=version)
        assert (answer.body["code"], answer.body["details"]) == ("LIMIT_EXCEEDED", details)
        assert crm.query(text.replace("Layout,", "")).status == 204


def test_joins_are_limited(crm: Crm) -> None:
    text = (
        "select Account_Name.Phone, Account_Name.Parent_Account.Phone from Contacts "
        "where Reporting_To.Last_Name = 'x'"
    )
    answer = crm.query(text, version="v4")
    assert answer.body["message"] == "join limit exceeded"
    assert crm.query(text).status == 204


@pytest.mark.parametrize(
    "text",
    [
        "select id from Attachments where id > 1",
    ],
)
def test_what_is_not_emulated_says_so(crm: Crm, text: str) -> None:
    answer = crm.query(text)
    assert (answer.status, answer.body["code"]) == (501, "NOT_EMULATED")
    assert answer.body["details"]["emulated"]


def test_its_price_goes_by_the_limit(crm: Crm) -> None:
    for limit, price in ((200, 1), (201, 2), (1000, 2), (2000, 3)):
        before = crm.state.credits.spent()
        crm.query(f"select id from Leads where id > 1 limit {limit}")
        assert crm.state.credits.spent() - before == price
