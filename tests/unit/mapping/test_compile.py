"""A mapping that cannot run is refused before a row is read, with every fault of it in the user's words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from hakobu.errors import DefinitionError
from hakobu.mapping import compile_mapping
from hakobu.model import Constant, FieldPolicy, Operation, Picklist

NAMED = {"name": ["a"], "email": ["b"]}


@pytest.mark.parametrize(
    ("field", "source", "said"),
    [
        ("Emial", "email", "tasks.leads.map.Emial: Leads has no field Emial. Valid: Email."),
        ("last name", "name", "Leads has no field last name. Valid: Last_Name"),
        ("Email", "emial", 'The source has no column "emial". Valid: email.'),
        ("Number", "name", "Leads.Number is read-only: Zoho numbers it itself (auto-number)"),
        ("Score", "name", "Leads.Score is read-only: Zoho computes it (formula)"),
        ("Created_Time", "name", "Leads.Created_Time is read-only: Zoho sets it"),
        (
            "Photo",
            "name",
            "Leads.Photo is an image field, whose images the mapping of a row cannot write yet",
        ),
        (
            "Lines",
            "name",
            "Leads.Lines is a subform: it is mapped with lines: (read or column), match: and map:",
        ),
        ("Birthplace", "name", "cannot be changed once the record exists, as update does"),
        ("Email", "lower(email", "This is not an SQL expression: syntax error"),
        ("Email", "lowr(email)", "The function lowr() is not allowed. Valid: lower"),
        ("Email", "email || now()", "now gives another value each time"),
        ("Email", "current_date", "current_date gives another value each time"),
        ("Email", "random()", "random gives another value each time"),
        ("Email", "max(email)", "max() looks at several rows"),
        ("Email", "row_number() over ()", "A window function looks at several rows"),
        ("Email", "(select 1)", "A sub-query is not allowed"),
        ("Email", "", "The expression is empty"),
        ("Email", "x" * 10_001, "The expression is longer than 10000 characters"),
        ("Email", "cast(email as foo)", "foo"),
        ("Email", {"lookup": "Accounts", "by": {"Customer_No": "name"}}, "Email is no lookup but email"),
        (
            "Account_Name",
            {"lookup": "Contacts", "by": {"Email": "email"}},
            "refers to Accounts, not to Contacts",
        ),
        (
            "Account_Name",
            {"lookup": "Accounts", "by": {"Custmer_No": "name"}},
            "Accounts has no field Custmer_No",
        ),
        ("Account_Name", {"lookup": "Accounts", "by": {}}, "lookup: needs by:"),
        ("Owner", {"lookup": "Accounts", "by": {"Branch": "name"}}, "Owner refers to users, not to Accounts"),
        ("Employees", "make_date(2024, 1, 1)", "make_date(2024, 1, 1) is a date, which the integer field"),
        ("Stage", Constant("Nope"), "The constant 'Nope' does not fit Stage: not_in_picklist"),
        ("Last_Name", Constant("x" * 21), "does not fit Last_Name: too_long, limit 20; actual 21"),
        ("Birthday", Constant("2024-02-30"), "does not fit Birthday: impossible_date"),
        ("Birthday", Constant(value=True), "true or false is no date"),
    ],
)
def test_what_cannot_run_is_named(bench: Any, field: str, source: Any, said: str) -> None:
    faults = bench.faults(bench.rows(**NAMED), bench.map(field, source))
    assert any(said in fault for fault in faults), faults


def test_all_faults_come_at_once_with_their_paths(bench: Any) -> None:
    faults = bench.faults(
        bench.rows(**NAMED),
        bench.map("Emial", "email"),
        bench.map("Email", "lowr(x)"),
        operation=Operation.INSERT,
    )
    assert [fault.partition(": ")[0] for fault in faults] == [
        "tasks.leads.map.Emial",
        "tasks.leads.map.Email",
        "tasks.leads.map.Email",
        "tasks.leads.map",
    ]


@pytest.mark.parametrize("operation", [Operation.INSERT, Operation.UPSERT, Operation.MIRROR])
def test_an_unmapped_mandatory_field_is_named(bench: Any, operation: Operation) -> None:
    faults = bench.faults(bench.rows(**NAMED), bench.map("Email", "email"), operation=operation)
    step = "Add Last_Name to map: a column, an expression, or {constant: …}."
    assert faults == [f"tasks.leads.map: Leads.Last_Name is mandatory and not mapped. {step}"]


def test_an_update_needs_no_mandatory_field(bench: Any) -> None:
    mapping = bench.compile(bench.rows(**NAMED), bench.map("Email", "email"))
    assert mapping.mandatory == ()


def test_a_field_that_cannot_change_is_written_on_create(bench: Any) -> None:
    born = bench.map("Birthplace", "name", policy=FieldPolicy.ON_CREATE)
    bench.compile(bench.rows(**NAMED), born, bench.map("Last_Name", "name"), operation=Operation.UPSERT)


def test_an_owner_that_metadata_call_read_only_can_be_written(bench: Any) -> None:
    users = bench.map("Owner", {"lookup": "users", "by": {"email": "email"}})
    mapping = bench.compile(bench.rows(**NAMED), users)
    assert mapping.field("Owner").lookup.module == "users"


def test_a_file_and_an_unknown_module_are_named(bench: Any) -> None:
    unknown = bench.field("Ref", "lookup", lookup_module=None)
    lookup = bench.map("Ref", {"lookup": "Acounts", "by": {"No": "name"}})
    schema, fields = bench.rows(**NAMED).schema, {"Ref": unknown}
    with pytest.raises(DefinitionError) as caught:
        compile_mapping(bench.task(lookup), schema, fields, related=lambda _: {}, file="job.yaml")
    assert str(caught.value) == "job.yaml: tasks.leads.map.Ref: There is no module Acounts."


def test_a_timestamp_into_a_date_is_refused_for_a_date_has_no_zone(bench: Any) -> None:
    """Lesson 35: dates moved a day by their zone."""
    source = bench.rows(moment=pa.array([0], pa.timestamp("us", "UTC")))
    faults = bench.faults(source, bench.map("Birthday", "moment"))
    assert "a date has no zone" in faults[0]
    bench.compile(source, bench.map("Birthday", "cast(moment as date)"))


def test_a_naive_timestamp_wants_a_zone(bench: Any) -> None:
    source = bench.rows(moment=pa.array([0], pa.timestamp("us")))
    faults = bench.faults(source, bench.map("Called_At", "moment"))
    assert "moment is a time without a zone" in faults[0]
    assert "time_zone:" in faults[0]
    bench.compile(source, bench.map("Called_At", "moment"), zone="Asia/Tokyo")


def test_an_unknown_zone_is_named(bench: Any) -> None:
    faults = bench.faults(bench.rows(**NAMED), bench.map("Email", "email"), zone="Asia/Tokio")
    assert "There is no time zone Asia/Tokio. Valid: Asia/Tokyo" in faults[0]


@pytest.mark.parametrize("sql", ["amount / count", "count / 2", "abs(amount) / (count + 1)"])
def test_a_division_of_exact_numbers_wants_a_cast(bench: Any, sql: str) -> None:
    source = bench.rows(amount=pa.array([Decimal("1.50")], pa.decimal128(12, 2)), count=[1])
    faults = bench.faults(source, bench.map("Amount", sql))
    assert "would lose exact digits. Write CAST(" in faults[0]


def test_a_division_with_a_cast_passes(bench: Any) -> None:
    source = bench.rows(count=[1])
    bench.compile(
        source, bench.map("Amount", "cast(count as double) / 3"), bench.map("Employees", "count // 2")
    )


def test_a_picklist_map_to_an_unknown_value_is_named(bench: Any) -> None:
    picklist = Picklist(values=(("1", "Closed Won"), ("2", "Won")), unknown="default", default="Lost")
    faults = bench.faults(bench.rows(**NAMED), bench.map("Stage", "name", picklist=picklist))
    assert [fault.partition(". Valid")[0] for fault in faults] == [
        "tasks.leads.map.Stage.picklist: 'Won' is no value of Stage",
        "tasks.leads.map.Stage.picklist: 'Lost' is no value of Stage",
    ]


def test_a_binder_error_names_its_cause(bench: Any) -> None:
    faults = bench.faults(bench.rows(**NAMED), bench.map("Email", "upper(email, 1)"))
    assert "The expression cannot be computed" in faults[0]


def test_columns_that_differ_only_in_case_are_refused_in_expressions(bench: Any) -> None:
    source = bench.rows(Name=["a"], name=["b"])
    assert bench.compile(source, bench.map("Company", "name")).slots[0].columns == ("name",)
    faults = bench.faults(source, bench.map("Company", "upper(name)"))
    assert "The columns Name and name differ only in case" in faults[0]


def test_a_column_of_any_name_is_a_column(bench: Any) -> None:
    checked = bench.check(
        bench.rows(**{"会社 名": ["A"], "Order-No.": ["B"], 'a"b': ["C"]}),
        bench.map("Company", "会社 名"),
        bench.map("Last_Name", "Order-No."),
        bench.map("Odd", 'a"b'),
    )
    assert (checked[0]["Company"], checked[0]["Last_Name"], checked[0]["Odd"]) == ("A", "B", "C")


def test_a_changed_mapping_has_another_fingerprint(bench: Any) -> None:
    source = bench.rows(**NAMED)
    prints = {
        bench.compile(source, bench.map("Email", sql)).fields[0].fingerprint
        for sql in ("email", "lower(email)", "upper(email)")
    }
    assert len(prints) == 3
    again = bench.compile(source, bench.map("Email", "email"))
    assert again.fields[0].fingerprint in prints


def test_a_type_that_nobody_knows_degrades_one_field_only(bench: Any) -> None:
    checked = bench.check(bench.rows(**NAMED), bench.map("Odd", "name"), bench.map("Company", "email"))
    assert (checked[0]["Odd"], checked[0]["Company"]) == ("a", "b")


def test_run_time_marks_its_field(bench: Any) -> None:
    mapping = bench.compile(
        bench.rows(**NAMED), bench.map("Called_At", "run_time()"), bench.map("Email", "email")
    )
    assert mapping.volatile == ("Called_At",)


def test_an_id_is_given_by_zoho_on_insert(bench: Any) -> None:
    faults = bench.faults(
        bench.rows(**NAMED),
        bench.map("id", "name"),
        bench.map("Last_Name", "name"),
        operation=Operation.INSERT,
    )
    assert "is given by Zoho when it creates the record" in faults[0]
