"""The calls of the API: path, price, scope, and who answers; and those that are not emulated."""

from collections.abc import Callable
from dataclasses import dataclass

from hakobu.emulator import composite
from hakobu.emulator.bulk import mass_delete
from hakobu.emulator.bulk import read_handlers as bulk_read
from hakobu.emulator.bulk import write_handlers as bulk_write
from hakobu.emulator.bulk.upload import upload
from hakobu.emulator.call import Call
from hakobu.emulator.coql import query as coql
from hakobu.emulator.metadata import creating
from hakobu.emulator.metadata import org_handlers as org
from hakobu.emulator.metadata import setting_handlers as settings
from hakobu.emulator.records import converting
from hakobu.emulator.records import read_handlers as reading
from hakobu.emulator.records import search as searching
from hakobu.emulator.records import write_handlers as writing
from hakobu.emulator.related.calls import CALLS
from hakobu.emulator.wire import Reply

Handler = Callable[[Call], Reply]
Price = Callable[[Call], int]
# insert, update and upsert of more records than this count as costly calls (api-core §8.2)
COSTLY_FROM = 10


def _one(_: Call) -> int:
    return 1


def _free(_: Call) -> int:
    return 0


def _five(_: Call) -> int:
    return converting.PRICE


def _two(_: Call) -> int:
    return 2


