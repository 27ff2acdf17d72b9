"""The modules a fresh organisation has, as data: adding one is adding a table."""

from collections.abc import Callable

from hakobu.emulator.catalogue.accounts import accounts
from hakobu.emulator.catalogue.contacts import contacts
from hakobu.emulator.catalogue.deals import deals
from hakobu.emulator.catalogue.leads import leads
from hakobu.emulator.catalogue.products import products
from hakobu.emulator.catalogue.tasks import tasks
from hakobu.emulator.schema.module import Module

STANDARD: tuple[Callable[[], Module], ...] = (leads, contacts, accounts, deals, tasks, products)

# modules of Zoho CRM that the emulator does not have (yet): they answer 501, never INVALID_MODULE
NOT_EMULATED = frozenset(
    {
        "Activities",
        "Appointments__s",
        "Appointments_Rescheduled_History__s",
        "Attachments",
        "Calls",
        "Campaigns",
        "Cases",
        "Events",
        "Invoices",
        "Notes",
        "Price_Books",
        "Purchase_Orders",
        "Quotes",
        "Sales_Orders",
        "Services__s",
        "Solutions",
        "Vendors",
    }
)
