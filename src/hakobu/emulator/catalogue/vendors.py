"""Vendors (api-core §7.9)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Vendor Information | 仕入先情報]
Vendor_Name       | text 120    | Vendor Name  | 仕入先名 | mandatory
Phone             | phone 30    | Phone        | 電話
Email             | email 100   | Email        | メール
Website           | website 255 | Website      | Webサイト
GL_Account        | picklist    | GL Account   | 総勘定元帳 | values=gl_account
Category          | text 50     | Category     | カテゴリー
Email_Opt_Out     | boolean     | Email Opt Out | メールの配信停止 | default=false
Unsubscribed_Mode | picklist    | Unsubscribed Mode | 配信停止の方法 | read_only values=unsubscribed
Unsubscribed_Time | datetime    | Unsubscribed Time | 配信停止の日時 | read_only
Record_Image      | profileimage | Vendor Image | 仕入先の画像 | read_only
[Address Information | 住所情報]
Street            | text 250    | Street       | 町名・番地
City              | text 100    | City         | 市区町村
State             | text 100    | State        | 都道府県
Zip_Code          | text 30     | Zip Code     | 郵便番号
Country           | text 100    | Country      | 国
[Description Information | 詳細情報]
Description       | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "gl_account": (
        "Sales-Software · Sales-Hardware · Rental-Income · Interest-Income · Sales-Software-Support · "
        "Sales Other · Interest Sales · Service-Hardware Labor · Sales Books"
    ),
}


def vendors() -> Module:
    """Make the module."""
    module = Module(
        "Vendors",
        "Vendors",
        "Vendor",
        "Vendors",
        "仕入先",
        "仕入先",
        key="Vendor_Name",
        display="Vendor_Name",
        scope="vendors",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
