"""Purchase orders (api-core §7.13)."""

from hakobu.emulator.catalogue.document import CARRIERS, ORDER_STATUSES, document
from hakobu.emulator.schema.module import Module

FIELDS = """
[Purchase Order Information | 発注書情報]
PO_Number        | text 120    | PO Number    | 発注書番号
Subject          | text 255    | Subject      | 件名 | mandatory
Vendor_Name      | lookup      | Vendor Name  | 仕入先名 | mandatory lookup=Vendors
Requisition_No   | text 100    | Requisition Number | 購入依頼番号
Tracking_Number  | text 100    | Tracking Number | 追跡番号
Contact_Name     | lookup      | Contact Name | 連絡先名 | lookup=Contacts
PO_Date          | date        | PO Date      | 発注日
Due_Date         | date        | Due Date     | 期限
Carrier          | picklist    | Carrier      | 配送業者 | values=carrier
Excise_Duty      | currency 16.2 | Excise Duty | 物品税
Sales_Commission | currency 16.2 | Sales Commission | 販売手数料
Status           | picklist    | Status       | ステータス | values=status
"""
PICKLISTS = {"carrier": CARRIERS, "status": ORDER_STATUSES}


def purchase_orders() -> Module:
    """Make the module."""
    module = Module(
        "Purchase_Orders",
        "PurchaseOrders",
        "Purchase Order",
        "Purchase Orders",
        "発注書",
        "発注書",
        key="Subject",
        display="Subject",
        scope="purchaseorders",
    )
    return document(module, FIELDS, PICKLISTS)
