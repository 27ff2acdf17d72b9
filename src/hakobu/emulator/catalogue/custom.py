"""A module of the user's own making (api-core §7.19)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[{label} Information | {label}情報]
Name            | text 120  | {label} Name    | {label}名 | mandatory
Email           | email 100 | Email           | メール
Secondary_Email | email 100 | Secondary Email | メール（予備）
Email_Opt_Out   | boolean   | Email Opt Out   | メールの配信停止 | default=false
"""


def custom_module(api_name: str, singular: str, plural: str, number: int) -> Module:
    """Make a custom module; its labels are the same in every language."""
    module = Module(
        api_name,
        f"CustomModule{number}",
        singular,
        plural,
        singular,
        plural,
        key="Name",
        display="Name",
        scope="custom",
        custom=True,
        generated="custom",
    )
    return with_system_fields(module, FIELDS.format(label=singular.replace("|", " ")))
