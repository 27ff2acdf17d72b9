"""Calls: an activity, without upsert (api-core §2.1)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Call Information | 通話情報]
Subject             | text 255 | Subject     | 件名 | required
Call_Type           | picklist | Call Type   | 通話の種類 | mandatory values=type
Call_Start_Time     | datetime | Call Start Time | 通話の開始日時 | mandatory
Call_Duration       | text 30  | Call Duration | 通話の長さ
Call_Duration_in_seconds | integer 9 | Call Duration (in seconds) | 通話の長さ（秒） | read_only
Call_Purpose        | picklist | Call Purpose | 通話の目的 | values=purpose
Call_Agenda         | text 255 | Call Agenda | 通話の議題
Call_Result         | picklist | Call Result | 通話の結果 | values=result
Outgoing_Call_Status | picklist | Outgoing Call Status | 発信のステータス | values=outgoing
Who_Id              | lookup   | Contact Name | 連絡先名 | lookup=Contacts
What_Id             | lookup   | Related To  | 関連先 | lookup=*
Reminder            | picklist | Reminder    | リマインダー | values=reminder
Caller_ID           | text 30  | Caller ID   | 発信者番号 | read_only
Dialled_Number      | text 30  | Dialled Number | ダイヤルした番号 | read_only
CTI_Entry           | boolean  | CTI Entry   | CTIの登録 | read_only default=false
[Description Information | 詳細情報]
Description         | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "type": "Outbound · Inbound · Missed",
    "purpose": "Prospecting · Administrative · Negotiation · Demo · Project · Support",
    "result": (
        "Interested · Not interested · No response/Busy · Requested more info · Requested call back · "
        "Invalid number"
    ),
    "outgoing": "Scheduled · Completed · Cancelled · Overdue",
    "reminder": (
        "None · 5 minutes before · 10 minutes before · 15 minutes before · 30 minutes before · "
        "1 hour before · 1 day before"
    ),
}


def calls() -> Module:
    """Make the module."""
    module = Module(
        "Calls",
        "Calls",
        "Call",
        "Calls",
        "通話",
        "通話",
        key="Subject",
        display="Subject",
        scope="calls",
        upsert=False,
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
