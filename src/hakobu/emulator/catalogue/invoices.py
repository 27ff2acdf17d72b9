"""Invoices (api-core §7.14)."""

from hakobu.emulator.catalogue.document import ORDER_STATUSES, document
from hakobu.emulator.schema.module import Module

FIELDS = """
[Invoice Information | 請求書情報]
Invoice_Number   | autonumber  | Invoice Number | 請求書番号
Subject          | text 255    | Subject      | 件名 | mandatory
Sales_Order      | lookup      | Sales Order  | 受注書 | lookup=Sales_Orders
Purchase_Order   | text 100    | Purchase Order | 発注書
Invoice_Date     | date        | Invoice Date | 請求日
Due_Date         | date        | Due Date     | 期限
Excise_Duty      | currency 16.2 | Excise Duty | 物品税
Sales_Commission | currency 16.2 | Sales Commission | 販売手数料
Status           | picklist    | Status       | ステータス | values=status
Account_Name     | lookup      | Account Name | 取引先名 | lookup=Accounts
Contact_Name     | lookup      | Contact Name | 連絡先名 | lookup=Contacts
Deal_Name        | lookup      | Deal Name    | 商談名 | lookup=Deals
"""
PICKLISTS = {"status": ORDER_STATUSES}


def invoices() -> Module:
    """Make the module."""
    module = Module(
        "Invoices",
        "Invoices",
        "Invoice",
        "Invoices",
        "請求書",
        "請求書",
        key="Subject",
        display="Subject",
        scope="invoices",
    )
    return document(module, FIELDS, PICKLISTS)
