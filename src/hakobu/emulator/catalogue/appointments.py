"""Appointments and the history of their moves (api-core §7.15, §7.16)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Appointment Information | 予約情報]
Appointment_Name       | text 255 | Appointment Name | 予約名 | mandatory
Appointment_For | lookup | Appointment For | 予約の対象 | mandatory targets=Leads,Contacts,Accounts,custom
Service_Name           | lookup   | Service Name  | サービス名 | mandatory lookup=Services__s
Appointment_Start_Time | datetime | Appointment Start Time | 予約の開始日時 | mandatory
Appointment_End_Time   | datetime | Appointment End Time | 予約の終了日時 | read_only
Duration               | integer 9 | Duration     | 所要時間 | read_only
Location               | picklist | Location      | 場所 | mandatory strict values=location
Address                | text 255 | Address       | 住所
Status                 | picklist | Status        | ステータス | strict values=status default=Scheduled
Remind_At              | multireminder | Remind At | リマインダー
Additional_Information | textarea 2000 | Additional Information | 追加情報
[Cancellation | キャンセル]
Cancellation_Reason    | picklist | Cancellation Reason | キャンセルの理由 | strict values=reason
Cancellation_Note      | textarea 2000 | Cancellation Note | キャンセルのメモ
Cancelled_By           | userlookup | Cancelled By | キャンセルした人 | read_only
Cancelled_Time         | datetime | Cancelled Time | キャンセル日時 | read_only
[Reschedule | 予約変更]
Rescheduled_From       | datetime | Rescheduled From | 変更前の日時
Rescheduled_To         | datetime | Rescheduled To | 変更後の日時 | read_only
Rescheduled_Time       | datetime | Rescheduled Time | 変更した日時 | read_only
Rescheduled_By         | userlookup | Rescheduled By | 変更した人 | read_only
Reschedule_Reason      | picklist | Reschedule Reason | 変更の理由 | strict values=reason
Reschedule_Note        | textarea 2000 | Reschedule Note | 変更のメモ
Reschedule_Count       | integer 9 | Reschedule Count | 変更回数 | read_only default=0
[Job Sheet | ジョブシート]
Job_Sheet_Name__s      | text 255 | Job Sheet Name | ジョブシート名
Job_Sheet_Description__s | text 255 | Job Sheet Description | ジョブシートの説明
Job_Sheet_Section__s   | picklist | Job Sheet Section | ジョブシートのセクション | values=section
Job_Sheet_Created__s   | boolean  | Job Sheet Created | ジョブシート作成済み | read_only default=false
"""
HISTORY = """
[Rescheduled History Information | 予約変更履歴情報]
Name              | text 255 | Name          | 名前 | read_only
Appointment_Name  | lookup   | Appointment Name | 予約名 | mandatory lookup=Appointments__s
Rescheduled_Time  | datetime | Rescheduled Time | 変更した日時 | mandatory
Rescheduled_By    | userlookup | Rescheduled By | 変更した人 | mandatory
Rescheduled_From  | datetime | Rescheduled From | 変更前の日時 | mandatory
Rescheduled_To    | datetime | Rescheduled To | 変更後の日時 | mandatory
Reschedule_Reason | picklist | Reschedule Reason | 変更の理由 | strict values=reason
Reschedule_Note   | textarea 2000 | Reschedule Note | 変更のメモ
"""
PICKLISTS = {
    "location": "Client Address · Business Address",
    "status": "Scheduled · Completed · Cancelled · Overdue",
    "reason": "By Customer · By Team",
    "section": "Section 1",
}
SINCE = 3.0


def appointments() -> Module:
    """Make the module."""
    module = Module(
        "Appointments__s",
        "Appointments",
        "Appointment",
        "Appointments",
        "予約",
        "予約",
        key="Appointment_Name",
        display="Appointment_Name",
        scope="appointments",
        since=SINCE,
    )
    with_system_fields(module, FIELDS, PICKLISTS)
    module.fields["Owner"].mandatory = True
    return module


def reschedule_history() -> Module:
    """Make the module."""
    module = Module(
        "Appointments_Rescheduled_History__s",
        "LinkingModule6",
        "Appointment Rescheduled History",
        "Appointments Rescheduled History",
        "予約変更履歴",
        "予約変更履歴",
        key="Name",
        display="Name",
        scope="appointments_rescheduled_history",
        since=SINCE,
        generated="field_tracker",
        parent="Appointments__s",
    )
    return with_system_fields(module, HISTORY, PICKLISTS)
