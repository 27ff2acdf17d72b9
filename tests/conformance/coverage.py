"""Writes docs/reference/coverage.md: ``python -m tests.conformance.coverage``.

What is emulated stands in the emulator's own tables of routes and versions; what the client calls, in its
table of prices.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hakobu.emulator.absent import NOT_EMULATED
from hakobu.emulator.catalogue import NOT_EMULATED as MODULES
from hakobu.emulator.operation import OPERATIONS
from hakobu.emulator.version import VERSIONS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "coverage.md"
SHOWN = ("v2", "v2.1", "v4", "v8")

PARTLY = {
    "coql.query": "no territories, consent or lookups to several records; sub-queries in v8 only",
    "bulk.read.create": "no calendar files (`ics`)",
    "bulk.upload": "a ZIP of CSV files only",
    "composite.run": "its parts run one after the other",
    "settings.create_fields": "no formulas with functions",
    "settings.layouts": "one layout a module",
    "settings.territories": "territory management is off, as Zoho answers then",
    "settings.custom_views": "the view of all records only",
    "bin.list": "from v7 on; no filters, no order",
    "bin.restore": "v8 only; by ids, all at once",
    "records.timeline": "from v5 on; no signals, nothing of notes, tasks and calls",
    "users.list": "users are seeded, not created",
}
"""What an operation of the emulator leaves out."""
CLIENT = {
    "insert": ("records.insert", "related.update"),
    "update": ("records.update", "related.update"),
    "upsert": ("records.upsert",),
    "delete": ("records.delete", "related.remove"),
    "list": ("records.list", "related.list"),
    "list by view": ("records.list",),
    "list sorted": ("records.list",),
    "get": ("records.get",),
    "search": ("records.search",),
    "count": ("records.count",),
    "deleted": ("records.deleted",),
    "coql": ("coql.query",),
    "metadata": ("settings.modules", "settings.module", "settings.fields", "settings.layouts", "roles.list"),
    "organisation": ("org.get",),
    "users": ("users.list", "settings.profiles"),
    "apis": ("apis.list",),
    "bulk read": ("bulk.read.create",),
    "bulk write": ("bulk.write.create",),
    "bulk poll": ("bulk.read.status", "bulk.write.status"),
    "bulk download": ("bulk.read.result",),
    "bulk upload": ("bulk.upload",),
    "bulk result": ("bulk.write.result",),
    "tags": ("records.add_tags", "records.remove_tags"),
    "bin": ("bin.list",),
    "restore": ("bin.restore",),
    "timeline": ("records.timeline",),
}
"""The client's operations, by what the emulator calls the same."""

_HEAD = """# Coverage

Which of Zoho's calls the emulator answers, version by version, and which of them the client makes. `v3`,
`v5`, `v6` and `v7` go by the rules of their neighbours. *Partly* says what is left out; *refused* is HTTP
501 with a list of what there is, never a made-up success. This page is written by
`python -m tests.conformance.coverage`; a test holds it current.

The client makes no composite calls: a part writes one record, so that five records would take five places
of the concurrency and one call, where a plain write takes a hundred records in one place. Mass delete
answers up to 500 ids, but with neither the automation nor the wf_trigger of a plain delete; delivery deletes
by the hundred.
"""


def page() -> str:
    """The page, whole."""
    called = {operation for names in CLIENT.values() for operation in names}
    lines = [_HEAD, "## Calls", "", f"| Operation | Call | {' | '.join(SHOWN)} | Client |"]
    lines.append("|---|---|" + "---|" * (len(SHOWN) + 1))
    for one in OPERATIONS:
        state = f"partly: {PARTLY[one.name]}" if one.name in PARTLY else "done"
        cells = [state if index == 0 or state == "done" else "partly" for index in range(len(SHOWN))]
        if one.name in SINCE:
            cells = [
                cell if VERSIONS[v].number >= SINCE[one.name] else "refused, as Zoho does"
                for cell, v in zip(cells, SHOWN, strict=True)
            ]
        uses = "yes" if one.name in called else "–"
        lines.append(
            f"| `{one.name}` | `{one.method} {one.path('{version}')}` | {' | '.join(cells)} | {uses} |"
        )
    lines += ["", "## Refused in every version", "", *(f"- `{text}`" for text in sorted(NOT_EMULATED))]
    lines += ["", "Modules:", "", *(f"- `{name}`" for name in sorted(MODULES))]
    return "\n".join(lines) + "\n"


SINCE = {
    "composite.run": 3,
    "settings.create_fields": 6,
    "settings.create_modules": 6,
    "records.full_text": 7,
}
"""From which version Zoho has a call; an older one answers API_NOT_SUPPORTED."""


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
