"""Services, which appointments are made for (api-core §7.17)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.catalogue.subform import subform
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.module import Module

FIELDS = """
[Service Information | サービス情報]
Service_Name         | text 255 | Service Name  | サービス名 | mandatory
Duration             | integer 9 | Duration     | 所要時間（分） | mandatory
Location             | picklist | Location      | 場所 | mandatory strict values=location
Price                | currency 16.2 | Price    | 価格 | mandatory
Tax                  | multiselectpicklist | Tax | 税 | values=tax shape=tax
Status               | picklist | Status        | ステータス | strict values=status default=Available
Unavailable_From     | datetime | Unavailable From | 利用不可（開始）
Unavailable_Till     | datetime | Unavailable Till | 利用不可（終了）
Record_Image         | profileimage | Service Image | サービスの画像 | read_only
[Availability | 利用可能日時]
Availability_Type    | picklist | Availability Type | 利用可能の種類 | mandatory strict values=availability
Available_From       | date     | Available From | 利用可能（開始日）
Available_Till       | date     | Available Till | 利用可能（終了日）
Available_Dates      | dates    | Available Dates | 利用可能な日
Available_Days       | multiselectpicklist | Available Days | 利用可能な曜日 | strict values=day
Available_Timings    | timerange | Available Timings | 利用可能な時間帯
[Job Sheet | ジョブシート]
Job_Sheet_Required   | picklist | Job Sheet Required | ジョブシートの要否 | strict values=yes_no default=No
Job_Sheet_Section__s | picklist | Job Sheet Section | ジョブシートのセクション | values=section
[Description Information | 詳細情報]
Description          | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "location": "Client Address · Business Address · Business Address and Client Address",
    "tax": "Vat=Vat - 10.0 % · Sales Tax=Sales Tax - 8.0 %",
    "status": "Available · Temporarily Unavailable · Not in Use",
    "availability": "Every Business Days · Specific Date Range · Specific Date(s) · Specific Day(s)",
    "day": "Monday · Tuesday · Wednesday · Thursday · Friday · Saturday · Sunday",
    "yes_no": "Yes · No",
    "section": "Section 1",
}
MEMBERS = """
[Members | 担当メンバー]
Members | userlookup | Members | 担当メンバー | mandatory
"""
SINCE = 3.0


def _members() -> ChildList:
    return ChildList(
        "Members",
        "multiuserlookup",
        "Members",
        "担当メンバー",
        "Services_X_Users",
        partner="Members",
        mandatory=True,
        most=100,
        since=SINCE,
    )


def services() -> Module:
    """Make the module."""
    module = Module(
        "Services__s",
        "Services",
        "Service",
        "Services",
        "サービス",
        "サービス",
        key="Service_Name",
        display="Service_Name",
        scope="services",
        since=SINCE,
    )
    with_system_fields(module, FIELDS, PICKLISTS)
    module.children["Members"] = _members()
    return module


def service_members() -> Module:
    """Make the module that links services and users."""
    module = subform("Services__s", _members(), 7, MEMBERS, {})
    module.generated = "linking"
    return module
