"""Tasks: an activity, without upsert (api-core §2.1)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Task Information | タスク情報]
Subject                 | text 255 | Subject     | 件名 | mandatory
Due_Date                | date     | Due Date    | 期限
Who_Id                  | lookup   | Contact Name | 連絡先名 | lookup=Contacts
What_Id                 | lookup   | Related To  | 関連先 | lookup=*
Status                  | picklist | Status      | ステータス | values=status
Priority                | picklist | Priority    | 優先度 | values=priority
Remind_At               | ALARM    | Reminder    | リマインダー
Recurring_Activity      | RRULE    | Repeat      | 繰り返し
Closed_Time             | datetime | Closed Time | 完了日時 | read_only
Send_Notification_Email | boolean  | Send Notification Email | メール通知を送信 | default=false
[Description Information | 詳細情報]
Description             | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "status": "Not Started · Deferred · In Progress · Completed · Waiting for input",
    "priority": "High · Highest · Low · Lowest · Normal",
}


def tasks() -> Module:
    """Make the module."""
    module = Module(
        "Tasks",
        "Tasks",
        "Task",
        "Tasks",
        "タスク",
        "タスク",
        key="Subject",
        display="Subject",
        scope="tasks",
        upsert=False,
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
