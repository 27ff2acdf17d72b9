"""Writes docs/reference/openapi.md: ``python -m tests.conformance.report`` with HAKOBU_ZOHO_OPENAPI set."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hakobu.emulator.operation import OPERATIONS
from tests.conformance.deviations import KNOWN, specification
from tests.conformance.openapi import VARIABLE

if TYPE_CHECKING:
    from tests.conformance.openapi import Specification

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.md"

_HEAD = """# The emulator against Zoho's OpenAPI files

Zoho publishes OpenAPI files for v8, in two generations that contradict each other in places. They are no
part of this repository. Where `HAKOBU_ZOHO_OPENAPI` names a folder that holds them (searched with its
folders), every answer that the emulator gives in v8 to any test with an emulator is held against them when
the emulator ends: its status, keys, types and listed values. Nulls and further keys are allowed; an answer
conforms if one of the files that describe its call accepts it. A deviation that is not listed below fails
the test.

This page is written by `python -m tests.conformance.report`; a test holds it current.
"""


def page(specification: Specification) -> str:
    """The page, whole."""
    lines = [_HEAD, "## Emulated calls", "", "| Call | Described by |", "|---|---|"]
    for one in OPERATIONS:
        path = one.path("v8")
        described = specification.find(one.method, path.replace("{", "").replace("}", ""))
        files = ", ".join(
            sorted({f"`{call.file.rpartition('/')[2].removeprefix('urn:')}`" for call in described})
        )
        lines.append(f"| `{one.method} {path}` | {files or 'no file'} |")
    lines += [
        "",
        "## Deviations",
        "",
        "| Call | Status | Where | What | Why it stays |",
        "|---|---|---|---|---|",
    ]
    for known in KNOWN:
        place = f"`{known.place}`" if known.place else "the status"
        lines.append(f"| `{known.call}` | {known.status} | {place} | {known.fault} | {known.reason} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    folder = os.environ.get(VARIABLE)
    if not folder:
        sys.stderr.write(f"{VARIABLE} names no folder of OpenAPI files\n")
        return 2
    PAGE.write_text(page(specification(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
