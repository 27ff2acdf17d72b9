"""Lines of subforms as values: joined with what is there, and sorted out for sending."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.mapping import ChildField, ChildShape, canonical_of, join_values, same_value, sort_out
from hakobu.model import Mode
from tests.unit.mapping.conftest import field

COLUMNS = (field("Product", "lookup"), field("Quantity", "double", decimal_place=2), field("Note"))


def lines(**shape: Any) -> ChildField:
    made = ChildShape(field="Lines", columns=("Product", "Quantity", "Note"), key=("Product",), **shape)
    return ChildField(api_name="Lines", label="Lines", shape=made, columns=COLUMNS)


def links(**shape: Any) -> ChildField:
    made = ChildShape(field="Links", columns=("Product",), key=("Product",), links=True, **shape)
    return ChildField(api_name="Links", label="Links", shape=made, columns=COLUMNS[:1])


def text(*told: Any) -> str | None:
    return json.dumps(told, separators=(",", ":")) if told else None


def line(product: str, quantity: str | None = None, note: str | None = None) -> dict[str, str]:
    whole = {"Product": product, "Quantity": quantity, "Note": note}
    return {name: value for name, value in whole.items() if value is not None}


ROWS = [
    {"id": "11", "Product": {"id": "1", "name": "Chair"}, "Quantity": 2.5, "Note": None, "Total": 9},
    {"id": "12", "Product": {"id": "2", "name": "Desk"}, "Quantity": 1, "Note": "n"},
]
THERE = text(line("1", "2.5"), line("2", "1", "n"))


def test_the_canonical_text_holds_the_mapped_columns_that_are_filled() -> None:
    assert canonical_of(lines(), ROWS) == THERE
    assert canonical_of(lines(), []) is None
    assert canonical_of(links(), [{"id": "7", "Product": {"id": "1"}}]) == '["1"]'


@pytest.mark.parametrize(
    ("shape", "new", "joined"),
    [
        ({}, text(line("1", "3")), text(line("1", "3"), line("2", "1", "n"))),
        ({"others": "remove"}, text(line("1", "3")), text(line("1", "3"))),
        ({}, text(line("3", "1")), text(line("1", "2.5"), line("2", "1", "n"), line("3", "1"))),
        ({}, text(line("2", "1")), THERE),  # an empty note erases none
        ({"erases": ("Note",)}, text(line("2", "1")), text(line("1", "2.5"), line("2", "1"))),
        ({"others": "remove"}, None, None),
        ({}, None, THERE),
    ],
)
def test_lines_are_joined_with_those_of_the_record(shape: Any, new: Any, joined: Any) -> None:
    assert lines(**shape).join(new, THERE) == joined


@pytest.mark.parametrize(
    ("mode", "joined"), [("add", ["a", "b", "c"]), ("remove", ["a"]), ("replace", ["b", "c"])]
)
def test_links_and_values_are_joined_by_mode(mode: str, joined: list[str]) -> None:
    others = "remove" if mode == "replace" else "keep"
    found = links(mode=Mode(mode), others=others).join('["b","c"]', '["a","b"]')
    assert json.loads(found or "[]") == joined
    if mode != "replace":
        assert json.loads(join_values(Mode(mode), '["b","c"]', '["a","b"]') or "[]") == joined


def test_only_what_differs_is_sent() -> None:
    new = text(line("1", "3"), line("3", "1"))
    sent = sort_out(lines(), THERE, new, ROWS, whole=False)
    assert [{name: str(value) for name, value in row.items()} for row in sent] == [
        {"id": "11", "Quantity": "3"},
        {"Product": "{'id': '3'}", "Quantity": "1"},
        {"id": "12", "_delete": "None"},
    ]
    assert sort_out(lines(), THERE, THERE, ROWS, whole=True) == []


def test_an_erased_column_is_sent_as_null() -> None:
    new = text(line("1", "2.5"), line("2", "1"))
    assert sort_out(lines(), THERE, new, ROWS, whole=False) == [{"id": "12", "Note": None}]


def test_the_oldest_version_names_the_lines_that_stay() -> None:
    new = text(line("1", "3"), line("2", "1", "n"))
    sent = sort_out(lines(), THERE, new, ROWS, whole=True)
    assert [row["id"] for row in sent] == ["12", "11"]


def test_the_order_of_lines_says_nothing() -> None:
    assert same_value(lines(), THERE, text(line("2", "1", "n"), line("1", "2.5")))
    assert not same_value(lines(), THERE, text(line("2", "1", "n")))
    assert not same_value(field("Note"), "a", "A")


PRODUCTS = st.sampled_from("123456")
LINES = st.lists(
    st.builds(line, PRODUCTS, st.sampled_from(["1", "2", "2.5", None]), st.sampled_from(["x", "y", None])),
    max_size=7,
)
UNIQUE = LINES.map(lambda found: list({each["Product"]: each for each in found}.values()))


def rows_of(told: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What Zoho would hold."""
    return [
        {
            "id": str(number),
            "Product": {"id": each["Product"]},
            "Quantity": each.get("Quantity"),
            "Note": each.get("Note"),
        }
        for number, each in enumerate(told, start=100)
    ]


def apply(rows: list[dict[str, Any]], sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Do as Zoho does with the rows of an update."""
    kept = {row["id"]: dict(row) for row in rows}
    for number, row in enumerate(sent):
        if "_delete" in row:
            del kept[row["id"]]
        elif "id" in row:
            kept[row["id"]].update(row)
        else:
            kept[f"9{number}"] = {**row, "id": f"9{number}"}
    return list(kept.values())


def content(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(lines().line_of(row), sort_keys=True) for row in rows)


@given(there=LINES, new=UNIQUE, others=st.sampled_from(["keep", "remove"]), whole=st.booleans())
def test_what_is_sent_makes_of_the_old_lines_the_new_ones(
    there: list[dict[str, str]], new: list[dict[str, str]], others: str, *, whole: bool
) -> None:
    made, rows = lines(others=others), rows_of(there)
    old = canonical_of(made, rows)
    wanted = made.join(text(*new), old)
    sent = sort_out(made, old, wanted, rows, whole=whole)
    after = apply(rows, sent)
    assert same_value(made, canonical_of(made, after), wanted)
    assert sort_out(made, wanted, wanted, after, whole=whole) == []
    if others == "keep":
        ours = {each["Product"] for each in new}
        kept = [row for row in rows if row["Product"]["id"] not in ours]
        touched = {row["id"] for row in sent if "id" in row and len(row) > 1}
        assert not touched & {row["id"] for row in kept}
        assert content(kept) <= content(after)


@given(there=UNIQUE, new=UNIQUE, late=UNIQUE)
def test_a_line_that_came_since_is_never_removed(
    there: list[dict[str, str]], new: list[dict[str, str]], late: list[dict[str, str]]
) -> None:
    made = lines(others="remove")
    known = {each["Product"] for each in (*there, *new)}
    came = [each for each in late if each["Product"] not in known]
    rows = rows_of([*there, *came])
    sent = sort_out(made, text(*there), made.join(text(*new), text(*there)), rows, whole=False)
    assert content(rows_of(came)) <= content(apply(rows, sent))
