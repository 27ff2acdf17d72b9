"""Quotes (api-core §7.11)."""

from hakobu.emulator.catalogue.document import CARRIERS, document
from hakobu.emulator.schema.module import Module

FIELDS = """
[Quote Information | 見積書情報]
Quote_Number     | autonumber  | Quote Number | 見積書番号
Subject          | text 255    | Subject      | 件名 | mandatory
Deal_Name        | lookup      | Deal Name    | 商談名 | lookup=Deals
Quote_Stage      | picklist    | Quote Stage  | 見積のステージ | values=stage
Valid_Till       | date        | Valid Until  | 有効期限
Contact_Name     | lookup      | Contact Name | 連絡先名 | lookup=Contacts
Account_Name     | lookup      | Account Name | 取引先名 | lookup=Accounts
Team             | text 255    | Team         | チーム
Carrier          | picklist    | Carrier      | 配送業者 | values=carrier
"""
PICKLISTS = {
    "stage": "Draft · Negotiation · Delivered · On Hold · Confirmed · Closed Won · Closed Lost",
    "carrier": CARRIERS,
}


def quotes() -> Module:
    """Make the module."""
    module = Module(
        "Quotes",
        "Quotes",
        "Quote",
        "Quotes",
        "見積書",
        "見積書",
        key="Subject",
        display="Subject",
        scope="quotes",
    )
    return document(module, FIELDS, PICKLISTS)
