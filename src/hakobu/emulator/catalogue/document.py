"""What quotes, orders and invoices share: their head, addresses and sums (api-core §7.11-7.14)."""

from dataclasses import replace

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.catalogue.line_items import LINE_LISTS
from hakobu.emulator.schema.module import Module

ADDRESSES = """
[Address Information | 住所情報]
Billing_Street   | text 250    | Billing Street | 町名・番地（請求先）
Billing_City     | text 100    | Billing City   | 市区町村（請求先）
Billing_State    | text 100    | Billing State  | 都道府県（請求先）
Billing_Code     | text 30     | Billing Code   | 郵便番号（請求先）
Billing_Country  | text 100    | Billing Country | 国（請求先）
Shipping_Street  | text 250    | Shipping Street | 町名・番地（納入先）
Shipping_City    | text 100    | Shipping City  | 市区町村（納入先）
Shipping_State   | text 100    | Shipping State | 都道府県（納入先）
Shipping_Code    | text 30     | Shipping Code  | 郵便番号（納入先）
Shipping_Country | text 100    | Shipping Country | 国（納入先）
"""
SUMS = """
[Product Details | 商品の明細]
Sub_Total        | currency 16.2 | Sub Total    | 小計 | read_only
Discount         | currency 16.2 | Discount     | 割引
Tax              | currency 16.2 | Tax          | 税 | read_only
Adjustment       | currency 16.2 | Adjustment   | 調整
Grand_Total      | currency 16.2 | Grand Total  | 総計 | read_only
$line_tax        | line_tax    | Taxes          | 税の内訳 | since=99
[Terms and Conditions | 利用規約]
Terms_and_Conditions | textarea 32000 | Terms and Conditions | 利用規約 | area=large
[Description Information | 詳細情報]
Description      | textarea 32000 | Description  | 詳細情報 | area=large
"""
CARRIERS = "FedEX · UPS · USPS · DHL · BlueDart"
ORDER_STATUSES = "Created · Approved · Delivered · Cancelled"


def document(module: Module, table: str, picklists: dict[str, str]) -> Module:
    """Complete a module that has line items."""
    with_system_fields(module, table + ADDRESSES + SUMS, picklists)
    spec = replace(LINE_LISTS[module.api_name])
    module.children[spec.api_name] = spec
    return module
