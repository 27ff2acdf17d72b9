"""A small shop in SQLite, made on the spot: always the same for the same seed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from hakobu.demo.faults import crm_twins, spoil
from hakobu.demo.rows import is_slot, make_customers, make_orders, make_people, make_products

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.demo.faults import ShopFault
    from hakobu.demo.rows import Row

__all__ = ["COUNTS", "Shop", "make_shop"]

COUNTS = {"customers": 2000, "people": 5000, "products": 300, "orders": 3000}

# Keys are not unique here and dates are texts: nobody checked them when they were typed in.
_TABLES = """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, customer_no TEXT, company TEXT, company_kana TEXT, postal_code TEXT,
    prefecture TEXT, city TEXT, street TEXT, country TEXT, phone TEXT, website TEXT, industry TEXT,
    employees INTEGER, annual_revenue DECIMAL(16,2), active BOOLEAN NOT NULL, memo TEXT
);
CREATE TABLE people (
    id INTEGER PRIMARY KEY, customer_no TEXT, last_name TEXT, first_name TEXT, last_kana TEXT,
    first_kana TEXT, email TEXT, phone TEXT, mobile TEXT, birthday TEXT, title TEXT, notes TEXT,
    active BOOLEAN NOT NULL
);
CREATE TABLE products (
    id INTEGER PRIMARY KEY, product_no TEXT, name TEXT, category TEXT, unit_price DECIMAL(10,2),
    stock INTEGER, sold_from TEXT, active BOOLEAN NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, order_no TEXT, customer_no TEXT, person_email TEXT, product_no TEXT,
    title TEXT, amount DECIMAL(12,2), stage TEXT, closing_date TEXT, notes TEXT
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop that was made, and what is wrong with it on purpose.

    ``rows`` counts the rows that a run reads (of people: the active ones). ``crm`` holds records that the
    CRM must have before the first run, by module: what makes a match ambiguous.
    """

    path: Path
    rows: dict[str, int]
    faults: tuple[ShopFault, ...]
    crm: dict[str, list[dict[str, str]]]


def make_shop(path: Path, *, seed: int = 7) -> Shop:
    """Make the shop's database; a file that is there already is replaced."""
    random = Random(seed)  # noqa: S311 - the same shop each time is what is wanted
    tables = _tables(random)
    faults = spoil(tables)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_TABLES)
        for table, rows in tables.items():
            columns = ", ".join(rows[0])
            values = ", ".join(f":{column}" for column in rows[0])
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)
    read = {table: len(rows) for table, rows in tables.items()}
    read["people"] = sum(row["active"] for row in tables["people"])
    return Shop(path=path, rows=read, faults=faults, crm=crm_twins(faults))


def _tables(random: Random) -> dict[str, list[Row]]:
    """Make all rows; nothing refers to a row that is set aside for a fault."""
    customers = make_customers(random, COUNTS["customers"])
    people = make_people(random, COUNTS["people"], [row for row in customers if not is_slot(row)])
    products = make_products(random, COUNTS["products"])
    buyers = [row for row in people if row["active"] and not is_slot(row)]
    goods = [row for row in products if not is_slot(row)]
    orders = make_orders(random, COUNTS["orders"], buyers, goods)
    return {"customers": customers, "people": people, "products": products, "orders": orders}
