"""The modules a fresh organisation has, as data: adding one is adding a table."""

from collections.abc import Callable

from hakobu.emulator.catalogue.accounts import accounts
from hakobu.emulator.catalogue.appointments import appointments, reschedule_history
from hakobu.emulator.catalogue.calls import calls
from hakobu.emulator.catalogue.campaigns import campaigns
from hakobu.emulator.catalogue.cases import cases
from hakobu.emulator.catalogue.contacts import contacts
from hakobu.emulator.catalogue.deals import deals
from hakobu.emulator.catalogue.events import events
from hakobu.emulator.catalogue.invoices import invoices
from hakobu.emulator.catalogue.leads import leads
from hakobu.emulator.catalogue.line_items import (
    invoiced_items,
    ordered_items,
    pricing_details,
    purchase_items,
    quoted_items,
)
from hakobu.emulator.catalogue.links import attachments, link_modules
from hakobu.emulator.catalogue.notes import notes
from hakobu.emulator.catalogue.price_books import price_books
from hakobu.emulator.catalogue.products import products
from hakobu.emulator.catalogue.purchase_orders import purchase_orders
from hakobu.emulator.catalogue.quotes import quotes
from hakobu.emulator.catalogue.sales_orders import sales_orders
from hakobu.emulator.catalogue.services import service_members, services
from hakobu.emulator.catalogue.solutions import solutions
from hakobu.emulator.catalogue.tasks import tasks
from hakobu.emulator.catalogue.vendors import vendors
from hakobu.emulator.schema.module import Module

STANDARD: tuple[Callable[[], Module], ...] = (
    leads,
    contacts,
    accounts,
    deals,
    tasks,
    events,
    calls,
    products,
    quotes,
    sales_orders,
    purchase_orders,
    invoices,
    campaigns,
    vendors,
    price_books,
    cases,
    solutions,
    notes,
    services,
    appointments,
    reschedule_history,
    service_members,
    quoted_items,
    ordered_items,
    purchase_items,
    invoiced_items,
    pricing_details,
    *link_modules(),
    attachments,
)

# modules of Zoho CRM that the emulator does not have (yet): they answer 501, never INVALID_MODULE
NOT_EMULATED = frozenset(
    {
        "Activities",
        "Attachments",
    }
)
