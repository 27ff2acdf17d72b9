"""Whatever is sent, the answer is Zoho's: a success or a problem, never a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from .conftest import Crm

often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["2024-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "a@b.co", "-None-", "1" * 400]
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "Ext", "x"]), inner, max_size=2)
    ),
    max_leaves=5,
)
names = st.sampled_from(
    [
        "id", "Last_Name", "Email", "Account_Name", "Owner", "Layout", "Date_of_Birth", "Ext", "Tag", "Stamp",
        "Many", "Money", "Big", "Whole", "Yes", "$append_values", "Salutation",
    ]
)  # fmt: skip
records = st.dictionaries(names, values, max_size=6) | values
words = st.sampled_from(
    [
        "select", "from", "where", "and", "or", "not", "in", "like", "between", "is", "null", "order", "by",
        "limit", "offset", "as", "(", ")", ",", "=", "!=", "<", ">", "id", "Last_Name", "Account_Name.Phone",
        "Owner.email", "Contacts", "'x'", "'%x%'", "5", "'nan'", "9" * 30, "2024-01-01", "Money", "Stamp",
        "Created_Time", "Email_Opt_Out", "COUNT", "!Contacts.id", "'", "*",
    ]
)  # fmt: skip
FIELDS = [
    {"api_name": "Ext", "data_type": "text", "external": {"type": "org"}},
    {"api_name": "Stamp", "data_type": "datetime"},
    {"api_name": "Many", "data_type": "multiselectpicklist"},
    {"api_name": "Money", "data_type": "currency"},
    {"api_name": "Big", "data_type": "bigint"},
    {"api_name": "Whole", "data_type": "integer"},
    {"api_name": "Yes", "data_type": "boolean"},
]
KNOWN = {200, 201, 202, 204, 207, 304, 400, 412, 501}


@pytest.fixture
def crm(crm: Crm) -> Crm:
    crm.ask("POST", "seed", {"fields": {"Contacts": FIELDS}, "records": {"Contacts": [{"Last_Name": "A"}]}})
    crm.ask("POST", "org", {"time_zone": "America/Los_Angeles", "licences": 10_000_000})
    return crm


@often
@given(data=st.lists(records, min_size=1, max_size=4), method=st.sampled_from(["POST", "PUT", "upsert"]))
def test_any_record(crm: Crm, data: list[Any], method: str) -> None:
    path, verb = ("Contacts/upsert", "POST") if method == "upsert" else ("Contacts", method)
    header = {"X-EXTERNAL": "Contacts.Ext"} if method == "PUT" else {}
    answer = crm.call(verb, path, {"data": data}, headers=header)
    assert answer.status in KNOWN
    assert len(answer.body.get("data", data)) == len(data)
    assert crm.get("Contacts", version="v2").status == 200
    assert crm.get("Contacts/5", version="v2").status == 204


@often
@given(body=values, keys=values, trigger=values)
def test_any_body(crm: Crm, body: Any, keys: Any, trigger: Any) -> None:
    assert crm.call("POST", "Contacts", msgspec.json.encode(body)).status in KNOWN
    wish = {"data": [{"Last_Name": "A"}], "duplicate_check_fields": keys, "trigger": trigger}
    assert crm.call("POST", "Contacts/upsert", wish).status in KNOWN
    assert crm.call("POST", "coql", {"select_query": body}).status in KNOWN
    assert crm.call("POST", "settings/fields?module=Contacts", {"fields": body}).status in KNOWN
    assert crm.call("POST", "settings/modules", {"modules": [body]}).status in KNOWN


@often
@given(rest=st.lists(words, max_size=14))
def test_any_query(crm: Crm, rest: list[str]) -> None:
    assert crm.query("select id from Contacts where " + " ".join(rest)).status in KNOWN
    assert crm.query(" ".join(rest)).status in KNOWN


@often
@given(
    criteria=st.text(alphabet="()\\,:aA1 ", max_size=20)
    | st.lists(
        st.sampled_from(
            ["(", ")", "and", "or", "(Last_Name:equals:", "(Money:between:", "nan", ",", "5", "x"]
        ),
        max_size=8,
    ).map("".join)
)
def test_any_criteria(crm: Crm, criteria: str) -> None:
    if criteria:
        assert crm.get(f"Contacts/search?criteria={criteria}").status in KNOWN


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"data":' * 5000, b"\xff\xfe", b'"\\ud800"', b""])
def test_bodies_that_are_no_json(crm: Crm, body: bytes) -> None:
    answer = crm.call("POST", "Contacts", body)
    assert (answer.status, answer.body["message"]) == (400, "body")
    assert crm.get("Contacts/search?criteria=" + "(" * 5000).status == 400


@often
@given(body=values)
def test_any_wish(crm: Crm, body: Any) -> None:
    for name in ("seed", "clock", "latency", "faults", "tokens", "journal"):
        sent = msgspec.json.encode(body)
        assert crm.door.answer("POST", f"/_emulator/{name}", {}, sent).status in {200, 400}
    crm.ask("DELETE", "faults")
