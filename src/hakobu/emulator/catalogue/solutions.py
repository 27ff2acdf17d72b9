"""Solutions (api-core §7.7)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Solution Information | ソリューション情報]
Solution_Number   | autonumber  | Solution Number | ソリューション番号
Solution_Title    | text 255    | Solution Title | ソリューションのタイトル | mandatory
Status            | picklist    | Status       | ステータス | values=status
Product_Name      | lookup      | Product Name | 商品名 | lookup=Products
Published         | boolean     | Published    | 公開済み | default=false
[Description Information | 詳細情報]
Question          | textarea 32000 | Question  | 質問 | area=large
Answer            | textarea 32000 | Answer    | 回答 | area=large
Add_Comment       | textarea 32000 | Add Comment | コメントを追加 | area=large
Comments          | comments    | Comments     | コメント | read_only
No_of_comments    | integer 9   | No of comments | コメント数 | read_only default=0
"""
PICKLISTS = {
    "status": "Draft · Reviewed · Duplicate",
}


def solutions() -> Module:
    """Make the module."""
    module = Module(
        "Solutions",
        "Solutions",
        "Solution",
        "Solutions",
        "ソリューション",
        "ソリューション",
        key="Solution_Title",
        display="Solution_Title",
        scope="solutions",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
