"""Where the emulator answers otherwise than Zoho's OpenAPI files say, and why."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conformance.openapi import Deviation, Specification


@dataclass(frozen=True)
class Known:
    """A deviation that stays: calls, statuses and places as patterns, and the source that speaks for it."""

    call: str
    status: str
    place: str
    fault: str
    reason: str

    def covers(self, one: Deviation) -> bool:
        pairs = ((one.call, self.call), (str(one.status), self.status), (one.fault, self.fault))
        return all(fnmatchcase(text, pattern) for text, pattern in pairs) and (
            one.place == self.place if not self.place else fnmatchcase(one.place, _literal(self.place))
        )


def _literal(place: str) -> str:
    """Brackets are lists here, not sets of signs."""
    return place.replace("[]", "[[][]]")


KNOWN: tuple[Known, ...] = (
    Known(
        "POST /crm/v8/{*}",
        "207",
        "",
        "*",
        "Some rows of an insert failed. Source: api-core §2.5, where 207 is what clients of real "
        "organisations met (zoho/embeddedApp-js-sdk#14); the newer file has 207 for deletes alone, and says "
        "of no write what becomes of the call when one row of several fails.",
    ),
    Known(
        "PUT /crm/v8/{*}",
        "207",
        "",
        "*",
        "Some rows of an update failed. Source: as for insert.",
    ),
    Known(
        "POST /crm/v8/{*}/upsert",
        "207",
        "",
        "*",
        "Some rows of an upsert failed. Source: as for insert.",
    ),
    Known(
        "GET /crm/v8/settings/territories",
        "400",
        "$.*",
        "*",
        "FEATURE_NOT_ENABLED of an organisation without territories. Source: api-core §9 (403, and 400 "
        "too); a public client (singer-io/tap-zoho-crm) meets it with 400, where the file has 403.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].result",
        "lacks *",
        "Source: api-coql-bulk §2.3: a result is there only when the job has ended, as the file's own "
        "text says; its schema asks for one at once.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[]",
        "lacks *",
        "One file takes a record of Attachments for a job (File_Id__s, Attachment_Source__s). Source: "
        "the sample of a status in api-coql-bulk §2.3, which has neither; the other file asks for a "
        "result at once.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].state",
        "is none*",
        "QUEUED. Source: the table of states in api-coql-bulk §2.3; the files list four of the five.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].query*",
        "lacks *",
        "A job shows the query as it was sent. Source: the sample in api-coql-bulk §2.3; the files ask "
        "for keys that a query may leave out, and know no groups within groups.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].query*.value",
        "is no *",
        "The value of a criterion as it was sent: between and in take lists, numbers and empty are none. "
        "Source: the criteria in api-coql-bulk §2.2; the files show a text alone.",
    ),
    Known(
        "GET /crm/v8/settings/modules*",
        "200",
        "$.modules[].*_label",
        "breaks maxLength",
        "Labels of more than 25 signs. Source: api-core §7.0: Zoho's own module Appointments "
        "Rescheduled History has 32.",
    ),
    Known(
        "GET /crm/v8/settings/fields*",
        "200",
        "$.fields[].multiuserlookup",
        "lacks *",
        "Empty in fields of other types. Source: the sample of a field in api-core §5.2 "
        "(multiuserlookup: {}); only the newer file asks for keys in it.",
    ),
    Known(
        "GET /crm/v8/settings/fields*",
        "200",
        "$.fields[].lookup.query_details",
        "lacks *",
        "Empty where a lookup has no query. Source: the row lookup in api-core §5.2 (query_details: "
        "{}); the file has one sample, with a query.",
    ),
    Known(
        "GET /crm/v8/settings/layouts*",
        "200",
        "$.layouts[].sections[].fields[].*lookup*",
        "lacks *",
        "The lookups of a layout's fields, empty as in the call for fields. Source: api-core §5.2, as there.",
    ),
)


@functools.cache
def specification(folder: str) -> Specification:
    """The files, read once."""
    from tests.conformance.openapi import Specification  # noqa: PLC0415 - most test runs have no files

    return Specification(Path(folder))


def unlisted(found: Iterable[Deviation]) -> list[Deviation]:
    """Those that nothing speaks for."""
    return sorted({one for one in found if not any(known.covers(one) for known in KNOWN)})


def hold(requests: Iterable[dict[str, Any]], folder: str, longest: int) -> None:
    """Hold an emulator's journal against the files; answers that a fault distorted are left out."""
    judge = specification(folder)
    found: list[Deviation] = []
    for one in requests:
        whole = one["answer"] is not None and len(one["answer"]) < longest
        own = "/v8/" in one["path"] and "/bulk-write/" not in one["path"]  # where a job's result is, it says
        if one["fault"] is None and whole and own:
            found += judge.judge(one["method"], one["path"], one["status"], one["answer"].encode())
    faults = unlisted(found)
    assert not faults, "the emulator deviates from Zoho's OpenAPI files:\n" + "\n".join(map(str, faults))
