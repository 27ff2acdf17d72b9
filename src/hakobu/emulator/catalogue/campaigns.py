"""Campaigns (api-core §7.5)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Campaign Information | キャンペーン情報]
Campaign_Name     | text 200    | Campaign Name | キャンペーン名 | mandatory
Type              | picklist    | Type          | 種類 | values=type
Status            | picklist    | Status        | ステータス | values=status
Start_Date        | date        | Start Date    | 開始日
End_Date          | date        | End Date      | 終了日
Expected_Revenue  | currency 16.2 | Expected Revenue | 期待収益
Budgeted_Cost     | currency 16.2 | Budgeted Cost | 予算
Actual_Cost       | currency 16.2 | Actual Cost   | 実コスト
Expected_Response | bigint 18   | Expected Response | 期待レスポンス
Num_sent          | bigint 18   | Numbers sent  | 送信数
Parent_Campaign   | lookup      | Parent Campaign | 親キャンペーン | lookup=Campaigns
[Description Information | 詳細情報]
Description       | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "type": (
        "Conference · Webinar · Trade Show · Public Relations · Partners · Referral Program · "
        "Advertisement · Banner Ads · Direct mail · Email · Telemarketing · Others"
    ),
    "status": "Planning · Active · Inactive · Complete",
}


def campaigns() -> Module:
    """Make the module."""
    module = Module(
        "Campaigns",
        "Campaigns",
        "Campaign",
        "Campaigns",
        "キャンペーン",
        "キャンペーン",
        key="Campaign_Name",
        display="Campaign_Name",
        scope="campaigns",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
