"""Fields and picklists that several modules share."""

from hakobu.emulator.schema.module import Module
from hakobu.emulator.schema.notation import fill

# every record's first slots, in this order: the tables rely on it
SYSTEM = """
id                 | bigint 20    | Record ID          | レコードID   | read_only
Owner              | ownerlookup  | Owner              | 担当者
Created_By         | ownerlookup  | Created By         | 作成者       | read_only
Modified_By        | ownerlookup  | Modified By        | 更新者       | read_only
Created_Time       | datetime     | Created Time       | 作成日時     | read_only
Modified_Time      | datetime     | Modified Time      | 更新日時     | read_only
Last_Activity_Time | datetime     | Last Activity Time | 最終アクティビティ日時 | read_only
Layout             | layout       | Layout             | レイアウト   | since=2.1
Tag                | tag          | Tag                | タグ
Locked__s          | boolean      | Locked             | ロック済み   | read_only default=false
Record_Status__s | picklist | Record Status | レコードの状態 | read_only since=3 values=kept default=Available
"""
ID, OWNER, CREATED_BY, MODIFIED_BY, CREATED_TIME, MODIFIED_TIME, ACTIVITY_TIME, LAYOUT, TAG = range(9)

INDUSTRIES = (
    "ASP (Application Service Provider) · Data/Telecom OEM · ERP (Enterprise Resource Planning) · "
    "Government/Military · Large Enterprise · ManagementISV · MSP (Management Service Provider) · "
    "Network Equipment Enterprise · Non-management ISV · Optical Networking · Service Provider · "
    "Small/Medium Enterprise · Storage Equipment · Storage Service Provider · Systems Integrator · "
    "Wireless Industry"
)
PICKLISTS = {
    "kept": "Trash · Available · Draft",
    "salutation": "Mr. · Mrs. · Ms. · Dr. · Prof.",
    "lead_source": (
        "Advertisement · Cold Call · Employee Referral · External Referral · Online Store · Partner · "
        "Public Relations · Sales Email Alias · Seminar Partner · Internal Seminar · Trade Show · "
        "Web Download · Web Research · Chat · Twitter · Facebook"
    ),
    "industry": INDUSTRIES,
    "rating": "Acquired · Active · Market Failed · Project Cancelled · Shut Down",
    "unsubscribed": "Consent form · Manual · Unsubscribe link · Zoho campaigns",
}


def with_system_fields(module: Module, table: str, picklists: dict[str, str] | None = None) -> Module:
    """Fill a module with the system fields, then with its own."""
    values = PICKLISTS | (picklists or {})
    return fill(fill(module, SYSTEM, values), table, values)