def _by_ten(call: Call) -> int:
    return max(1, -(-writing.record_count(call) // 10))


def _by_field(call: Call) -> int:
    return 10 * max(1, creating.field_count(call))


def _a_module(_: Call) -> int:
    return 500


def _list_price(call: Call) -> int:
    return 3 if call.query.get("cvid") else 1


def _none(_: Call) -> list[tuple[str, str]]:
    return []


def _never(_: Call) -> bool:
    return False


def _always(_: Call) -> bool:
    return True


def _many(call: Call) -> bool:
    return writing.record_count(call) > COSTLY_FROM


def _sorted(call: Call) -> bool:
    return bool(call.query.get("cvid") or call.query.get("sort_by"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API: ``scopes`` name the part after ``ZohoCRM.``, ``*`` the module's own.

    ``needs`` gives the further scopes that its body asks for, each with its module; ``slots`` is how
    many calls in flight it counts as.
    """

    name: str
    method: str
    pattern: str
    answer: Handler
    scopes: tuple[str, ...] = ()
    price: Price = _one
    costly: Callable[[Call], bool] = _never
    credits: tuple[int, int] = (1, 1)
    needs: Callable[[Call], list[tuple[str, str]]] = _none
    slots: int = 1
    # the content host's own shape of a refused token
    odd: bool = False
    # whether it may be a part of a composite call
    part: bool = True

    def path(self, version: str) -> str:
        """Give the whole path; the bulk calls name their version after ``bulk``."""
        if self.pattern.startswith("bulk/"):
            return f"/crm/bulk/{version}/{self.pattern.removeprefix('bulk/')}"
        return f"/crm/{version}/{self.pattern}"


def catalogue(call: Call) -> Reply:
    """``GET /__apis``: the server's own list of paths, scopes and prices."""
    paths: dict[str, list[dict[str, object]]] = {}
    for operation in OPERATIONS:
        modules = list(call.state.tables) if "{module}" in operation.pattern else [""]
        for module in modules:
            known = call.state.tables.get(module)
            scope = known.module.scope if known else ""
            shown = {
                "method": operation.method,
                "oauth_scope": ",".join(_full(needed, scope) for needed in operation.scopes),
                "min_credits": operation.credits[0],
                "max_credits": operation.credits[1],
            }
            path = operation.path(call.version.name).replace("{module}", module)
            paths.setdefault(path, []).append(shown)
    return Reply(200, {"__apis": [{"path": path, "operation_types": one} for path, one in paths.items()]})


def _full(needed: str, scope: str) -> str:
    return (
        needed.replace("*", scope) if needed.startswith("Zoho") else f"ZohoCRM.{needed.replace('*', scope)}"
    )


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "records.list",
        "GET",
        "{module}",
        reading.list_records,
        ("modules.*.READ",),
        _list_price,
        _sorted,
        credits=(1, 3),
    ),
    Operation("records.get", "GET", "{module}/{id}", reading.get_one, ("modules.*.READ",)),
    Operation(
        "records.insert",
        "POST",
        "{module}",
        writing.insert,
        ("modules.*.CREATE",),
        _by_ten,
        _many,
        credits=(1, 10),
    ),
    Operation(
        "records.update",
        "PUT",
        "{module}",
        writing.update,
        ("modules.*.UPDATE",),
        _by_ten,
        _many,
        credits=(1, 10),
    ),
    Operation("records.update", "PUT", "{module}/{id}", writing.update_one, ("modules.*.UPDATE",)),
    Operation(
        "records.upsert",
        "POST",
        "{module}/upsert",
        writing.upsert,
        ("modules.*.CREATE",),
        _by_ten,
        _many,
        credits=(1, 10),
    ),
    Operation("records.delete", "DELETE", "{module}", writing.delete, ("modules.*.DELETE",)),
    Operation("records.delete", "DELETE", "{module}/{id}", writing.delete_one, ("modules.*.DELETE",)),
    Operation(
        "records.deleted",
        "GET",
        "{module}/deleted",
        reading.deleted,
        ("modules.*.READ",),
        _two,
        credits=(2, 2),
    ),
    Operation(
        "records.search",
        "GET",
        "{module}/search",
        searching.search,
        ("modules.*.READ", "ZohoSearch.securesearch.READ"),
        costly=_always,
    ),
    Operation("records.count", "GET", "{module}/actions/count", searching.count, ("modules.*.READ",)),
    Operation(
        "coql.query",
        "POST",
        "coql",
        coql.answer,
        ("coql.READ",),
        coql.price,
        _always,
        credits=(1, 3),
        needs=coql.needs,
    ),
    Operation(
        "composite.run",
        "POST",
        "__composite_requests",
        composite.answer,
        ("composite_requests.CUSTOM",),
        costly=_always,
        credits=(1, 2),
        slots=composite.SLOTS,
        part=False,
    ),
    Operation(
        "leads.convert",
        "POST",
        "Leads/{id}/actions/convert",
        converting.convert,
        ("modules.leads.CREATE", "modules.contacts.CREATE", "modules.accounts.CREATE"),
        _five,
        _always,
        credits=(converting.PRICE, converting.PRICE),
    ),
    Operation(
        "mass_delete.start",
        "POST",
        "{module}/actions/mass_delete",
        mass_delete.start,
        ("mass_delete.DELETE", "modules.*.DELETE"),
        mass_delete.price,
        part=False,
    ),
    Operation(
        "mass_delete.status",
        "GET",
        "{module}/actions/mass_delete",
        mass_delete.status,
        ("mass_delete.READ",),
        part=False,
    ),
    Operation(
        "bulk.read.create",
        "POST",
        "bulk/read",
        bulk_read.create,
        ("bulk.READ",),
        bulk_read.price,
        credits=(bulk_read.PRICE, bulk_read.PRICE),
        needs=bulk_read.needs,
        part=False,
    ),
    Operation("bulk.read.status", "GET", "bulk/read/{id}", bulk_read.status, ("bulk.READ",)),
    Operation("bulk.read.result", "GET", "bulk/read/{id}/result", bulk_read.result, ("bulk.READ",)),
    Operation(
        "bulk.upload",
        "POST",
        "upload",
        upload,
        ("ZohoFiles.files.ALL",),
        _free,
        odd=True,
        credits=(0, 0),
        part=False,
    ),
    Operation(
        "bulk.write.create",
        "POST",
        "bulk/write",
        bulk_write.create,
        ("bulk.CREATE",),
        bulk_write.price,
        credits=(bulk_write.PRICE, bulk_write.PRICE),
        needs=bulk_write.needs,
        part=False,
    ),
    Operation("bulk.write.status", "GET", "bulk/write/{id}", bulk_write.status, ("bulk.READ",)),
    Operation(
        "bulk.write.result",
        "GET",
        "bulk-write/{id}/{file}",
        bulk_write.result,
        ("bulk.READ",),
        _free,
        credits=(0, 0),
    ),
    Operation("org.get", "GET", "org", org.org, ("org.READ",)),
    Operation("users.list", "GET", "users", org.users, ("users.READ",)),
    Operation("users.get", "GET", "users/{id}", org.user, ("users.READ",)),
    Operation("settings.profiles", "GET", "settings/profiles", org.profiles, ("settings.profiles.READ",)),
    Operation("settings.roles", "GET", "settings/roles", org.roles, ("settings.roles.READ",)),
    Operation("settings.modules", "GET", "settings/modules", settings.modules, ("settings.modules.READ",)),
    Operation(
        "settings.module", "GET", "settings/modules/{module}", settings.module, ("settings.modules.READ",)
    ),
    Operation("settings.fields", "GET", "settings/fields", settings.fields, ("settings.fields.READ",)),
    Operation(
        "settings.create_fields",
        "POST",
        "settings/fields",
        creating.create_fields,
        ("settings.fields.CREATE",),
        _by_field,
        credits=(10, 50),
    ),
    Operation(
        "settings.create_modules",
        "POST",
        "settings/modules",
        creating.create_modules,
        ("settings.modules.CREATE",),
        _a_module,
        credits=(500, 500),
    ),
    Operation("apis.list", "GET", "__apis", catalogue, ("apis.READ",)),
    Operation("settings.field", "GET", "settings/fields/{id}", settings.field, ("settings.fields.READ",)),
    Operation("settings.layouts", "GET", "settings/layouts", settings.layouts, ("settings.layouts.READ",)),
    Operation(
        "settings.layout", "GET", "settings/layouts/{id}", settings.layouts, ("settings.layouts.READ",)
    ),
    Operation(
        "settings.related_lists",
        "GET",
        "settings/related_lists",
        settings.related_lists,
        ("settings.related_lists.READ",),
    ),
    Operation(
        "settings.custom_views",
        "GET",
        "settings/custom_views",
        settings.custom_views,
        ("settings.custom_views.READ",),
    ),
    Operation(
        "settings.pipeline", "GET", "settings/pipeline", settings.pipeline, ("settings.pipeline.READ",)
    ),
    *(
        Operation(
            one.name,
            one.method,
            one.pattern,
            one.answer,
            one.scopes,
            one.price or _one,
            credits=one.credits,
        )
        for one in CALLS
    ),
)


def names() -> list[str]:
    """Name every operation that is emulated."""
    return sorted({operation.name for operation in OPERATIONS})
