"""Notes, which hang on records of any module."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Note Information | メモ情報]
Note_Title   | text 120       | Note Title   | メモのタイトル
Note_Content | textarea 32000 | Note Content | メモの内容 | mandatory area=large
Parent_Id    | lookup         | Parent ID    | 親レコード | mandatory targets=* shape=lookup
"""


def notes() -> Module:
    """Make the module."""
    module = Module(
        "Notes",
        "Notes",
        "Note",
        "Notes",
        "メモ",
        "メモ",
        key="Note_Title",
        display="Note_Title",
        scope="notes",
        upsert=False,
    )
    return with_system_fields(module, FIELDS)
