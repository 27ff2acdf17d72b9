from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.errors import NotSupportedError
from hakobu.zoho import Response, all_of, any_of, compare, literal, one_of
from hakobu.zoho.coql import column

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client
    from tests.unit.zoho.conftest import MemoryZoho

    Connect = Callable[..., Client]


def test_criteria_are_always_nested_pairs() -> None:
    assert all_of("A = 1") == "A = 1"
    assert all_of("A = 1", "B = 2") == "A = 1 and B = 2"
    assert all_of("A = 1", "B = 2", "C = 3") == "(A = 1 and B = 2) and C = 3"
    assert all_of("A = 1", "B = 2", "C = 3", "D = 4") == "((A = 1 and B = 2) and C = 3) and D = 4"
    assert all_of("A = 1", any_of("B = 2", "C = 3")) == "A = 1 and (B = 2 or C = 3)"
    assert all_of(any_of("B = 2", "C = 3"), "A = 1") == "(B = 2 or C = 3) and A = 1"
    assert all_of("", "A = 'x and y'", "B = 2") == "A = 'x and y' and B = 2"


@given(st.text())
def test_no_text_gets_out_of_its_quotes(text: str) -> None:
    quoted = literal(text)
    assert re.fullmatch(r"'(?:[^']|'')*'", quoted, re.DOTALL)
    assert quoted[1:-1].replace("''", "'") == text


def test_values_and_names() -> None:
    assert compare("Last_Name", "=", "O'Neil") == "Last_Name = 'O''Neil'"
    assert compare("Email", "!=", None) == "Email is not null"
    assert compare("Active", "=", True) == "Active = 'true'"
    assert one_of("id", ["1", "2"]) == "id in ('1', '2')"
    assert column("What_Id->Leads.Last_Name") == "'What_Id->Leads.Last_Name'"
    assert column("External") == "'External'"
    assert column("Account_Name.Phone") == "Account_Name.Phone"
    for wrong in ("a b", "a;", "a'b", "", "1a", "Name from Leads--"):
        with pytest.raises(NotSupportedError):
            column(wrong)
    with pytest.raises(NotSupportedError):
        compare("A", "~", 1)


class Table:
    """Rows that answer the queries of the client: ``id >``, ``id <=``, one ``in``."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.queries: list[str] = []

    def __call__(self, seen: Any) -> Response:
        query = seen.json["select_query"]
        self.queries.append(query)
        after = int(found.group(1)) if (found := re.search(r"id > '(\d+)'", query)) else 0
        to = int(found.group(1)) if (found := re.search(r"id <= '(\d+)'", query)) else 10**30
        inside = re.search(r"(\w+) in \(([^)]*)\)", query)
        limit = int(query.rpartition(" ")[2])
        names = query[len("select ") : query.index(" from ")].split(", ")
        rows = [row for row in self.rows if after < int(row["id"]) <= to]
        if inside:
            wanted = [each.strip("'") for each in inside.group(2).split(", ")]
            assert len(wanted) <= 50
            rows = [row for row in rows if row[inside.group(1)] in wanted]
        if not rows:
            return Response(204)
        shown = [{name: row[name] for name in names} for row in rows[:limit]]
        body = {"data": shown, "info": {"count": len(shown), "more_records": len(rows) > limit}}
        return Response(200, {}, json.dumps(body).encode())


def table(count: int, columns: int = 1) -> Table:
    return Table(
        [
            {"id": str(number)} | {f"F{each}": f"{each}-{number % 7}" for each in range(columns)}
            for number in range(1, count + 1)
        ]
    )


def test_select_pages_by_id_without_end(zoho: MemoryZoho, crm: Client) -> None:
    rows = table(4500)
    zoho.on("/coql", rows)
    pages = list(crm.select("Leads", ["F0"]))
    assert [len(page) for page in pages] == [2000, 2000, 500]
    assert rows.queries[1] == "select id, F0 from Leads where id > '2000' order by id asc limit 2000"


def test_v2_asks_for_two_hundred(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/coql", table(450))
    assert [len(page) for page in connect(schema="v2").select("Leads", ["F0"])] == [200, 200, 50]


def test_more_than_fifty_columns_are_split_and_merged_by_id(zoho: MemoryZoho, crm: Client) -> None:
    """Zoho in particular: fields beyond 50 silently become null (COQL and list limits)."""
    rows = table(2500, columns=120)
    zoho.on("/coql", rows)
    found = [row for page in crm.select("Leads", [f"F{each}" for each in range(120)]) for row in page]
    assert found == rows.rows
    assert all(query.index(" from ") and query.count(", F") <= 49 for query in rows.queries)


def test_find_asks_for_fifty_values_a_call_and_pages_when_more_match(zoho: MemoryZoho, crm: Client) -> None:
    rows = table(3000)
    zoho.on("/coql", rows)
    found = list(crm.find("Leads", "F0", ["0-1", "0-2", "", "0-1"], ["F0"]))
    assert len(found) == len([row for row in rows.rows if row["F0"] in {"0-1", "0-2"}])
    assert rows.queries[0].endswith("where id > '0' and F0 in ('0-1', '0-2') order by id asc limit 200")


def test_find_reads_many_chunks_at_once_and_in_order(zoho: MemoryZoho, crm: Client) -> None:
    rows = table(1000)
    zoho.on("/coql", rows)
    wanted = [str(number) for number in range(1, 1001)]
    assert [row["id"] for row in crm.find("Leads", "id", wanted, ["F0"])] == wanted
    assert len(rows.queries) == 20


def test_find_can_be_left_half_way(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/coql", table(1000))
    assert next(crm.find("Leads", "id", [str(number) for number in range(1, 1001)], []))["id"] == "1"


def test_without_coql_no_coql_call_is_made(zoho: MemoryZoho, connect: Connect) -> None:
    crm = connect(use_coql=False)
    rows = [{"id": "1", "Email": "A@x.example"}, {"id": "2", "Email": None}, {"id": "3", "Email": "b"}]
    zoho.on("/Leads", {"data": rows, "info": {"more_records": False}})
    with pytest.raises(NotSupportedError, match="makes no COQL call"):
        crm.coql("select id from Leads where id > '0'")
    assert list(crm.select("Leads", ["Email"])) == [rows]
    assert [row["id"] for row in crm.find("Leads", "Email", ["a@X.example"], ["id"])] == ["1"]
    assert zoho.calls("/Leads")[0].params["converted"] == "both"
    list(crm.find("Leads", "id", ["1", "3"], ["Email"]))
    assert zoho.calls("/Leads")[-1].params["ids"] == "1,3"
    zoho.on("/settings/modules", {"modules": [{"api_name": "Leads", "plural_label": "Leads"}]})
    zoho.on(
        "/settings/fields", {"fields": [{"api_name": "Email", "data_type": "email", "json_type": "string"}]}
    )
    assert list(crm.select("Leads", ["Email"], where="Email is null")) == [[rows[1]]]
    with pytest.raises(NotSupportedError, match="lies in another module"):
        list(crm.select("Leads", ["Owner.email"]))
    assert zoho.calls("/coql") == []


def test_coql_credits_follow_the_limit(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/coql", table(1))
    before = crm.stats.credits
    crm.coql("select F0 from Leads where id > '0' order by id asc limit 2000")
    crm.coql("select F0 from Leads where id > '0' limit 0, 200")
    assert crm.stats.credits - before == 1 + 3 + 1  # the organisation, then the two queries
