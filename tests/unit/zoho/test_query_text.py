"""COQL as people write it: taken apart, and refused with the place where it stops being a query."""

from __future__ import annotations

import pytest

from hakobu.errors import NotSupportedError
from hakobu.zoho.criteria_text import parse, parts_of


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("delete from Leads", r"line 1, column 1, near 'delete from Leads': a query begins with select"),
        ("select Last_Name", r"column 17, at the end: from and a module are missing"),
        ("select Last_Name from Leads", r"at the end: a where is missing.*where id is not null"),
        ("select id from Leads order by id", r"column 22, near 'order by id'.*a where is missing"),
        ("select * from Leads where id > 1", r"column 8.*knows no \*"),
        ("select id,, City from Leads where id > 1", r"column 2 has no name"),
        ("select id\nfrom Leads whre id > 1", r"line 2, column 12, near 'whre id > 1': this cannot follow"),
    ],
)
def test_what_is_no_query_says_where(query: str, said: str) -> None:
    with pytest.raises(NotSupportedError, match=said):
        parts_of(query)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("a = 1 and b = 2 or c = 3", r"column 37, near 'or c = 3': 'or' beside 'and' without brackets"),
        ("a = 1 or b = 2 and c = 3", r"'and' beside 'or' without brackets.*A and \(B or C\)"),
        ("a = ", r"at the end: a value is missing"),
        ("a ~ 'x'", r"near .~ 'x'.: '~' is no operator"),
        ("= 1", r"column 21, near '= 1': a field is missing"),
        ("a = 'x", r"column 25, near .'x.: a text that has no end"),
    ],
)
def test_a_fault_of_the_condition_is_placed_in_the_whole_query(condition: str, said: str) -> None:
    begin = "select a from Leads "
    query = f"{begin}{condition}"
    with pytest.raises(NotSupportedError, match=said):
        parse(condition, query=query, begins=len(begin))


def test_brackets_say_what_belongs_together() -> None:
    assert parse("(a = 1 and b = 2) or c = 3") != parse("a = 1 and (b = 2 or c = 3)")
    assert parse("a = 1 and b = 2 and c = 3") == parse("(a = 1 and b = 2 and c = 3)")


def test_a_query_is_taken_apart_with_its_texts_whole() -> None:
    parts = parts_of(
        "select Last_Name, 'What_Id->Leads.City', COUNT(id) from Leads "
        "where City = 'a where, from' group by City limit 5"
    )
    assert parts.columns == ("Last_Name", "What_Id->Leads.City", "COUNT(id)")
    assert (parts.module, parts.where) == ("Leads", "City = 'a where, from'")
    assert parts.rest == "group by City limit 5"
