from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.demo import Shop, Wrong, make_shop
from hakobu.demo.faults import KEYS
from hakobu.demo.rows import INDUSTRIES, STAGES
from hakobu.mapping.faults import FAULTS

if TYPE_CHECKING:
    from pathlib import Path

EMAIL = re.compile(r"[\w.'-]+@([\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return make_shop(tmp_path_factory.mktemp("shop") / "shop.sqlite")


def rows(path: Path, query: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def sound(shop: Shop, table: str) -> list[dict[str, Any]]:
    faulty = {fault.row for fault in shop.faults if fault.table == table}
    active = "WHERE active" if table == "people" else ""
    return [row for row in rows(shop.path, f"SELECT * FROM {table} {active}") if row["id"] not in faulty]


def test_it_has_the_size_that_is_promised(shop: Shop) -> None:
    counted = {table: rows(shop.path, f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in KEYS}
    assert counted == {"customers": 2000, "people": 5000, "products": 300, "orders": 3000}
    assert shop.rows == counted | {"people": len(rows(shop.path, "SELECT 1 FROM people WHERE active"))}


def test_it_is_the_same_each_time(shop: Shop, tmp_path: Path) -> None:
    again = make_shop(tmp_path / "again.sqlite")
    for table in KEYS:
        query = f"SELECT * FROM {table} ORDER BY id"
        assert rows(again.path, query) == rows(shop.path, query)
    assert again.faults == shop.faults


def test_another_seed_makes_another_shop(shop: Shop, tmp_path: Path) -> None:
    other = make_shop(tmp_path / "other.sqlite", seed=8)
    query = "SELECT * FROM customers"
    assert rows(other.path, query) != rows(shop.path, query)


def test_a_shop_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    make_shop(path)
    assert make_shop(path).rows["orders"] == 3000


def test_half_of_the_companies_are_japanese(shop: Shop) -> None:
    countries = Counter(row["country"] for row in rows(shop.path, "SELECT country FROM customers"))
    assert countries == {"日本": 1000, "USA": 1000}


def test_phones_are_messy_but_whole(shop: Shop) -> None:
    phones = [row["phone"] for row in sound(shop, "customers")]
    digits = {len(re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", phone))) for phone in phones}
    assert digits <= {10, 11}
    assert len({re.sub(r"\w", "9", phone) for phone in phones}) > 10


def test_what_is_not_listed_as_a_fault_is_sound(shop: Shop) -> None:
    customers = {row["customer_no"]: row for row in sound(shop, "customers")}
    people = {row["email"].lower(): row for row in sound(shop, "people")}
    products = {row["product_no"] for row in sound(shop, "products")}
    orders = sound(shop, "orders")
    assert all(row["company"] and row["industry"] in INDUSTRIES for row in customers.values())
    assert all(row["customer_no"] in customers for row in people.values())
    assert all(EMAIL.fullmatch(email) and row["last_name"] for email, row in people.items())
    assert all(row["stage"] in STAGES and row["title"] for row in orders)
    assert all(row["product_no"] in products for row in orders)
    assert all(row["customer_no"] in customers for row in orders)
    assert all(row["person_email"].lower() in people for row in orders)


@pytest.mark.parametrize("table", KEYS)
def test_keys_of_sound_rows_are_unique(shop: Shop, table: str) -> None:
    keys = [row[KEYS[table]].lower() for row in sound(shop, table)]
    assert len(keys) == len(set(keys))


def test_every_kind_of_fault_is_there(shop: Shop) -> None:
    assert {fault.wrong for fault in shop.faults} == {*Wrong}
    assert 40 <= len(shop.faults) <= 70


def test_faults_are_told_in_the_words_of_the_check() -> None:
    assert {*Wrong} <= {*FAULTS}


def test_a_fault_tells_the_key_as_it_stands(shop: Shop) -> None:
    for fault in shop.faults:
        row = rows(shop.path, f"SELECT * FROM {fault.table} WHERE id = {fault.row}")[0]
        assert (row[KEYS[fault.table]] or "") == fault.key
        assert fault.column in row


def test_a_row_has_one_fault_only(shop: Shop) -> None:
    assert max(Counter((fault.table, fault.row) for fault in shop.faults).values()) == 1


def test_the_crm_holds_the_ambiguous_person_twice(shop: Shop) -> None:
    ambiguous = [fault for fault in shop.faults if fault.wrong is Wrong.AMBIGUOUS_MATCH]
    emails = [record["Email"] for record in shop.crm["Contacts"]]
    assert emails == [fault.key.lower() for fault in ambiguous for _ in range(2)]


def test_unicode_beyond_the_basic_plane_is_there(shop: Shop) -> None:
    assert any("𠮷" in row["last_name"] for row in sound(shop, "people"))


def test_amounts_are_exact(shop: Shop) -> None:
    for row in rows(shop.path, "SELECT printf('%.2f', amount) AS exact, amount FROM orders"):
        assert float(row["exact"]) == row["amount"]
