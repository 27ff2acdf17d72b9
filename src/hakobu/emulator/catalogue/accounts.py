"""Accounts (api-core §7.2)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Account Information | 取引先情報]
Account_Name     | text 200    | Account Name   | 取引先名 | mandatory
Parent_Account   | lookup      | Parent Account | 親取引先 | lookup=Accounts
Account_Number   | bigint 18   | Account Number | 取引先番号 | default=0
Account_Site     | text 80     | Account Site   | 取引先部門
Account_Type     | picklist    | Account Type   | 取引先の種類 | values=account_type
Industry         | picklist    | Industry       | 業種 | values=industry
Annual_Revenue   | currency 16.2 | Annual Revenue | 年間売上
Rating           | picklist    | Rating         | 評価 | values=rating
Phone            | phone 30    | Phone          | 電話
Fax              | text 30     | Fax            | FAX
Website          | website 255 | Website        | Webサイト
Ticker_Symbol    | text 30     | Ticker Symbol  | 証券コード
Ownership        | picklist    | Ownership      | 会社形態 | values=ownership
Employees        | integer 9   | Employees      | 従業員数
SIC_Code         | integer 9   | SIC Code       | 産業分類コード
Record_Image     | profileimage | Account Image | 取引先の画像 | read_only
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
[Description Information | 詳細情報]
Description      | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "account_type": (
        "Analyst · Competitor · Customer · Distributor · Integrator · Investor · Other · Partner · Press · "
        "Prospect · Reseller · Supplier · Vendor"
    ),
    "ownership": (
        "Other · Private · Public · Subsidiary · Partnership · Government · Privately Held · Public Company"
    ),
}


def accounts() -> Module:
    """Make the module."""
    module = Module(
        "Accounts",
        "Accounts",
        "Account",
        "Accounts",
        "取引先",
        "取引先",
        key="Account_Name",
        display="Account_Name",
        scope="accounts",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
