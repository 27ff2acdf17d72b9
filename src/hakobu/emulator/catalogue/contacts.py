"""Contacts (api-core §7.3)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Contact Information | 連絡先情報]
Salutation        | picklist 25 | Salutation   | 敬称 | values=salutation
First_Name        | text 40     | First Name   | 名
Last_Name         | text 80     | Last Name    | 姓 | mandatory
Full_Name         | text 120    | Full Name    | 氏名 | read_only
Account_Name      | lookup      | Account Name | 取引先名 | lookup=Accounts
Vendor_Name       | lookup      | Vendor Name  | 仕入先名 | lookup=Vendors
Lead_Source       | picklist    | Lead Source  | 見込み客のデータ元 | values=lead_source
Title             | text 100    | Title        | 役職
Department        | text 50     | Department   | 部署
Email             | email 100   | Email        | メール
Secondary_Email   | email 100   | Secondary Email | メール（予備）
Phone             | phone 50    | Phone        | 電話
Home_Phone        | phone 30    | Home Phone   | 自宅電話
Other_Phone       | phone 30    | Other Phone  | その他の電話
Mobile            | phone 30    | Mobile       | 携帯電話
Fax               | text 30     | Fax          | FAX
Assistant         | text 50     | Assistant    | アシスタント
Asst_Phone        | phone 30    | Asst Phone   | アシスタントの電話
Date_of_Birth     | date        | Date of Birth | 誕生日
Reports_To        | text 50     | Reports To   | 上司（テキスト）
Reporting_To      | lookup      | Reporting To | 上司 | lookup=Contacts since=2.1
Email_Opt_Out     | boolean     | Email Opt Out | メールの配信停止 | default=false
Skype_ID          | text 50     | Skype ID     | Skype ID
Twitter           | text 50     | Twitter      | Twitter
Unsubscribed_Mode | picklist    | Unsubscribed Mode | 配信停止の方法 | read_only values=unsubscribed
Unsubscribed_Time | datetime    | Unsubscribed Time | 配信停止の日時 | read_only
Record_Image      | profileimage | Contact Image | 連絡先の画像 | read_only
[Address Information | 住所情報]
Mailing_Street    | text 250    | Mailing Street | 町名・番地（郵送先）
Mailing_City      | text 100    | Mailing City   | 市区町村（郵送先）
Mailing_State     | text 100    | Mailing State  | 都道府県（郵送先）
Mailing_Zip       | text 30     | Mailing Zip    | 郵便番号（郵送先）
Mailing_Country   | text 100    | Mailing Country | 国（郵送先）
Other_Street      | text 250    | Other Street | 町名・番地（その他）
Other_City        | text 100    | Other City   | 市区町村（その他）
Other_State       | text 100    | Other State  | 都道府県（その他）
Other_Zip         | text 30     | Other Zip    | 郵便番号（その他）
Other_Country     | text 100    | Other Country | 国（その他）
[Description Information | 詳細情報]
Description       | textarea 32000 | Description | 詳細情報 | area=large
"""


def contacts() -> Module:
    """Make the module."""
    module = Module(
        "Contacts",
        "Contacts",
        "Contact",
        "Contacts",
        "連絡先",
        "連絡先",
        key="Email",
        display="Full_Name",
        scope="contacts",
    )
    return with_system_fields(module, FIELDS)
