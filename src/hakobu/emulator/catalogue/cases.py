"""Cases (api-core §7.6): comments are added by ``Add_Comment`` and read in ``Comments``."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Case Information | 問い合わせ情報]
Case_Number       | autonumber  | Case Number  | 問い合わせ番号
Subject           | text 255    | Subject      | 件名 | mandatory
Product_Name      | lookup      | Product Name | 商品名 | lookup=Products
Status            | picklist    | Status       | ステータス | mandatory values=status
Priority          | picklist    | Priority     | 優先度 | values=priority
Case_Origin       | picklist    | Case Origin  | 問い合わせの発生元 | mandatory values=origin
Type              | picklist    | Type         | 種類 | values=type
Case_Reason       | picklist    | Case Reason  | 問い合わせの理由 | values=reason
Account_Name      | lookup      | Account Name | 取引先名 | lookup=Accounts
Related_To        | lookup      | Related To   | 関連する連絡先 | lookup=Contacts
Deal_Name         | lookup      | Deal Name    | 商談名 | lookup=Deals
Reported_By       | text 50     | Reported By  | 報告者
Email             | email 100   | Email        | メール
Phone             | phone 30    | Phone        | 電話
[Description Information | 詳細情報]
Description       | textarea 32000 | Description | 詳細情報 | area=large
Internal_Comments | textarea 32000 | Internal Comments | 社内コメント | area=large
[Solution Information | ソリューション情報]
Solution          | textarea 32000 | Solution  | ソリューション | area=large
Add_Comment       | textarea 32000 | Add Comment | コメントを追加 | area=large
Comments          | comments    | Comments     | コメント | read_only
No_of_comments    | integer 9   | No of comments | コメント数 | read_only default=0
"""
PICKLISTS = {
    "status": "New · On Hold · Escalated · Closed",
    "priority": "High · Medium · Low",
    "origin": "Email · Phone · Web · Twitter · Facebook",
    "type": "Problem · Feature Request · Question",
    "reason": (
        "User did not attend any training · Complex functionality · Existing problem · "
        "Instructions not clear · New problem"
    ),
}


def cases() -> Module:
    """Make the module."""
    module = Module(
        "Cases",
        "Cases",
        "Case",
        "Cases",
        "問い合わせ",
        "問い合わせ",
        key="Subject",
        display="Subject",
        scope="cases",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
