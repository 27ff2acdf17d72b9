"""What ties records of two modules together: campaign members, contact roles, products of a record."""

from collections.abc import Callable
from dataclasses import dataclass

from hakobu.emulator.catalogue.subform import subform
from hakobu.emulator.schema.child import NEVER, ChildList
from hakobu.emulator.schema.module import Module

PICKLISTS = {
    "member_status": "Planned · Invited · Sent · Received · Opened · Responded · Bounced · Opted Out",
    "role": (
        "Developer/Evaluator · Decision Maker · Purchasing · Executive Sponsor · Engineering Lead · "
        "Economic Decision Maker · Product Management"
    ),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between two modules: the related list's name on either side, and a field of its own."""

    left: str
    right: str
    on_left: str
    on_right: str
    extra: str = ""

    @property
    def module(self) -> str:
        """Name the hidden module that keeps the ties."""
        return f"{self.left}_X_{self.right}"


LINKS: tuple[Link, ...] = (
    Link("Campaigns", "Leads", "Leads", "Campaigns", "Member_Status"),
    Link("Campaigns", "Contacts", "Contacts", "Campaigns", "Member_Status"),
    Link("Deals", "Contacts", "Contact_Roles", "Deals_of_Contact_Roles", "Contact_Role"),
    Link("Products", "Leads", "Leads", "Products"),
    Link("Products", "Accounts", "Accounts", "Products"),
    Link("Products", "Contacts", "Contacts", "Products"),
    Link("Products", "Deals", "Deals", "Products"),
)
_EXTRA = {
    "": "",
    "Member_Status": "Member_Status | picklist | Member Status | メンバーのステータス | values=member_status",
    "Contact_Role": "Contact_Role | picklist | Contact Role | 連絡先の役割 | strict values=role",
}


def _module(link: Link, number: int) -> Module:
    spec = ChildList(link.module, "subform", link.on_left, link.on_left, link.module, since=NEVER)
    table = (
        f"[Links | 関連]\nOther | lookup | Other | 相手 | mandatory lookup={link.right}\n{_EXTRA[link.extra]}"
    )
    return subform(link.left, spec, number, table, PICKLISTS)


ATTACHMENTS = "_Attachments"
"""The hidden module that keeps the attachments of all records."""


def attachments() -> Module:
    """Make the hidden module of attachments."""
    spec = ChildList(ATTACHMENTS, "subform", ATTACHMENTS, ATTACHMENTS, ATTACHMENTS, since=NEVER)
    table = (
        "[Attachments | 添付ファイル]\n"
        "Other | lookup | Parent | 親 | mandatory targets=* shape=lookup\n"
        "File_Name | text 255 | File Name | ファイル名\n"
        "Size | bigint 18 | Size | サイズ\n"
        "Link | website 450 | Link | リンク\n"
        "Content | textarea 32000 | Content | 内容"
    )
    return subform("Leads", spec, 19, table, {})


def link_modules() -> tuple[Callable[[], Module], ...]:
    """Give the makers of the hidden modules."""
    return tuple(
        (lambda link=link, number=number: _module(link, number)) for number, link in enumerate(LINKS, 20)
    )
