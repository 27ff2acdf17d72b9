"""Leads (api-core §7.1)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Lead Information | 見込み客情報]
Salutation           | picklist 25 | Salutation | 敬称 | values=salutation
First_Name           | text 40     | First Name | 名
Last_Name            | text 80     | Last Name  | 姓 | mandatory
Full_Name            | text 120    | Full Name  | 氏名 | read_only
Company              | text 200    | Company    | 会社 | required
Designation          | text 100    | Title      | 役職
Email                | email 100   | Email      | メール
Phone                | phone 30    | Phone      | 電話
Fax                  | text 30     | Fax        | FAX
Mobile               | phone 30    | Mobile     | 携帯電話
Website              | website 255 | Website    | Webサイト
Lead_Source          | picklist    | Lead Source | 見込み客のデータ元 | values=lead_source
Lead_Status          | picklist    | Lead Status | 見込み客のステータス | values=lead_status
Industry             | picklist    | Industry   | 業種 | values=industry
No_of_Employees      | integer 9   | No. of Employees | 従業員数
Annual_Revenue       | currency 16.2 | Annual Revenue | 年間売上
Rating               | picklist    | Rating     | 評価 | values=rating
Email_Opt_Out        | boolean     | Email Opt Out | メールの配信停止 | default=false
Skype_ID             | text 50     | Skype ID   | Skype ID
Secondary_Email      | email 100   | Secondary Email | メール（予備）
Twitter              | text 50     | Twitter    | Twitter
Converted__s         | boolean     | Is Converted | 変換済み | read_only since=4 default=false
Converted_Date_Time  | datetime    | Converted Date Time | 変換日時 | read_only since=4
Lead_Conversion_Time | integer 9   | Lead Conversion Time | 見込み客の変換時間 | read_only
Converted_Account    | lookup      | Converted Account | 変換後の取引先 | read_only lookup=Accounts
Converted_Contact    | lookup      | Converted Contact | 変換後の連絡先 | read_only lookup=Contacts
Converted_Deal       | lookup      | Converted Deal | 変換後の商談 | read_only lookup=Deals
Unsubscribed_Mode    | picklist    | Unsubscribed Mode | 配信停止の方法 | read_only values=unsubscribed
Unsubscribed_Time    | datetime    | Unsubscribed Time | 配信停止の日時 | read_only
Record_Image         | profileimage | Lead Image | 見込み客の画像 | read_only
[Address Information | 住所情報]
Street               | text 250    | Street     | 町名・番地
City                 | text 100    | City       | 市区町村
State                | text 100    | State      | 都道府県
Zip_Code             | text 30     | Zip Code   | 郵便番号
Country              | text 100    | Country    | 国
[Description Information | 詳細情報]
Description          | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "lead_status": (
        "Attempted to Contact · Contact in Future · Contacted · Junk Lead · Lost Lead · Not Contacted · "
        "Pre-Qualified · Not Qualified"
    ),
}


def leads() -> Module:
    """Make the module."""
    module = Module(
        "Leads",
        "Leads",
        "Lead",
        "Leads",
        "見込み客",
        "見込み客",
        key="Email",
        display="Full_Name",
        scope="leads",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
