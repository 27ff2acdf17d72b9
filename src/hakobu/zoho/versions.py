"""What differs between the versions of Zoho's API, in one table."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VERSIONS", "Version"]

_NEW_LINES = {
    "Quotes": "Quoted_Items",
    "Sales_Orders": "Ordered_Items",
    "Purchase_Orders": "Purchase_Items",
    "Invoices": "Invoiced_Items",
}
_OLD_LINES = dict.fromkeys(_NEW_LINES, "Product_Details")
_FROM_V4 = frozenset({"Appointments__s", "Appointments_Rescheduled_History__s", "Services__s"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version; the defaults are those of v4."""

    name: str
    metadata: str
    """The version whose metadata tells the keys: v2 does not show External IDs."""
    fields_mandatory: bool = True
    page_tokens: bool = True
    list_fields: int = 50
    list_rows: int = 200
    paged_rows: int | None = 2000
    """Rows that ``page`` reaches; beyond them only page tokens go."""
    token_rows: int | None = 100_000
    sort_fields: tuple[str, ...] | None = ("id", "Created_Time", "Modified_Time")
    """None: any field."""
    search_fields: bool = True
    coql_rows: int = 2000
    coql_columns: int = 50
    coql_values: int = 50
    coql_lookup_names: bool = False
    coql_reach: int = 10_000
    """Rows that OFFSET reaches."""
    bulk_objects: bool = True
    """Bulk jobs name modules and fields as objects; else as plain text."""
    bulk_values: int = 20
    """Values that ``in`` takes in a criterion of Bulk Read."""
    bulk_children: bool = False
    """One job of Bulk Write takes a file of parents and files of what hangs below them: from v7 on."""
    json_path: bool = True
    unmodified_since: bool = True
    tax_objects: bool = True
    """The taxes of products and services are objects; else plain names."""
    notes_parents: bool = False
    """A note names its parent by an object; else by ``se_module``."""
    restores: bool = False
    """Whether records come back from the recycle bin by a call."""
    timelines: bool = False
    """Whether a record's timeline can be read: from v5 on."""
    line_items: dict[str, str]
    missing_modules: frozenset[str] = frozenset()


VERSIONS: dict[str, Version] = {
    version.name: version
    for version in (
        Version(
            name="v2",
            metadata="v2.1",
            fields_mandatory=False,
            page_tokens=False,
            paged_rows=None,
            token_rows=None,
            sort_fields=None,
            search_fields=False,
            coql_rows=200,
            bulk_objects=False,
            json_path=False,
            tax_objects=False,
            unmodified_since=False,
            line_items=_OLD_LINES,
            missing_modules=_FROM_V4,
        ),
        Version(
            name="v2.1",
            metadata="v2.1",
            fields_mandatory=False,
            page_tokens=False,
            paged_rows=None,
            token_rows=None,
            sort_fields=None,
            unmodified_since=False,
            line_items=_NEW_LINES,
            missing_modules=_FROM_V4,
        ),
        Version(name="v4", metadata="v4", line_items=_NEW_LINES, missing_modules=frozenset({"Activities"})),
        Version(
            name="v8",
            metadata="v8",
            notes_parents=True,
            bulk_children=True,
            restores=True,
            timelines=True,
            coql_columns=500,
            coql_values=100,
            coql_reach=100_000,
            coql_lookup_names=True,
            line_items=_NEW_LINES,
            missing_modules=frozenset({"Activities"}),
        ),
    )
}
"""Source: Zoho's change logs of v2.1, v3 and v4, and the limits on its COQL pages. Where its
documents contradict each other the stricter limit stands here."""
