"""Events, which Zoho calls meetings: an activity, without upsert (api-core §2.1)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Meeting Information | 予定情報]
Event_Title         | text 255 | Title       | タイトル | mandatory
Venue               | text 255 | Location    | 場所
All_day             | boolean  | All day     | 終日 | default=false
Start_DateTime      | datetime | From        | 開始日時 | mandatory
End_DateTime        | datetime | To          | 終了日時 | mandatory
Who_Id              | lookup   | Contact Name | 連絡先名 | lookup=Contacts
What_Id             | lookup   | Related To  | 関連先 | lookup=*
Participants        | participants | Participants | 参加者
Remind_At           | datetime | Reminder    | リマインダー | shape=event_reminder
Recurring_Activity  | RRULE    | Repeat      | 繰り返し
Check_In_Time       | datetime | Check-In Time | チェックイン日時 | read_only
Check_In_Address    | textarea 2000 | Check-In Address | チェックインの住所 | read_only
Check_In_Status     | text 120 | Check-In Status | チェックインのステータス | read_only
[Description Information | 詳細情報]
Description         | textarea 32000 | Description | 詳細情報 | area=large
"""


def events() -> Module:
    """Make the module."""
    module = Module(
        "Events",
        "Meetings",
        "Meeting",
        "Meetings",
        "予定",
        "予定",
        key="Event_Title",
        display="Event_Title",
        scope="events",
        upsert=False,
    )
    return with_system_fields(module, FIELDS)
