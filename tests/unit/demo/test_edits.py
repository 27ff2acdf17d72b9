from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.demo import Edit, Shop, edit_shop, make_shop
from hakobu.demo.faults import KEYS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return make_shop(tmp_path / "shop.sqlite")


def value(path: Path, edit: Edit) -> Any:
    query = f"SELECT {edit.column} FROM {edit.table} WHERE {KEYS[edit.table]} = ?"
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute(query, (edit.key,)).fetchone()
        return found


def test_one_in_a_hundred_rows_changes(shop: Shop) -> None:
    edits = edit_shop(shop.path)
    assert Counter(edit.table for edit in edits) == {
        "customers": 20,
        "people": 50,
        "products": 3,
        "orders": 30,
    }
    assert len({(edit.table, edit.key) for edit in edits}) == len(edits)


def test_what_is_told_is_what_stands_there(shop: Shop) -> None:
    for edit in edit_shop(shop.path):
        found = value(shop.path, edit)
        if isinstance(found, str):
            assert found == edit.new
        else:
            assert Decimal(str(found)) == Decimal(str(edit.new))
        assert edit.old != edit.new


def test_nothing_else_changes(shop: Shop, tmp_path: Path) -> None:
    before = make_shop(tmp_path / "before.sqlite")
    edits = edit_shop(shop.path)
    with closing(sqlite3.connect(shop.path)) as connection:
        connection.execute("ATTACH ? AS before", (str(before.path),))
        for table in KEYS:
            query = f"SELECT * FROM main.{table} EXCEPT SELECT * FROM before.{table}"
            changed = connection.execute(query).fetchall()
            assert len(changed) == sum(edit.table == table for edit in edits)


def test_rows_with_a_fault_stay_as_they_are(shop: Shop) -> None:
    edited = {(edit.table, edit.key) for edit in edit_shop(shop.path, share=0.9)}
    assert not edited & {(fault.table, fault.key) for fault in shop.faults}


def test_an_edited_phone_has_other_digits(shop: Shop) -> None:
    phones = [edit for edit in edit_shop(shop.path) if edit.column == "phone"]
    assert phones
    for edit in phones:
        old, new = (re.sub(r"\D", "", unicodedata.normalize("NFKC", text)) for text in (edit.old, edit.new))
        assert old != new


def test_another_seed_edits_other_rows(shop: Shop, tmp_path: Path) -> None:
    other = make_shop(tmp_path / "other.sqlite")
    assert edit_shop(shop.path) != edit_shop(other.path, seed=9)
