"""Zoho's answers, read one by one: what became of each record of a write, whatever the HTTP status."""

from __future__ import annotations

from typing import Any

import msgspec

from hakobu.errors import Kind, UnknownOutcomeError
from hakobu.zoho.codes import kind_of

__all__ = ["Answer", "Refusal", "read_answers", "read_receipt", "read_refusal"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What Zoho said about one record of a write; ``index`` is its place in the call.

    ``kind`` is None for a success, else says what to do; ``UNKNOWN`` means that the answer cannot be
    trusted and the record must be looked up. ``field`` is the API name of the field at fault.
    """

    index: int
    ok: bool
    code: str
    message: str = ""
    id: str | None = None
    action: str | None = None
    duplicate_field: str | None = None
    modified_time: str | None = None
    field: str | None = None
    details: dict[str, Any] = {}
    kind: Kind | None = None

    @property
    def existing_id(self) -> str | None:
        """The record that already holds the value, when Zoho named one for ``DUPLICATE_DATA``."""
        if self.code not in {"DUPLICATE_DATA", "MULTIPLE_OR_MULTI_ERRORS"}:
            return None
        for details in _all_details(self.details):
            duplicate = details.get("duplicate_record")
            found = duplicate.get("id") if isinstance(duplicate, dict) else details.get("id")
            if found:
                return str(found)
        return None


class Refusal(msgspec.Struct, frozen=True):
    """A whole call refused: Zoho's own words."""

    code: str = ""
    message: str = ""
    details: dict[str, Any] = {}


class _Element(msgspec.Struct):
    code: str = ""
    status: str = ""
    message: str = ""
    action: str | None = None
    duplicate_field: str | None = None
    details: dict[str, Any] | None = None


class _Written(msgspec.Struct):
    data: list[_Element]


class _Receipt(msgspec.Struct):
    status: str = ""
    details: dict[str, Any] | None = None


_WRITTEN = msgspec.json.Decoder(_Written)
_ACTIONS = {"record added": "insert", "record updated": "update", "record deleted": "delete"}
_ACTIONS |= {"relation added": "insert", "relation updated": "update", "relation removed": "delete"}


def read_answers(body: bytes, *, sent: int, operation: str) -> list[Answer]:
    """One ``Answer`` per record sent, in the order of sending.

    Raises ``UnknownOutcomeError`` when the answer does not tell each record's fate.
    """
    try:
        elements = _WRITTEN.decode(body).data
    except msgspec.DecodeError as error:
        raise unknown(operation, "Zoho's answer to a write cannot be read", ended=True) from error
    if len(elements) != sent:
        told = f"{sent} records were sent and {len(elements)} answers came"
        raise unknown(operation, told, ended=True)
    return [_answer(index, element, operation) for index, element in enumerate(elements)]


def read_refusal(body: bytes) -> Refusal | None:
    """The error of a whole call, or None where the body is none of Zoho's."""
    try:
        raw = msgspec.json.decode(body, type=dict[str, msgspec.Raw])  # a page of records is not built twice
    except msgspec.DecodeError:
        return None
    if not raw.keys() & {"ERROR_CODE", "code"}:
        return None
    found = {key: msgspec.json.decode(value) for key, value in raw.items()}
    if "ERROR_CODE" in found:  # how the upload host speaks
        said = found.get("x-error") or found.get("ERROR_MESSAGE") or found.get("info")
        return Refusal("UPLOAD_REFUSED", str(said or ""), {})
    if not isinstance(found.get("code"), str) or found.get("status") == "success":
        return None
    details = found.get("details")
    return Refusal(
        found["code"], str(found.get("message") or ""), details if isinstance(details, dict) else {}
    )


def read_receipt(body: bytes) -> str:
    """The id in the receipt of an upload or a bulk write job; empty where the body is none."""
    try:
        found = msgspec.json.decode(body, type=_Receipt)
    except msgspec.DecodeError:
        return ""
    details = found.details or {}
    told = details.get("file_id") or details.get("id")
    return str(told) if found.status == "success" and told else ""


def unknown(operation: str, what: str, *, ended: bool = False) -> UnknownOutcomeError:
    """The error for a write whose outcome nobody told; ``ended`` if nothing of it is under way."""
    error = UnknownOutcomeError(
        f"{what}: it is not known what was written.",
        where=operation,
        code="unknown_outcome",
        next_step="Look the records up before anything is sent again.",
    )
    error.ended = ended
    return error


def _answer(index: int, element: _Element, operation: str) -> Answer:
    details = element.details or {}
    found = details.get("id")
    if element.code == "SUCCESS" and element.status != "error" and found:
        return Answer(
            index=index,
            ok=True,
            code="SUCCESS",
            message=element.message,
            id=str(found),
            action=element.action or _ACTIONS.get(element.message.lower()) or _only_action(operation),
            duplicate_field=element.duplicate_field,
            modified_time=details.get("Modified_Time"),
            details=details,
        )
    return Answer(
        index=index,
        ok=False,
        code=element.code,
        message=element.message or "Zoho's answer about this record cannot be understood.",
        field=_field(details),
        details=details,
        kind=Kind.UNKNOWN if element.code in {"", "SUCCESS"} else kind_of(element.code),
    )


def _only_action(operation: str) -> str | None:
    return operation if operation in {"insert", "update", "delete"} else None


def _field(details: dict[str, Any]) -> str | None:
    for each in _all_details(details):
        name = each.get("api_name")
        if isinstance(name, str):
            return name
        expected = each.get("expected_fields")
        if isinstance(expected, list) and expected and isinstance(expected[0], dict):
            return expected[0].get("api_name")
    return None


def _all_details(details: dict[str, Any]) -> list[dict[str, Any]]:
    errors = details.get("errors")
    inner = errors if isinstance(errors, list) else []
    nested = (each.get("details") for each in inner if isinstance(each, dict))
    return [details, *(each for each in nested if isinstance(each, dict))]
