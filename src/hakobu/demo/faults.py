"""What is wrong with the shop on purpose: each fault is listed, so that nothing about it is a surprise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hakobu.demo.rows import is_slot

if TYPE_CHECKING:
    from hakobu.demo.rows import Row

__all__ = ["KEYS", "ShopFault", "Wrong", "crm_twins", "spoil"]

KEYS = {"customers": "customer_no", "people": "email", "products": "product_no", "orders": "order_no"}
"""The column by which each table's rows are told apart."""


class Wrong(StrEnum):
    """What is wrong with a row of the shop, in the codes of the table of faults."""

    AMBIGUOUS_MATCH = "ambiguous_match"
    BAD_EMAIL = "bad_email"
    DUPLICATE_KEY = "duplicate_key"
    EMPTIED = "emptied"
    EMPTY_KEY = "empty_key"
    IMPOSSIBLE_DATE = "impossible_date"
    LOOKUP_AMBIGUOUS = "lookup_ambiguous"
    LOOKUP_MISSING = "lookup_missing"
    MANDATORY_EMPTY = "mandatory_empty"
    NOT_IN_PICKLIST = "not_in_picklist"
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFault:
    """One row that must not arrive: ``row`` is its id in the table, ``field`` Zoho's name for the column."""

    table: str
    row: int
    key: str
    column: str
    field: str
    wrong: Wrong


_SINGLE: tuple[tuple[str, str, str, Wrong, tuple[Any, ...]], ...] = (
    ("customers", "company", "Account_Name", Wrong.MANDATORY_EMPTY, (None, "")),
    ("customers", "company", "Account_Name", Wrong.TOO_LONG, ("株式会社" + "長" * 300,)),
    ("customers", "industry", "Industry", Wrong.NOT_IN_PICKLIST, ("space tourism", "宇宙旅行")),
    ("customers", "employees", "Employees", Wrong.OUT_OF_RANGE, (12_345_678_901, -98_765_432_109)),
    ("customers", "customer_no", "Customer_No", Wrong.EMPTY_KEY, (None,)),
    ("people", "email", "Email", Wrong.BAD_EMAIL, ("hanako.example.co.jp", "ken@@example.com", "mari@")),
    ("people", "email", "Email", Wrong.BAD_EMAIL, ("@example.com", "a b@example.com", "taro@example,com")),
    ("people", "email", "Email", Wrong.EMPTY_KEY, (None,)),
    ("people", "last_name", "Last_Name", Wrong.MANDATORY_EMPTY, (None, "")),
    ("people", "last_name", "Last_Name", Wrong.TOO_LONG, ("寿限無" * 40,)),
    ("people", "customer_no", "Account_Name", Wrong.LOOKUP_MISSING, ("C-99991", "C-99992", "c/00001")),
    (
        "people",
        "birthday",
        "Date_of_Birth",
        Wrong.IMPOSSIBLE_DATE,
        ("1990-02-30", "1985-13-01", "0000-00-00"),
    ),
    ("people", "mobile", "Mobile", Wrong.TOO_LONG, ("090" + "1234567890" * 4,)),
    ("people", "mobile", "Mobile", Wrong.EMPTIED, ("なし", "-")),
    ("products", "name", "Product_Name", Wrong.MANDATORY_EMPTY, (None,)),
    ("products", "name", "Product_Name", Wrong.TOO_LONG, ("とても長い商品名 " * 30,)),
    ("orders", "customer_no", "Account_Name", Wrong.LOOKUP_MISSING, ("C-99993", "C-99994", "X", "C-99995")),
    (
        "orders",
        "person_email",
        "Contact_Name",
        Wrong.LOOKUP_MISSING,
        ("nobody@example.com", "gone@example.jp"),
    ),
    ("orders", "title", "Deal_Name", Wrong.MANDATORY_EMPTY, (None,)),
    ("orders", "title", "Deal_Name", Wrong.TOO_LONG, ("A very long title indeed. " * 6,)),
    ("orders", "stage", "Stage", Wrong.NOT_IN_PICKLIST, ("maybe", "商談中", "WON!")),
    ("orders", "closing_date", "Closing_Date", Wrong.IMPOSSIBLE_DATE, ("2026-02-30", "2025-11-31")),
)
_DOUBLES = (
    ("customers", "Customer_No", str),
    ("customers", "Customer_No", str),
    ("people", "Email", str),
    ("people", "Email", str.upper),
    ("products", "Product_No", str),
    ("orders", "Order_No", str),
    ("orders", "Order_No", str),
)


class _Spoiler:
    """Hands out the rows that are set aside for faults, and lists what was done to them."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self._slots = {table: [row for row in rows if is_slot(row)] for table, rows in tables.items()}
        self.faults: list[ShopFault] = []

    def take(self, table: str) -> Row:
        return self._slots[table].pop(0)

    def note(self, table: str, row: Row, column: str, field: str, wrong: Wrong) -> None:
        key = str(row[KEYS[table]] or "")
        self.faults.append(
            ShopFault(table=table, row=row["id"], key=key, column=column, field=field, wrong=wrong)
        )


def spoil(tables: dict[str, list[Row]]) -> tuple[ShopFault, ...]:
    """Put the faults into rows that are set aside for them, and list them."""
    spoiler = _Spoiler(tables)
    for table, column, field, wrong, values in _SINGLE:
        for value in values:
            row = spoiler.take(table)
            row[column] = value
            spoiler.note(table, row, column, field, wrong)
    for table, field, spell in _DOUBLES:
        column = KEYS[table]
        first, second = spoiler.take(table), spoiler.take(table)
        second[column] = spell(first[column])
        for row in (first, second):
            spoiler.note(table, row, column, field, Wrong.DUPLICATE_KEY)
    _make_ambiguous(spoiler)
    return tuple(sorted(spoiler.faults, key=lambda fault: (fault.table, fault.row)))


def _make_ambiguous(spoiler: _Spoiler) -> None:
    """A person whose e-mail the CRM holds twice, and an order of that person."""
    person, order = spoiler.take("people"), spoiler.take("orders")
    order["person_email"], order["customer_no"] = person["email"], person["customer_no"]
    spoiler.note("people", person, "email", "Email", Wrong.AMBIGUOUS_MATCH)
    spoiler.note("orders", order, "person_email", "Contact_Name", Wrong.LOOKUP_AMBIGUOUS)


def crm_twins(faults: tuple[ShopFault, ...]) -> dict[str, list[dict[str, str]]]:
    """Give the records that the CRM must hold before the first run: two with the ambiguous e-mail."""
    emails = [fault.key for fault in faults if fault.wrong is Wrong.AMBIGUOUS_MATCH]
    return {
        "Contacts": [
            {"Last_Name": name, "Email": email.lower()} for email in emails for name in ("Original", "Double")
        ]
    }
