"""The calls beside those of records and settings, as data for the table of operations."""

from collections.abc import Callable
from typing import NamedTuple

from hakobu.emulator.call import Call
from hakobu.emulator.metadata import currency_handlers as currencies
from hakobu.emulator.records import full_text, recycle_bin, timeline
from hakobu.emulator.related import attachments, contact_role, related_handlers
from hakobu.emulator.tags import record_handlers, tag_handlers
from hakobu.emulator.wire import Reply


class CallSpec(NamedTuple):
    """One call: the first fields of an operation."""

    name: str
    method: str
    pattern: str
    answer: Callable[[Call], Reply]
    scopes: tuple[str, ...]
    price: Callable[[Call], int] | None = None
    credits: tuple[int, int] = (1, 1)


def _by_fifty(call: Call) -> int:
    return max(1, -(-record_handlers.record_count(call) // 50))


_READ, _UPDATE, _DELETE = ("modules.*.READ",), ("modules.*.UPDATE",), ("modules.*.DELETE",)
_ROLES = "ZohoCRM.modules.contacts."
_FILES, _FILE = "{module}/{id}/Attachments", "{module}/{id}/Attachments/{attachment}"
_LIST, _ONE = "{module}/{id}/{related}", "{module}/{id}/{related}/{other}"

CALLS: tuple[CallSpec, ...] = (
    CallSpec("tags.list", "GET", "settings/tags", tag_handlers.tags, ("settings.tags.READ",)),
    CallSpec("tags.create", "POST", "settings/tags", tag_handlers.create, ("settings.tags.CREATE",)),
    CallSpec("tags.update", "PUT", "settings/tags", tag_handlers.update, ("settings.tags.UPDATE",)),
    CallSpec("tags.update", "PUT", "settings/tags/{id}", tag_handlers.update, ("settings.tags.UPDATE",)),
    CallSpec("tags.delete", "DELETE", "settings/tags/{id}", tag_handlers.delete, ("settings.tags.DELETE",)),
    CallSpec(
        "tags.merge",
        "POST",
        "settings/tags/{id}/actions/merge",
        tag_handlers.merge,
        ("settings.tags.UPDATE",),
    ),
    CallSpec(
        "tags.count",
        "GET",
        "settings/tags/{id}/actions/records_count",
        tag_handlers.records_count,
        ("settings.tags.READ",),
    ),
    *(
        CallSpec(
            f"records.{action}", "POST", f"{where}/actions/{action}", answer, _UPDATE, _by_fifty, (1, 10)
        )
        for action, answer in (("add_tags", record_handlers.add), ("remove_tags", record_handlers.remove))
        for where in ("{module}", "{module}/{id}")
    ),
    CallSpec("related.list", "GET", _LIST, related_handlers.read, _READ),
    CallSpec("related.get", "GET", _ONE, related_handlers.read_one, _READ),
    CallSpec("related.add", "POST", _LIST, related_handlers.add, _UPDATE),
    CallSpec("related.update", "PUT", _LIST, related_handlers.write, _UPDATE),
    CallSpec("related.update", "PUT", _ONE, related_handlers.write, _UPDATE),
    CallSpec("related.remove", "DELETE", _LIST, related_handlers.untie, _DELETE),
    CallSpec("related.remove", "DELETE", _ONE, related_handlers.untie, _DELETE),
    CallSpec("roles.list", "GET", "Contacts/roles", contact_role.roles, (_ROLES + "READ",)),
    CallSpec("roles.get", "GET", "Contacts/roles/{id}", contact_role.role, (_ROLES + "READ",)),
    CallSpec("roles.create", "POST", "Contacts/roles", contact_role.create, (_ROLES + "CREATE",)),
    CallSpec("roles.update", "PUT", "Contacts/roles", contact_role.update, (_ROLES + "UPDATE",)),
    CallSpec("roles.update", "PUT", "Contacts/roles/{id}", contact_role.update, (_ROLES + "UPDATE",)),
    CallSpec("roles.delete", "DELETE", "Contacts/roles", contact_role.delete, (_ROLES + "DELETE",)),
    CallSpec("roles.delete", "DELETE", "Contacts/roles/{id}", contact_role.delete, (_ROLES + "DELETE",)),
    CallSpec("records.full_text", "GET", "{module}/actions/fetch_full_data", full_text.read, _READ),
    CallSpec("records.full_text", "GET", "{module}/{id}/actions/fetch_full_data", full_text.read, _READ),
    CallSpec("records.timeline", "GET", "{module}/{id}/__timeline", timeline.read, _READ, timeline.price),
    CallSpec("attachments.list", "GET", _FILES, attachments.read, ("modules.attachments.READ",)),
    CallSpec("attachments.add", "POST", _FILES, attachments.add, ("modules.attachments.CREATE",)),
    CallSpec("attachments.get", "GET", _FILE, attachments.download, ("modules.attachments.READ",)),
    CallSpec("attachments.remove", "DELETE", _FILES, attachments.remove, ("modules.attachments.DELETE",)),
    CallSpec("attachments.remove", "DELETE", _FILE, attachments.remove, ("modules.attachments.DELETE",)),
    *(
        CallSpec("bin.list", "GET", path, recycle_bin.read, ("settings.recycle_bin.READ",))
        for path in ("settings/recycle_bin", "settings/recycle_bin/{id}")
    ),
    *(
        CallSpec("bin.restore", "POST", path, recycle_bin.restore, ("settings.recycle_bin.UPDATE",))
        for path in ("settings/recycle_bin/actions/restore", "settings/recycle_bin/{id}/actions/restore")
    ),
    CallSpec(
        "settings.territories",
        "GET",
        "settings/territories",
        currencies.territories,
        ("settings.territories.READ",),
    ),
    CallSpec("org.currencies", "GET", "org/currencies", currencies.currencies, ("settings.currencies.READ",)),
)
