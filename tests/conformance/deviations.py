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
        "POST /crm/v8/{module}",
        "207",
        "",
        "*",
        "Some rows of an insert failed: 207, as recorded replies and the answer of upsert in the same file "
        "have it; the file leaves it out for insert.",
    ),
    Known(
        "PUT /crm/v8/{module}",
        "207",
        "",
        "*",
        "Some rows of an update failed: 207, as recorded replies and the answer of upsert in the same file "
        "have it; the file leaves it out for update.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].result",
        "lacks *",
        "A job has no result before its end, says the same file's text; its schema asks for one at once.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[]",
        "lacks *",
        "One file takes a record of Attachments for a job (File_Id__s); the other asks for a result and "
        "a callback in every state.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].state",
        "is none*",
        "QUEUED: Zoho's page on bulk read lists it; the files list four of the five states.",
    ),
    Known(
        "GET /crm/bulk/v8/read/{*}",
        "200",
        "$.data[].query*",
        "lacks *",
        "A job shows the query as it was sent; the files ask for keys that a query may leave out, and know "
        "no groups within groups.",
    ),
    Known(
        "GET /crm/v8/settings/modules*",
        "200",
        "$.modules[].*_label",
        "breaks maxLength",
        "Labels of more than 25 signs: Zoho's own module Appointments Rescheduled History has one.",
    ),
    Known(
        "GET /crm/v8/settings/fields*",
        "200",
        "$.fields[].multiuserlookup",
        "lacks *",
        "The newer file asks for keys in a description that the older one, and the reference, leave empty.",
    ),
    Known(
        "GET /crm/v8/settings/fields*",
        "200",
        "$.fields[].lookup.query_details",
        "lacks *",
        "Empty where a lookup has no query; the file has one sample, with a query.",
    ),
    Known(
        "GET /crm/v8/settings/layouts*",
        "200",
        "$.layouts[].*",
        "lacks *",
        "Keys of views and rights (_default_view, actions_allowed, mode, maps …) that only the newer file "
        "knows; the reference's replies have none of them, and the emulator no such views.",
    ),
    Known(
        "GET /crm/v8/settings/custom_views",
        "200",
        "$.info",
        "lacks 'translation'",
        "Translations of view names are not emulated.",
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
