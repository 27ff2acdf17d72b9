"""The checklist of the reference on credits, concurrency and connection tests, over plain HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.tour import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Emulator


# 9. credits and concurrency


def test_9_calls_cost_what_the_table_says(emulator: Callable[..., Emulator]) -> None:
    running = emulator()
    visitor = Visitor(running)

    def price(method: str, path: str, body: Any = None, **more: Any) -> int:
        before = running.stats()["credits"]
        visitor.call(method, path, body, **more)
        return int(running.stats()["credits"] - before)

    query = "select id from Leads where id is not null limit {}"
    assert price("POST", "Leads", {"data": [{"Last_Name": f"Lee {n}"} for n in range(11)]}) == 2
    assert price("GET", "Leads", params={"fields": "id"}) == 1
    assert price("GET", "Leads/deleted") == 2
    found = [price("POST", "coql", {"select_query": query.format(n)}) for n in (200, 201, 1000, 1001, 2000)]
    assert found == [1, 2, 2, 3, 3]
    visitor.close()


def test_9_what_is_left_is_told_once_half_is_used(emulator: Callable[..., Emulator]) -> None:
    running = emulator("--edition", "free")
    visitor = Visitor(running)
    name = "X-API-CREDITS-REMAINING"
    assert name not in visitor.call("GET", "org").headers
    running.post("/_emulator/org", {"credits_left": 2000})
    assert visitor.call("GET", "org").headers[name] == "1999"
    running.post("/_emulator/org", {"credits_left": 0})
    spent = visitor.call("GET", "org")
    assert (spent.status_code, spent.json()["code"]) == (429, "TOO_MANY_REQUESTS")
    visitor.close()


@pytest.mark.parametrize(("edition", "most", "path"), [("free", 5, "org"), ("ultimate", 10, "coql")])
def test_9_calls_beyond_the_concurrency_are_refused(
    edition: str, most: int, path: str, emulator: Callable[..., Emulator]
) -> None:
    running = emulator("--edition", edition)
    visitor = Visitor(running)
    running.post("/_emulator/latency", {"ms": 700})
    query = {"select_query": "select id from Leads where id is not null"} if path == "coql" else None
    with ThreadPoolExecutor(most + 4) as pool:
        method = "POST" if query else "GET"
        answers = list(pool.map(lambda _: visitor.call(method, path, query), range(most + 4)))
    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) == 4
    assert {one.json()["code"] for one in refused} == {"TOO_MANY_REQUESTS"}
    visitor.close()


# 10. what a connection test asks


def test_10_the_calls_of_a_connection_test(v8: Visitor) -> None:
    apis = v8.call("GET", "__apis").json()["__apis"]
    assert {"path", "operation_types"} <= apis[0].keys()
    assert v8.call("GET", "org").json()["org"][0]["zgid"]
    (user,) = v8.call("GET", "users", params={"type": "CurrentUser"}).json()["users"]
    assert user["email"]
