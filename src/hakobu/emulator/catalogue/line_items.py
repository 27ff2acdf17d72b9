"""Line items of quotes, orders and invoices, and the ranges of price books (api-core §7.10, §7.18)."""

from hakobu.emulator.catalogue.subform import subform
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.module import Module

ITEMS = """
[{label} | {label_ja}]
Product_Name         | lookup   | Product Name | 商品名 | mandatory lookup=Products v2=product
Quantity             | double 16.2 | Quantity | 数量 | v2=quantity
List_Price           | currency 16.2 | List Price | 定価 | v2=list_price
Price_Book_Name      | lookup   | Price Book Name | 価格表名 | lookup=Price_Books v2=book
Description          | textarea 2000 | Description | 説明 | v2=product_description
Discount             | currency 16.2 | Discount | 割引 | v2=Discount
Line_Tax             | line_tax | Line Tax | 明細の税 | v2=line_tax
Total                | currency 16.2 | Total | 合計 | read_only v2=total
Total_After_Discount | currency 16.2 | Total After Discount | 割引後の合計 | read_only v2=total_after_discount
Tax                  | currency 16.2 | Tax | 税 | read_only v2=Tax
Net_Total            | currency 16.2 | Net Total | 純合計 | read_only v2=net_total
"""
RANGES = """
[Pricing Details | 価格の詳細]
from_range | double 16.2  | From Range   | 範囲（開始） | mandatory v2=from_range
to_range   | double 16.2  | To Range     | 範囲（終了） | mandatory v2=to_range
discount   | percent 5.2  | Discount (%) | 割引（%） | mandatory v2=discount
"""

LINE_LISTS: dict[str, ChildList] = {
    parent: ChildList(
        name,
        "subform",
        label,
        label_ja,
        name,
        mandatory=True,
        legacy="Product_Details",
        section=label,
        listed=True,
    )
    for parent, name, label, label_ja in (
        ("Quotes", "Quoted_Items", "Quoted Items", "見積商品"),
        ("Sales_Orders", "Ordered_Items", "Ordered Items", "受注商品"),
        ("Purchase_Orders", "Purchase_Items", "Purchase Items", "発注商品"),
        ("Invoices", "Invoiced_Items", "Invoiced Items", "請求商品"),
    )
}
PRICING_DETAILS = ChildList(
    "Pricing_Details",
    "subform",
    "Pricing Details",
    "価格の詳細",
    "Pricing_Details",
    mandatory=True,
    most=100,
    listed=True,
)


def quoted_items() -> Module:
    """Make the module of a quote's lines."""
    return _lines("Quotes", 1)


def ordered_items() -> Module:
    """Make the module of a sales order's lines."""
    return _lines("Sales_Orders", 2)


def purchase_items() -> Module:
    """Make the module of a purchase order's lines."""
    return _lines("Purchase_Orders", 3)


def invoiced_items() -> Module:
    """Make the module of an invoice's lines."""
    return _lines("Invoices", 4)


def pricing_details() -> Module:
    """Make the module of a price book's ranges."""
    return subform("Price_Books", PRICING_DETAILS, 5, RANGES, {})


def _lines(parent: str, number: int) -> Module:
    spec = LINE_LISTS[parent]
    module = subform(parent, spec, number, ITEMS.format(label=spec.label, label_ja=spec.label_ja), {})
    module.since = 2.1
    return module
