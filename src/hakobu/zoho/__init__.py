"""A client for Zoho CRM: the only place that knows Zoho's wire, usable by itself as a library.

::

    from hakobu.zoho import Client, Settings

    with Client(Settings(client_id="…", client_secret="…", refresh_token="…", region="EU")) as crm:
        print(crm.organisation().company_name)
        for page in crm.list("Leads", ["Last_Name", "Email"]):
            print(page)
"""

from __future__ import annotations

from hakobu.zoho.answers import Answer
from hakobu.zoho.beyond import NOT_QUERIED
from hakobu.zoho.bulk_file import BULK_COLUMNS, BULK_ECHO, BULK_ROWS, BulkChild, BulkColumn, BulkFile
from hakobu.zoho.bulk_result import Sent
from hakobu.zoho.bulk_write import (
    BULK_LIFE,
    BULK_WRITABLE,
    BulkJob,
    BulkJobFailedError,
    BulkJobUnknownError,
)
from hakobu.zoho.children import line_items_of, place_of
from hakobu.zoho.client import Client
from hakobu.zoho.clock import Clock, SystemClock
from hakobu.zoho.codes import CODES, Code, explain, kind_of
from hakobu.zoho.columns import Column, Nature
from hakobu.zoho.coql import Page, all_of, any_of, compare, literal, one_of
from hakobu.zoho.costs import COSTS, SUB_CONCURRENCY, Cost, cost_of
from hakobu.zoho.criteria import Test
from hakobu.zoho.keys import (
    CUSTOM_MODULE_KEY,
    DUPLICATE_CHECK_FIELDS,
    NAMING_KEYS,
    WITHOUT_UPSERT,
    duplicate_check_field,
)
from hakobu.zoho.limits import FileLimiter, Limiter, MemoryLimiter
from hakobu.zoho.metadata import SET_BY_ZOHO, Field, Layout, Module, PickValue
from hakobu.zoho.oauth import Grant, SignInPage, read_redirect, sign_in_page
from hakobu.zoho.organisation import Organisation, User
from hakobu.zoho.regions import ENVIRONMENTS, REGIONS, Region, region_of
from hakobu.zoho.remarks import remarks
from hakobu.zoho.report import Check, Report, Verdict
from hakobu.zoho.scopes import SCOPE_SETS
from hakobu.zoho.settings import SCOPES, Settings
from hakobu.zoho.stats import Stats
from hakobu.zoho.tables import Table, Tables
from hakobu.zoho.ties import TIES, Tie, is_tie, parted
from hakobu.zoho.timeline import FieldHistory, TimelineEntry, TimelinePage
from hakobu.zoho.tokens import FileTokenStore, MemoryTokenStore, Tokens, TokenStore
from hakobu.zoho.transport import HttpTransport, Request, Response, Transport, TransportError
from hakobu.zoho.versions import VERSIONS, Version
from hakobu.zoho.ways import Way

__all__ = [
    "BULK_COLUMNS",
    "BULK_ECHO",
    "BULK_LIFE",
    "BULK_ROWS",
    "BULK_WRITABLE",
    "CODES",
    "COSTS",
    "CUSTOM_MODULE_KEY",
    "DUPLICATE_CHECK_FIELDS",
    "ENVIRONMENTS",
    "NAMING_KEYS",
    "NOT_QUERIED",
    "REGIONS",
    "SCOPES",
    "SCOPE_SETS",
    "SET_BY_ZOHO",
    "SUB_CONCURRENCY",
    "TIES",
    "VERSIONS",
    "WITHOUT_UPSERT",
    "Answer",
    "BulkChild",
    "BulkColumn",
    "BulkFile",
    "BulkJob",
    "BulkJobFailedError",
    "BulkJobUnknownError",
    "Check",
    "Client",
    "Clock",
    "Code",
    "Column",
    "Cost",
    "Field",
    "FieldHistory",
    "FileLimiter",
    "FileTokenStore",
    "Grant",
    "HttpTransport",
    "Layout",
    "Limiter",
    "MemoryLimiter",
    "MemoryTokenStore",
    "Module",
    "Nature",
    "Organisation",
    "Page",
    "PickValue",
    "Region",
    "Report",
    "Request",
    "Response",
    "Sent",
    "Settings",
    "SignInPage",
    "Stats",
    "SystemClock",
    "Table",
    "Tables",
    "Test",
    "Tie",
    "TimelineEntry",
    "TimelinePage",
    "TokenStore",
    "Tokens",
    "Transport",
    "TransportError",
    "User",
    "Verdict",
    "Version",
    "Way",
    "all_of",
    "any_of",
    "compare",
    "cost_of",
    "duplicate_check_field",
    "explain",
    "is_tie",
    "kind_of",
    "line_items_of",
    "literal",
    "one_of",
    "parted",
    "place_of",
    "read_redirect",
    "region_of",
    "remarks",
    "sign_in_page",
]
