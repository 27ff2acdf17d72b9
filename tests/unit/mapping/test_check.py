"""The check: canonical texts and faults, as a user reads them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from hakobu.model import Constant, Operation, Picklist

MANY = "9" * 60


@pytest.mark.parametrize(
    ("field", "value", "text", "fault"),
    [
        ("Last_Name", "山田", "山田", ""),
        ("Last_Name", "", None, ""),
        ("Last_Name", "𠮷" * 20, "𠮷" * 20, ""),
        ("Last_Name", "x" * 21, None, "too_long: limit 20; actual 21"),
        ("Email", "yamada@例え.jp", "yamada@例え.jp", ""),
        ("Email", "a@b", None, "bad_email: expected an address like name@example.com; got 'a@b'"),
        ("Email", "a b@c.jp", None, "bad_email: expected an address like name@example.com; got 'a b@c.jp'"),
        ("Phone", "+81 (3) 1234-5678 #9", "+81 (3) 1234-5678 #9", ""),
        ("Phone", "０３", None, "bad_phone: expected a phone number like +81 3-1234-5678; got '０３'"),
        ("Website", "https://例え.jp/あ?b#c", "https://例え.jp/あ?b#c", ""),
        ("Website", "example.com", "example.com", ""),
        (
            "Website",
            "not a url",
            None,
            "bad_url: expected an address like https://example.com; got 'not a url'",
        ),
        ("Employees", " 12 ", "12", ""),
        ("Employees", "007", "7", ""),
        ("Employees", "12.0", "12", ""),
        ("Employees", "-0", "0", ""),
        ("Employees", "1.5", None, "wrong_type: expected a whole number; got '1.5'"),
        ("Employees", "0x1F", None, "wrong_type: expected a whole number; got '0x1F'"),
        ("Employees", "1_000", None, "wrong_type: expected a whole number; got '1_000'"),
        (
            "Employees",
            "1234567890",
            None,
            "out_of_range: expected at most 9 digits before the point; got '1234567890'",
        ),
        ("Wizard", "9007199254740993", "9007199254740993", ""),
        (
            "Wizard",
            "9" * 60,
            None,
            f"out_of_range: expected at most 18 digits before the point; got '{'9' * 60}'",
        ),
        ("Amount", "1.005", "1.01", ""),
        ("Amount", "-1.005", "-1.01", ""),
        ("Amount", "-0.001", "0", ""),
        ("Amount", "12.50", "12.5", ""),
        ("Amount", "1e3", "1000", ""),
        ("Amount", ".5", "0.5", ""),
        ("Amount", "1,000", None, "wrong_type: expected a number; got '1,000'"),
        ("Amount", "NaN", None, "wrong_type: expected a number; got 'NaN'"),
        ("Amount", "1e300", None, "out_of_range: expected at most 16 digits before the point; got '1e300'"),
        ("Share", "123456", None, "out_of_range: expected at most 5 digits before the point; got '123456'"),
        ("Active", "TRUE", "true", ""),
        ("Active", "0", "false", ""),
        ("Active", "yes", None, "wrong_type: expected true or false; got 'yes'"),
        ("Birthday", "2024/2/9", "2024-02-09", ""),
        ("Birthday", "2024-02-30", None, "impossible_date: expected a day that exists; got '2024-02-30'"),
        ("Birthday", "30.2.2024", None, "wrong_type: expected a date like 2024-12-31; got '30.2.2024'"),
        (
            "Birthday",
            "2024-01-01 00:00",
            None,
            "wrong_type: expected a date like 2024-12-31; got '2024-01-01 00:00'",
        ),
        ("Called_At", "2024-01-01T09:00:00.9+09:00", "2024-01-01T00:00:00Z", ""),
        ("Called_At", "2024-01-01 00:00Z", "2024-01-01T00:00:00Z", ""),
        (
            "Called_At",
            "2024-01-01 00:00",
            None,
            "no_time_zone: expected a time with its zone; got '2024-01-01 00:00'",
        ),
        ("Stage", "Identify Decision Makers", "Id. Decision Makers", ""),
        ("Stage", "Id. Decision Makers", "Id. Decision Makers", ""),
        ("Stage", "-None-", None, ""),
        (
            "Stage",
            "Won",
            None,
            "not_in_picklist: 'Won'; valid: Qualification, Id. Decision Makers, Closed Won",
        ),
        ("Colours", "Blue; Red", '["Red","B"]', ""),
        ("Colours", '["B"]', '["B"]', ""),
        ("Colours", "Red;Green", None, "not_in_picklist: 'Red;Green'; valid: Red, B"),
        ("Colours", "[oops", None, "wrong_type: expected a JSON list of texts; got '[oops'"),
        ("Colours", ";", None, ""),
        ("Account_Name", "4876876000000123", "4876876000000123", ""),
        ("Account_Name", "Acme", None, "wrong_type: expected a record's id, or lookup: and by:; got 'Acme'"),
        ("Employees", "   ", None, ""),
    ],
)
def test_a_text_into_a_field(bench: Any, field: str, value: str, text: str | None, fault: str) -> None:
    assert bench.one(field, [value]) == [(text, fault)]


LATE = dt.datetime(2024, 1, 1, 0, 0, 0, 999_999, tzinfo=dt.UTC)
LONG = Decimal("12345678901234567890123456789.123456789")


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("Company", pa.array([LONG], pa.decimal128(38, 9)), str(LONG)),
        ("Company", pa.array([2**53 + 1]), "9007199254740993"),
        ("Company", pa.array([True]), "true"),
        ("Company", pa.array([dt.time(9, 30)]), "09:30:00"),
        ("Company", pa.array([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)]), "2024-01-01T00:00:00Z"),
        ("Wizard", pa.array([2**53 + 1]), "9007199254740993"),
        ("Employees", pa.array([12.0]), "12"),
        ("Amount", pa.array([0.1 + 0.2]), "0.3"),
        ("Amount", pa.array([1e15]), "1000000000000000"),
        ("Amount", pa.array([Decimal("2.675")], pa.decimal128(5, 3)), "2.68"),
        ("Rate", pa.array([Decimal("-0.0000000005")], pa.decimal128(38, 20)), "-0.000000001"),
        ("Active", pa.array([1]), "true"),
        ("Birthday", pa.array([dt.date(2024, 2, 29)]), "2024-02-29"),
        (
            "Called_At",
            pa.array([dt.datetime(2024, 1, 1, 0, 0, 0, 999_999, tzinfo=dt.UTC)]),
            "2024-01-01T00:00:00Z",
        ),
        ("Account_Name", pa.array([4876876000000123]), "4876876000000123"),
        ("Colours", pa.array([["Blue", "Red"]]), '["Red","B"]'),
    ],
)
def test_a_typed_value_into_a_field_stays_exact(bench: Any, field: str, value: Any, text: str) -> None:
    assert bench.one(field, value) == [(text, "")]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_float_that_is_no_number_is_a_fault(bench: Any, value: float) -> None:
    for field in ("Amount", "Employees"):
        ((text, fault),) = bench.one(field, pa.array([value]))
        assert text is None
        assert fault.startswith("wrong_type: expected a ")


def test_a_naive_time_is_read_in_the_zone_of_the_task(bench: Any) -> None:
    at = pa.array([dt.datetime(2024, 1, 1, 9, 0)], pa.timestamp("us"))  # noqa: DTZ001 - naive on purpose
    assert bench.one("Called_At", at, zone="Asia/Tokyo") == [("2024-01-01T00:00:00Z", "")]
    assert bench.one("Called_At", ["2024-01-01 09:00"], zone="Asia/Tokyo") == [("2024-01-01T00:00:00Z", "")]


def test_a_day_does_not_move_by_zone(bench: Any) -> None:
    """A date is the same in every zone: users of other tools saw it move a day."""
    assert bench.one("Birthday", pa.array([dt.date(2024, 1, 1)]), zone="Pacific/Kiritimati") == [
        ("2024-01-01", "")
    ]


def test_all_faults_of_a_row_come_at_once(bench: Any) -> None:
    checked = bench.check(
        bench.rows(a=["x" * 30], b=["nope"], c=["12"]),
        bench.map("Last_Name", "a"),
        bench.map("Email", "b"),
        bench.map("Employees", "c"),
    )
    assert [(each["field"], each["code"]) for each in checked[0]["_faults"]] == [
        ("Last_Name", "too_long"),
        ("Email", "bad_email"),
    ]
    assert checked[0]["Employees"] == "12"


def test_a_good_row_has_an_empty_list_of_faults(bench: Any) -> None:
    checked = bench.check(bench.rows(a=["x"]), bench.map("Last_Name", "a"))
    assert checked == [{"_row": 1, "_faults": [], "_missing": [], "Last_Name": "x"}]


def test_an_empty_mandatory_field_is_missing_and_not_a_fault_yet(bench: Any) -> None:
    checked = bench.check(
        bench.rows(a=["x", None, "", " 　", "y" * 30]),
        bench.map("Last_Name", "a"),
        operation=Operation.UPSERT,
    )
    assert [row["_missing"] for row in checked] == [[], ["Last_Name"], ["Last_Name"], ["Last_Name"], []]
    assert [len(row["_faults"]) for row in checked] == [0, 0, 0, 0, 1]


def test_a_filled_value_that_becomes_empty_is_a_fault(bench: Any) -> None:
    values = ["-", "", None, "x"]
    assert [fault for _, fault in bench.one("Company", values, "nullif(x, '-')")] == [
        "emptied: nullif(x, '-') made an empty value",
        "",
        "",
        "",
    ]
    assert [fault for _, fault in bench.one("Company", values, "nullif(x, '-')", empty="allow")] == [""] * 4


def test_an_emptied_value_needs_all_its_columns_filled(bench: Any) -> None:
    checked = bench.check(bench.rows(a=["x", "x"], b=[None, "y"]), bench.map("Company", "left(a || b, 0)"))
    assert [[each["code"] for each in row["_faults"]] for row in checked] == [[], ["emptied"]]


def test_an_expression_that_fails_names_row_and_value(bench: Any) -> None:
    assert bench.one("Employees", ["1", "abc", None], "cast(x as integer)") == [
        ("1", ""),
        (None, "expression_failed: cast(x as integer) failed for x = 'abc'"),
        (None, ""),
    ]


UNMAPPED = "not_in_picklist: 'Qualification'; the map knows: 9"


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        (
            "reject",
            [("Closed Won", ""), (None, "not_in_picklist: 'Qualification'; the map knows: 9"), (None, "")],
        ),
        ("keep", [("Closed Won", ""), ("Qualification", ""), (None, "")]),
        ("default", [("Closed Won", ""), ("Id. Decision Makers", ""), (None, "")]),
    ],
)
def test_a_picklist_map(bench: Any, unknown: str, expected: Any) -> None:
    picklist = Picklist(values=(("9", "Closed Won"),), unknown=unknown, default="Id. Decision Makers")
    assert bench.one("Stage", ["9", "Qualification", None], picklist=picklist) == expected


def test_a_picklist_map_takes_numbers(bench: Any) -> None:
    picklist = Picklist(values=(("9", "Closed Won"),))
    assert bench.one("Stage", pa.array([9]), picklist=picklist) == [("Closed Won", "")]


def test_constants_are_checked_once_and_written_to_every_row(bench: Any) -> None:
    checked = bench.check(
        bench.rows(x=["a", "b"]),
        bench.map("Stage", Constant("Identify Decision Makers")),
        bench.map("Amount", Constant(1.5)),
        bench.map("Active", Constant(value=True)),
        bench.map("Company", Constant(None)),
    )
    values = {(row["Stage"], row["Amount"], row["Active"], row["Company"]) for row in checked}
    assert values == {("Id. Decision Makers", "1.5", "true", None)}


def test_lookup_keys_are_kept_as_canonical_texts(bench: Any) -> None:
    lookup = {"lookup": "Accounts", "by": {"Customer_No": "no", "Branch": "upper(branch)"}}
    checked = bench.check(
        bench.rows(no=["007", "x", None], branch=["a", "b", None]), bench.map("Account_Name", lookup)
    )
    assert [row["Account_Name#by"] for row in checked] == [["7", "A"], None, [None, None]]
    assert checked[1]["_faults"] == [
        {
            "field": "Account_Name",
            "code": "wrong_type",
            "detail": "Customer_No: expected a whole number; got 'x'",
        }
    ]


def test_text_of_a_user_stays_text(bench: Any) -> None:
    evil = "'); DROP TABLE x; --"
    picklist = Picklist(values=((evil, evil), ("\ufdd0", "a'b")))
    assert bench.one("Company", [evil, "\ufdd0"], picklist=picklist) == [(evil, ""), ("a'b", "")]
    assert bench.check(bench.rows(x=["1"]), bench.map("Company", Constant(evil)))[0]["Company"] == evil


def test_an_empty_source_is_checked_to_no_row(bench: Any) -> None:
    empty = pa.table({"_row": pa.array([], pa.int64()), "x": pa.array([], pa.string())})
    maps = bench.map("Company", "upper(x)"), bench.map("Email", "x"), bench.map("Amount", "length(x)")
    assert list(bench.compile(empty, *maps).slots)
    assert bench.check(empty, *maps) == []
