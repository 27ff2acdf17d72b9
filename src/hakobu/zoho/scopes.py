"""Which OAuth scope a call needs."""

from __future__ import annotations

__all__ = ["SCOPE_SETS", "lacking", "scope_of"]

_ALWAYS = (
    "ZohoCRM.settings.ALL",
    "ZohoCRM.org.READ",
    "ZohoCRM.users.READ",
    "ZohoCRM.coql.READ",
    "ZohoCRM.apis.READ",
)
_SEARCH = ("ZohoSearch.securesearch.READ",)
SCOPE_SETS: dict[str, tuple[str, ...]] = {
    "read only": ("ZohoCRM.modules.READ", *_ALWAYS, "ZohoCRM.bulk.READ", *_SEARCH),
    "read and write": (
        "ZohoCRM.modules.READ",
        "ZohoCRM.modules.CREATE",
        "ZohoCRM.modules.UPDATE",
        *_ALWAYS,
        "ZohoCRM.bulk.ALL",
        "ZohoFiles.files.ALL",
        *_SEARCH,
    ),
    "also delete": ("ZohoCRM.modules.ALL", *_ALWAYS, "ZohoCRM.bulk.ALL", "ZohoFiles.files.ALL", *_SEARCH),
}
"""What a sign-in may be for, and the scopes that it then wants."""

_MODULES = {
    "Price_Books": "pricebooks",
    "Sales_Orders": "salesorders",
    "Purchase_Orders": "purchaseorders",
    "Appointments__s": "appointments",
    "Appointments_Rescheduled_History__s": "appointments_rescheduled_history",
    "Services__s": "services",
} | {
    name: name.lower()
    for name in (
        "Leads",
        "Accounts",
        "Contacts",
        "Deals",
        "Campaigns",
        "Tasks",
        "Cases",
        "Events",
        "Calls",
        "Solutions",
        "Products",
        "Vendors",
        "Quotes",
        "Invoices",
        "Notes",
    )
}
_NEEDS = {
    "insert": "ZohoCRM.modules.{module}.CREATE",
    "update": "ZohoCRM.modules.{module}.UPDATE",
    "upsert": "ZohoCRM.modules.{module}.CREATE and UPDATE",
    "delete": "ZohoCRM.modules.{module}.DELETE",
    "search": "ZohoCRM.modules.{module}.READ and ZohoSearch.securesearch.READ",
    "count": "ZohoCRM.modules.{module}.READ and ZohoSearch.securesearch.READ",
    "coql": "ZohoCRM.coql.READ and ZohoCRM.modules.{module}.READ",
    "metadata": "ZohoCRM.settings.ALL",
    "organisation": "ZohoCRM.org.READ",
    "users": "ZohoCRM.users.READ",
    "apis": "ZohoCRM.apis.READ",
    "bin": "ZohoCRM.settings.recycle_bin.READ",
    "restore": "ZohoCRM.settings.recycle_bin.UPDATE",
}
"""Source: zoho.com/crm/developer/docs/api/v8/scopes.html."""


def lacking(given: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The scopes of ``wanted`` that Zoho did not tell; ``ALL`` stands for each right."""
    told = {scope.lower() for scope in given.replace(",", " ").split()}
    return tuple(
        scope for scope in wanted if not {scope.lower(), scope.lower().rpartition(".")[0] + ".all"} & told
    )


def scope_of(operation: str, module: str = "") -> str:
    """The scope in Zoho's own spelling; custom modules share the name ``custom``."""
    name = _MODULES.get(module.partition(".")[0], "custom" if module else "ALL")
    pattern = _NEEDS.get(operation, "ZohoCRM.modules.{module}.READ")
    return pattern.format(module=name).replace("modules.ALL.", "modules.")
