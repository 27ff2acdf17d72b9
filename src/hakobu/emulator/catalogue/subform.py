"""The modules that hold the rows of subforms."""

from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.module import Module
from hakobu.emulator.schema.notation import fill

# the first slots are those of every record; what rows do not have is hidden from every version
SYSTEM = """
id                 | bigint 20    | Record ID          | レコードID   | read_only
Owner              | ownerlookup  | Owner              | 担当者       | read_only since=99
Created_By         | ownerlookup  | Created By         | 作成者       | read_only since=99
Modified_By        | ownerlookup  | Modified By        | 更新者       | read_only since=99
Created_Time       | datetime     | Created Time       | 作成日時     | read_only
Modified_Time      | datetime     | Modified Time      | 更新日時     | read_only
Last_Activity_Time | datetime     | Last Activity Time | 最終アクティビティ日時 | read_only since=99
Layout             | layout       | Layout             | レイアウト   | read_only since=99
Tag                | tag          | Tag                | タグ         | read_only since=99
Locked__s          | boolean      | Locked             | ロック済み   | read_only since=99
Parent_Id          | lookup       | Parent ID          | 親レコード   | read_only lookup={parent}
Sequence_Number    | integer 9    | Sequence Number    | 連番         | since=2.1
"""


def subform(parent: str, spec: ChildList, number: int, table: str, picklists: dict[str, str]) -> Module:
    """Make the module of a subform's rows."""
    module = Module(
        spec.module,
        f"LinkingModule{number}",
        spec.label,
        spec.label,
        spec.label_ja,
        spec.label_ja,
        key="id",
        display="id",
        scope="custom",
        upsert=False,
        generated="subform",
        parent=parent,
        since=spec.since,
    )
    return fill(fill(module, SYSTEM.format(parent=parent), {}), table, picklists)
