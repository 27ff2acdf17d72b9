"""Parameters in queries: put only where they stand alone, and never able to be more than one value."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from hakobu.connectors.placeholders import filled, literal, names_in, with_values
from hakobu.connectors.statement import DIALECTS, placed_fault, statement_fault
from hakobu.model import Read

VALUES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40)


@given(value=VALUES | st.sampled_from(["'; drop table t; --", "\\'; --", "' or '1'='1", "\\", "'' or 1"]))
@pytest.mark.parametrize("connector", sorted(DIALECTS))
def test_no_value_ever_leaves_its_place(connector: str, value: str) -> None:
    read = Read(query="SELECT * FROM t WHERE a = {region} AND b = 1", parameters={"region": value})
    made = with_values(read, connector).query
    assert made is not None
    (statement,) = sqlglot.parse(made, read=DIALECTS[connector])
    assert isinstance(statement, exp.Select)
    condition = statement.args["where"].this
    assert isinstance(condition, exp.And)
    assert condition.right.sql() == "b = 1"
    assert not list(condition.left.find_all(exp.Or, exp.Column))[1:]


@given(value=VALUES)
def test_a_literal_means_its_value(value: str) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        assert database.execute(f"SELECT {literal(value, 'sqlite')}").fetchone() == (value,)


def test_only_names_in_single_braces_are_parameters() -> None:
    text = """SELECT '{"a": 1}', '{1,2}', x LIKE '%{{y}}%', {region}, {region} FROM t"""
    assert names_in(text) == ("region",)
    assert filled(text, str.upper).endswith("'%{y}%', REGION, REGION FROM t")
    assert '{"a": 1}' in filled(text, str.upper)


@pytest.mark.parametrize("connector", sorted(DIALECTS))
@pytest.mark.parametrize("text", ["'{x}'", "'a {x} b'", "1 -- {x}", "1 /* {x} */", "'a'{x}"])
def test_a_parameter_within_a_text_or_a_comment_is_a_fault(connector: str, text: str) -> None:
    if connector == "bigquery" and text == "'a'{x}":
        return  # there two texts side by side are no text with a quote in it, but an error of the query
    fault = placed_fault(f"SELECT {text}\nFROM t", connector)
    assert fault is not None
    assert "without quotes" in fault.next_step


@pytest.mark.parametrize("connector", sorted(DIALECTS))
def test_a_parameter_by_itself_is_none(connector: str) -> None:
    assert statement_fault(Read(query="SELECT a FROM t WHERE b > {x} LIMIT {n}"), connector) is None
    assert statement_fault(Read(table="t", where="b > {x}"), connector) is None
