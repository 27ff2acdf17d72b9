"""Price books (api-core §7.10)."""

from dataclasses import replace

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.catalogue.line_items import PRICING_DETAILS
from hakobu.emulator.schema.module import Module

FIELDS = """
[Price Book Information | 価格表情報]
Price_Book_Name   | text 255    | Price Book Name | 価格表名 | mandatory
Active            | boolean     | Active       | 有効 | default=true
Pricing_Model     | picklist    | Pricing Model | 価格モデル | values=model
[Description Information | 詳細情報]
Description       | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {"model": "Flat · Differential"}


def price_books() -> Module:
    """Make the module."""
    module = Module(
        "Price_Books",
        "PriceBooks",
        "Price Book",
        "Price Books",
        "価格表",
        "価格表",
        key="Price_Book_Name",
        display="Price_Book_Name",
        scope="pricebooks",
    )
    with_system_fields(module, FIELDS, PICKLISTS)
    module.children[PRICING_DETAILS.api_name] = replace(PRICING_DETAILS)
    return module
