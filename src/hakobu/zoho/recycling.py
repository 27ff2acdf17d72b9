"""The recycle bin: which deleted records still lie in it, and those that are brought back with their IDs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import Kind, NotSupportedError
from hakobu.zoho.answers import Answer, unknown
from hakobu.zoho.codes import kind_of
from hakobu.zoho.session import Call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.zoho.session import Session

__all__ = ["RecycleBin"]

_PAGE = 100  # ids in an address; Zoho gives up to 200 records a page
_RECORDS = 100


class _Element(msgspec.Struct):
    code: str = ""
    status: str = ""
    message: str = ""
    details: dict[str, Any] | None = None


class _Restored(msgspec.Struct):
    recycle_bin: list[_Element]


class RecycleBin:
    """The calls for the recycle bin of one connection.

    Source: zoho.com/crm/developer/docs/api/v8/restore-recycle-bin-records.html and
    get-recycle-bin-records.html.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def holds(self, ids: Sequence[str]) -> set[str]:
        self._check("list")
        found: set[str] = set()
        for start in range(0, len(ids), _PAGE):
            asked = ",".join(ids[start : start + _PAGE])
            call = Call(operation="bin", path="settings/recycle_bin", params={"ids": asked})
            rows = (self._session.read(call) or {}).get("recycle_bin") or ()
            found.update(str(row["id"]) for row in rows)
        return found & set(ids)

    def restore(self, ids: Sequence[str]) -> list[Answer]:
        self._check("restore")
        if not ids:
            return []
        if len(ids) > _RECORDS:
            raise NotSupportedError(
                f"One call takes {_RECORDS} records, not {len(ids)}.",
                where="restore",
                next_step="Send fewer.",
            )
        call = Call(
            operation="restore",
            method="POST",
            path="settings/recycle_bin/actions/restore",
            body=msgspec.json.encode({"ids": list(ids)}),
            records=len(ids),
            write=True,
        )
        response = self._session.send(call)
        try:
            elements = msgspec.json.decode(response.body, type=_Restored).recycle_bin
        except msgspec.DecodeError as error:
            raise unknown("restore", "Zoho's answer cannot be read") from error
        if len(elements) != len(ids):
            raise unknown("restore", f"{len(ids)} records were asked for and {len(elements)} answers came")
        if any(each.code == "SCHEDULED" for each in elements):  # more than 1,000 with all that hangs on them
            raise unknown("restore", "Zoho restores these records in the background")
        return [_answer(index, ids[index], each) for index, each in enumerate(elements)]

    def _check(self, what: str) -> None:
        version = self._session.settings.version
        if not version.restores:
            raise NotSupportedError(
                f"Schema {version.name} does not restore from the recycle bin.",
                where=f"{what} recycle bin",
                next_step="Choose schema v8, or create the records again.",
            )


def _answer(index: int, ident: str, element: _Element) -> Answer:
    details = element.details or {}
    done = element.code == "SUCCESS" and element.status != "error" and str(details.get("id")) == ident
    return Answer(
        index=index,
        ok=done,
        code=element.code,
        message=element.message,
        id=ident if done else None,
        action="restore" if done else None,
        details=details,
        kind=None if done else Kind.UNKNOWN if element.code in {"", "SUCCESS"} else kind_of(element.code),
    )
