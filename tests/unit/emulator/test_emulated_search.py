"""Search and count (api-core §2.8, §2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

PEOPLE = [
    {"Last_Name": "Burns", "Email": "a@example.com", "Phone": "123", "No_of_Employees": 10},
    {"Last_Name": "Burnside", "Secondary_Email": "A@example.com", "No_of_Employees": 20},
    {"Last_Name": "Lee (Jr), Ann", "City": "京都", "No_of_Employees": 30, "Email_Opt_Out": True},
]


@pytest.fixture
def people(crm: Crm) -> Crm:
    crm.ask("POST", "seed", {"records": {"Leads": PEOPLE}})
    return crm


def found(crm: Crm, query: str) -> list[str]:
    answer = crm.get(f"Leads/search?{query}")
    if answer.status == 204:
        return []
    assert answer.status == 200, answer
    return [one["Last_Name"] for one in answer.data]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ("(Last_Name:equals:burns)", ["Burns", "Burnside"]),
        ("(Last_Name:starts_with:Burnsi)", ["Burnside"]),
        ("(Last_Name:in:burns,lee)", ["Burns"]),
        (r"(Last_Name:equals:Lee \(Jr\)\, Ann)", ["Lee (Jr), Ann"]),
        ("(Email:equals:A@EXAMPLE.COM)", ["Burns"]),
        ("(No_of_Employees:between:15,30)", ["Burnside", "Lee (Jr), Ann"]),
        ("(No_of_Employees:greater_equal:30)", ["Lee (Jr), Ann"]),
        ("(Email_Opt_Out:equals:true)", ["Lee (Jr), Ann"]),
        ("(City:not_equal:京都)", ["Burns", "Burnside"]),
        ("((Last_Name:starts_with:Burn)and(No_of_Employees:less_than:15))", ["Burns"]),
        ("((City:equals:京都)or((No_of_Employees:equals:20)and(Phone:equals:1)))", ["Lee (Jr), Ann"]),
        ("(Last_Name:equals:nobody)", []),
    ],
)
def test_criteria(people: Crm, criteria: str, expected: list[str]) -> None:
    assert found(people, f"criteria={quote(criteria)}") == expected


@pytest.mark.parametrize(
    "criteria",
    [
        "Last_Name:equals:x",
        "(Nonsense:equals:x)",
        "(Last_Name:greater_than:x)",
        "(No_of_Employees:equals:many)",
        "(No_of_Employees:between:1)",
        "((Last_Name:equals:x)and(Last_Name:equals:y)",
        "(Last_Name)",
        "(" + "and".join(["(Last_Name:equals:x)"] * 11) + ")",
    ],
)
def test_criteria_that_cannot_be(people: Crm, criteria: str) -> None:
    answer = people.get(f"Leads/search?criteria={quote(criteria)}")
    assert (answer.status, answer.body["code"]) == (400, "INVALID_QUERY")
    assert set(answer.body["details"]) == {"reason", "api_name", "operator"}


def test_other_ways(people: Crm) -> None:
    assert found(people, "email=a@example.com") == ["Burns", "Burnside"]
    assert found(people, "phone=123") == ["Burns"]
    assert found(people, f"word={quote('京都')}") == ["Lee (Jr), Ann"]
    assert found(people, "word=burnsid&phone=123") == ["Burns"]
    assert people.get("Leads/search?word=a").body["code"] == "INVALID_QUERY"
    none = people.get("Leads/search?fields=id")
    assert (none.status, none.body["code"]) == (400, "EXPECTED_PARAM_MISSING")
    assert people.get("Leads/search?word=burns&page=11").body["code"] == "LIMIT_REACHED"


def test_the_index_lags_where_it_is_told_to(people: Crm) -> None:
    people.ask("POST", "org", {"search_lag": 60})
    assert found(people, "phone=123") == []
    assert people.get("Leads/actions/count").body == {"count": 0}
    assert people.query("select id from Leads where Phone = '123'").status == 200
    people.ask("POST", "clock", {"advance": 61})
    assert found(people, "phone=123") == ["Burns"]


def test_counts(people: Crm) -> None:
    assert people.get("Leads/actions/count").body == {"count": 3}
    assert people.get("Accounts/actions/count").body == {"count": 0}
    assert people.get("Leads/actions/count?email=a@example.com").body == {"count": 2}
    both = people.get("Leads/actions/count?email=a@example.com&word=burns")
    assert both.body["code"] == "AMBIGUITY_DURING_PROCESSING"
