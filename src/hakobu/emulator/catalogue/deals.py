"""Deals (api-core §7.4)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Deal Information | 商談情報]
Deal_Name              | text 120    | Deal Name    | 商談名 | mandatory
Account_Name           | lookup      | Account Name | 取引先名 | lookup=Accounts
Contact_Name           | lookup      | Contact Name | 連絡先名 | lookup=Contacts
Campaign_Source        | lookup      | Campaign Source | キャンペーン | lookup=Campaigns
Type                   | picklist    | Type         | 種類 | values=type
Next_Step              | text 100    | Next Step    | 次のステップ
Lead_Source            | picklist    | Lead Source  | 見込み客のデータ元 | values=lead_source
Amount                 | currency 16.2 | Amount     | 総額
Closing_Date           | date        | Closing Date | 完了予定日 | required
Pipeline               | picklist    | Pipeline     | パイプライン | values=pipeline
Stage                  | picklist    | Stage        | ステージ | mandatory values=stage
Probability            | integer 9   | Probability (%) | 確度（%）
Expected_Revenue       | currency 16.2 | Expected Revenue | 売上の期待値 | read_only
Lead_Conversion_Time   | integer 9   | Lead Conversion Time | 見込み客の変換時間 | read_only
Sales_Cycle_Duration   | integer 9   | Sales Cycle Duration | 営業サイクルの期間 | read_only
Overall_Sales_Duration | integer 9   | Overall Sales Duration | 全体の営業期間 | read_only
Reason_For_Loss__s     | picklist    | Reason For Loss | 失注理由 | values=reason_for_loss since=4
[Description Information | 詳細情報]
Description            | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "type": "Existing Business · New Business",
    "pipeline": "Standard (Standard)",
    "stage": (
        "Qualification~10~Open · Needs Analysis~20~Open · Value Proposition~40~Open · "
        "Id. Decision Makers=Identify Decision Makers~60~Open · Proposal/Price Quote~75~Open · "
        "Negotiation/Review~90~Open · Closed Won~100~Closed Won · Closed Lost~0~Closed Lost · "
        "Closed Lost to Competition~0~Closed Lost"
    ),
    "reason_for_loss": (
        "Expectation Mismatch · Price · Unqualified Customer · Lack of response · Missed Follow Ups · "
        "Wrong Target · Competition · Future Interest · Other"
    ),
}


def deals() -> Module:
    """Make the module."""
    module = Module(
        "Deals",
        "Potentials",
        "Deal",
        "Deals",
        "商談",
        "商談",
        key="Deal_Name",
        display="Deal_Name",
        scope="deals",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
