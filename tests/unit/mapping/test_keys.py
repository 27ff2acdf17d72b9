"""One rule tells which key texts are equal: for matching, for the ledger's keys and for lookups."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from hakobu.changes import MatchKeys
from hakobu.mapping import normal_key, normal_key_sql

SAME = [
    ("Sato", "sato"),
    (" sato ", "sato"),
    ("\tsato\r\n", "sato"),
    ("　佐藤　", "佐藤"),
    ("ＡＢＣ", "ａｂｃ"),
    ("ÄRGER", "ärger"),
]
DIFFERENT = [
    ("sa to", "sato"),
    ("ＡＢＣ", "abc"),  # full width is another text for Zoho
    ("が", "か\u3099"),  # composed and decomposed: Zoho says nothing of folding them
]


@pytest.fixture(scope="module")
def sql() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def key_of(sql: Any, value: str) -> str | None:
    keys = MatchKeys((("Name",),)).key_sql()
    row = sql.execute(f'SELECT {keys} FROM (SELECT ? AS "Name")', [value]).fetchone()
    found: str | None = row[0]
    return found


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_that_are_one_key_everywhere(sql: Any, one: str, other: str) -> None:
    assert normal_key(one) == normal_key(other)
    assert key_of(sql, one) == key_of(sql, other)
    both = f"SELECT {normal_key_sql('$1')} = {normal_key_sql('$2')}"
    assert sql.execute(both, [one, other]).fetchone() == (True,)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_texts_that_are_two_keys_everywhere(sql: Any, one: str, other: str) -> None:
    assert normal_key(one) != normal_key(other)
    assert key_of(sql, one) != key_of(sql, other)


@pytest.mark.parametrize("nothing", ["", " ", "\t", "　"])
def test_blanks_alone_are_no_key(sql: Any, nothing: str) -> None:
    assert key_of(sql, nothing) is None
