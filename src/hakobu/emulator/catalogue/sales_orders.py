"""Sales orders (api-core §7.12)."""

from hakobu.emulator.catalogue.document import CARRIERS, ORDER_STATUSES, document
from hakobu.emulator.schema.module import Module

FIELDS = """
[Sales Order Information | 受注書情報]
SO_Number        | autonumber  | SO Number    | 受注書番号
Subject          | text 255    | Subject      | 件名 | mandatory
Deal_Name        | lookup      | Deal Name    | 商談名 | lookup=Deals
Customer_No      | text 100    | Customer No. | 顧客番号
Purchase_Order   | text 100    | Purchase Order | 発注書
Quote_Name       | lookup      | Quote Name   | 見積書名 | lookup=Quotes
Due_Date         | date        | Due Date     | 期限
Contact_Name     | lookup      | Contact Name | 連絡先名 | lookup=Contacts
Pending          | text 100    | Pending      | 保留
Excise_Duty      | currency 16.2 | Excise Duty | 物品税
Carrier          | picklist    | Carrier      | 配送業者 | values=carrier
Status           | picklist    | Status       | ステータス | values=status
Sales_Commission | currency 16.2 | Sales Commission | 販売手数料
Account_Name     | lookup      | Account Name | 取引先名 | lookup=Accounts
"""
PICKLISTS = {"carrier": CARRIERS, "status": ORDER_STATUSES}


def sales_orders() -> Module:
    """Make the module."""
    module = Module(
        "Sales_Orders",
        "SalesOrders",
        "Sales Order",
        "Sales Orders",
        "受注書",
        "受注書",
        key="Subject",
        display="Subject",
        scope="salesorders",
    )
    return document(module, FIELDS, PICKLISTS)
