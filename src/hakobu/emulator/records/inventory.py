"""Sums of line items and of the documents that hold them (api-core §7.18)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hakobu.emulator.records.packed import pack, unpack
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.value import round_to, shortest

Tables = dict[str, Table]
Number = int | Decimal
_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


def _money(value: Number) -> Number:
    return shortest(round_to(Decimal(value), _CENT))


def _of(table: Table, row: Row, name: str) -> Any:
    field = table.module.fields.get(name)
    return None if field is None else row[field.slot]


def _record(tables: Tables, module: str, record_id: int | None) -> tuple[Table, Row] | None:
    table = tables[module]
    row = None if record_id is None else table.rows.get(record_id)
    return None if row is None else (table, row)


def _price_book_discount(tables: Tables, book: int | None, quantity: Number) -> Number:
    """Give the percentage that a price book grants for a quantity."""
    rows = tables["Pricing_Details"]
    fields = rows.module.fields
    held = [] if book is None else rows.index(fields["Parent_Id"].slot).find(book)
    for row in (rows.rows[one] for one in held):
        low, high = row[fields["from_range"].slot], row[fields["to_range"].slot]
        if low is not None and high is not None and low <= quantity <= high:
            discount: Number = row[fields["discount"].slot] or 0
            return discount
    return 0


def _taxed(tables: Tables, text: str | None, amount: Number) -> tuple[str | None, Number]:
    """Give the taxes with their values, and their sum."""
    known = {one.actual: str(one.id) for one in tables["Products"].module.fields["Tax"].choices}
    taxes, total = [], Decimal(0)
    for tax in unpack(text) or []:
        value = _money(Decimal(amount) * tax["percentage"] / _HUNDRED)
        total += value
        tax_id = tax.get("id") or known.get(tax["name"])
        taxes.append(tax | {"value": value} | ({} if tax_id is None else {"id": tax_id}))
    return (pack(taxes) if taxes else None), _money(total)


def _line(tables: Tables, table: Table, row: Row, sent: dict[str, Any]) -> None:
    """Compute one line: prices by the product and the price book where none is given."""
    fields = table.module.fields

    def put(name: str, value: Any) -> None:
        row[fields[name].slot] = value

    product = _record(tables, "Products", _of(table, row, "Product_Name"))
    unit = None if product is None else _of(*product, "Unit_Price")
    if _of(table, row, "Quantity") is None:
        put("Quantity", 1)
    if _of(table, row, "List_Price") is None:
        put("List_Price", unit or 0)
    quantity: Number = _of(table, row, "Quantity")
    total = _money(Decimal(quantity) * _of(table, row, "List_Price"))
    put("Total", total)
    put("Discount", _discount(tables, table, row, sent))
    after = _money(total - _of(table, row, "Discount"))
    put("Total_After_Discount", after)
    taxes, tax = _taxed(tables, _of(table, row, "Line_Tax"), after)
    put("Line_Tax", taxes)
    put("Tax", tax)
    put("Net_Total", _money(after + tax))


def _discount(tables: Tables, table: Table, row: Row, sent: dict[str, Any]) -> Number:
    discount, total = _of(table, row, "Discount"), _of(table, row, "Total")
    if type(discount) is str:  # v2 takes "10%"
        return _money(Decimal(total) * Decimal(discount.rstrip("%")) / _HUNDRED)
    book = _of(table, row, "Price_Book_Name")
    if book is not None and "Price_Book_Name" in sent and "Discount" not in sent:
        share = _price_book_discount(tables, book, _of(table, row, "Quantity"))
        return _money(Decimal(total) * share / _HUNDRED)
    return discount or 0


LINES: dict[str, Callable[[Tables, Table, Row, dict[str, Any]], None]] = dict.fromkeys(
    ("Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items"), _line
)


def _document(tables: Tables, table: Table, row: Row, lines: list[Row], items: Table) -> None:
    """Compute a document: the sum of its lines, less its discount, with tax, adjustment and duty."""
    fields = table.module.fields
    net = items.module.fields["Net_Total"].slot
    sub_total = _money(sum((Decimal(line[net]) for line in lines), Decimal(0)))
    row[fields["Sub_Total"].slot] = sub_total
    after = sub_total - (_of(table, row, "Discount") or 0)
    taxes, tax = _taxed(tables, _of(table, row, "$line_tax"), after)
    row[fields["$line_tax"].slot] = taxes
    row[fields["Tax"].slot] = tax
    rest = (_of(table, row, "Adjustment") or 0) + (_of(table, row, "Excise_Duty") or 0)
    row[fields["Grand_Total"].slot] = _money(after + tax + rest)


# module -> what the rows of its lists decide
TOTALS: dict[str, Callable[[Tables, Table, Row, list[Row], Table], None]] = dict.fromkeys(
    ("Quotes", "Sales_Orders", "Purchase_Orders", "Invoices"), _document
)
