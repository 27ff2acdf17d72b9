"""Canonical text: what is sent, read back and computed in SQL is one and the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.mapping import canonical_of, canonical_sql, normal_key, normal_key_sql, wire
from hakobu.mapping.fields import BuiltIn


class Pick(msgspec.Struct, frozen=True):
    display: str
    actual: str


def field(data_type: str, **more: Any) -> BuiltIn:
    return BuiltIn(**{"api_name": "F", "label": "F", "data_type": data_type} | more)


ENCODER = msgspec.json.Encoder(decimal_format="number")
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
COLOURS = field("multiselectpicklist", picklist=tuple(Pick(c.upper(), c) for c in "rgb"))
SAMPLES: list[tuple[BuiltIn, st.SearchStrategy[Any]]] = [
    (field("text"), LINE),
    (field("integer"), st.integers(-(10**9), 10**9)),
    (field("bigint"), st.integers(-(10**18), 10**18).map(str)),
    (field("currency", decimal_place=2), st.decimals(-(10**16), 10**16, places=6)),
    (field("double"), st.floats(-1e15, 1e15)),
    (field("percent", precision=0), st.decimals(-(10**5), 10**5, places=3)),
    (field("boolean"), st.booleans()),
    (field("date"), st.dates().map(str)),
    (
        field("datetime"),
        st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - the zone comes next
            lambda d: d.replace(microsecond=0, tzinfo=timezone(timedelta(hours=9))).isoformat()
        ),
    ),
    (field("picklist", picklist=(Pick("A", "a"),)), st.one_of(LINE, st.just("-None-"))),
    (COLOURS, st.lists(st.sampled_from(["r", "g", "b", "x", '"q"', "日本"]))),
    (field("lookup"), st.integers(1, 10**19).map(lambda n: {"id": str(n), "name": "n"})),
]


@pytest.fixture(name="sql", scope="module")
def _sql() -> Any:
    with duckdb.connect(config={"autoload_known_extensions": "false"}) as session:
        session.execute("LOAD icu")
        session.execute("SET TimeZone = 'UTC'")
        yield session


def as_read(value: Any) -> str:
    """Write a JSON value as the text that a column of answers holds."""
    return value if isinstance(value, str) else ENCODER.encode(value).decode()


@given(st.sampled_from(SAMPLES).flatmap(lambda pair: st.tuples(st.just(pair[0]), pair[1])))
def test_what_was_sent_reads_back_the_same(sample: tuple[BuiltIn, Any]) -> None:
    known, value = sample
    text = canonical_of(known, value)
    assert canonical_of(known, wire(known)(text)) == text


@given(st.data())
def test_sql_says_the_same(sql: Any, data: Any) -> None:
    known, values = data.draw(st.sampled_from(SAMPLES))
    value = data.draw(values)
    row = sql.execute(f"SELECT {canonical_sql(known, 'x')} FROM (SELECT ? AS x)", [as_read(value)]).fetchone()
    assert row[0] == canonical_of(known, value)


@given(st.decimals(-(10**16), 10**16, places=9))
def test_decimals_are_exact(value: Decimal) -> None:
    text = canonical_of(field("double"), value)
    assert text is not None
    assert Decimal(text) == value
    assert not text.endswith(".")
    assert wire(field("double"))(text) == value


@pytest.mark.parametrize(
    ("data_type", "text", "sent"),
    [
        ("text", "a", '"a"'),
        ("integer", "12", "12"),
        ("bigint", "9007199254740993", '"9007199254740993"'),
        ("currency", "12345678901234.56", "12345678901234.56"),
        ("boolean", "true", "true"),
        ("date", "2024-01-01", '"2024-01-01"'),
        ("datetime", "2024-01-01T00:00:00Z", '"2024-01-01T00:00:00+00:00"'),
        ("multiselectpicklist", '["a"]', '["a"]'),
        ("lookup", "123", '{"id":"123"}'),
        ("ownerlookup", "123", '{"id":"123"}'),
        ("text", None, "null"),
        ("currency", None, "null"),
    ],
)
def test_what_is_sent(data_type: str, text: str | None, sent: str) -> None:
    value = wire(field(data_type))(text)
    assert ENCODER.encode(value).decode() == sent


def test_what_csv_gives_reads_like_json(sql: Any) -> None:
    for known, csv, value in (
        (COLOURS, "b;r", ["r", "b"]),
        (field("lookup"), "123", {"id": "123", "name": "x"}),
        (field("currency"), "12.50", 12.5),
        (field("boolean"), "true", True),
    ):
        row = sql.execute(f"SELECT {canonical_sql(known, 'x')} FROM (SELECT ? AS x)", [csv]).fetchone()
        assert row[0] == canonical_of(known, value)


def test_a_time_is_the_same_moment_in_every_zone() -> None:
    known = field("datetime")
    assert canonical_of(known, "2024-01-01T09:00:00+09:00") == canonical_of(
        known, "2023-12-31T19:00:00-05:00"
    )
    assert canonical_of(known, datetime(2024, 1, 1, tzinfo=UTC).isoformat()) == "2024-01-01T00:00:00Z"


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_nothing_is_nothing(value: Any) -> None:
    assert canonical_of(field("text"), value) is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_keys_are_normal_in_sql_and_in_python(sql: Any, value: str) -> None:
    row = sql.execute(f"SELECT {normal_key_sql('x')} FROM (SELECT ? AS x)", [value]).fetchone()
    assert row[0] == normal_key(value)


def test_keys_compare_as_zoho_compares() -> None:
    assert normal_key(" Yamada@Example.JP　") == "yamada@example.jp"


def test_odd_values_stay_visible() -> None:
    assert canonical_of(field("currency"), "n/a") == "n/a"
    assert canonical_of(field("text"), {"a": 1}) == json.dumps({"a": 1}, separators=(",", ":"))
