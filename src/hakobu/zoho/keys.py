"""By which fields Zoho itself finds an existing record."""

from __future__ import annotations

from hakobu.zoho.ties import TIES

__all__ = [
    "CUSTOM_MODULE_KEY",
    "DUPLICATE_CHECK_FIELDS",
    "NAMING_KEYS",
    "WITHOUT_UPSERT",
    "duplicate_check_field",
]

DUPLICATE_CHECK_FIELDS: dict[str, str] = {
    "Leads": "Email",
    "Accounts": "Account_Name",
    "Contacts": "Email",
    "Deals": "Deal_Name",
    "Campaigns": "Campaign_Name",
    "Cases": "Subject",
    "Solutions": "Solution_Title",
    "Products": "Product_Name",
    "Vendors": "Vendor_Name",
    "Price_Books": "Price_Book_Name",
    "Quotes": "Subject",
    "Sales_Orders": "Subject",
    "Purchase_Orders": "Subject",
    "Invoices": "Subject",
}
"""The system-defined duplicate-check field of upsert by module; for Appointments__s, Services__s
and Appointments_Rescheduled_History__s Zoho's documents name none."""

CUSTOM_MODULE_KEY = "Name"
"""The same for every custom module."""

NAMING_KEYS: frozenset[str] = frozenset(
    {
        "Account_Name",
        "Campaign_Name",
        "Deal_Name",
        "Name",
        "Price_Book_Name",
        "Product_Name",
        "Solution_Title",
        "Subject",
        "Vendor_Name",
    }
)
"""Duplicate-check fields that name a record rather than identify it: two records may share the value."""

WITHOUT_UPSERT: frozenset[str] = frozenset({"Tasks", "Events", "Calls", "Notes", *TIES})
"""Modules for which Zoho offers insert and update only."""


def duplicate_check_field(module: str, *, custom: bool = False) -> str | None:
    """The field by which upsert finds a record of this module when no other is named."""
    return CUSTOM_MODULE_KEY if custom else DUPLICATE_CHECK_FIELDS.get(module)
