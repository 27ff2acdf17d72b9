"""Reading an answer that may be none: which verdict it gets, and the error that says what to do."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from hakobu.errors import (
    HakobuError,
    Kind,
    NotSupportedError,
    RequestError,
    SetupError,
    SignInError,
    WaitError,
)
from hakobu.zoho.answers import Refusal, read_receipt, read_refusal, unknown
from hakobu.zoho.codes import explain, kind_of
from hakobu.zoho.regions import region_of
from hakobu.zoho.scopes import scope_of

if TYPE_CHECKING:
    from hakobu.zoho.session import Call
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.tokens import Tokens
    from hakobu.zoho.transport import Response

__all__ = ["Verdict", "foreign", "judge", "refused"]


class Verdict(Enum):
    """What an answer is."""

    ANSWER = auto()
    TOKEN = auto()
    THROTTLED = auto()
    SPENT = auto()
    SERVER = auto()
    REFUSED = auto()
    UNKNOWN = auto()


class _Top(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw()
    recycle_bin: msgspec.Raw = msgspec.Raw()


_STALE = frozenset({"INVALID_TOKEN", "INVALID_OAUTHTOKEN", "AUTHENTICATION_FAILURE"})
_OF_BULK = {"RESOURCE_NOT_FOUND": "bulk_gone", "MODULE_NOT_AVAILABLE": "bulk_module"}
"""What a code means where a bulk job is asked for."""
INTERNAL = 500
_NEVER_TAKEN = frozenset({404, 405, 413, 414, 415, 431, 501})
"""Statuses by which a server refuses a call before it looks into it, whatever the body."""

_ROWS = b'{"data":[{"id":"'
"""How most pages begin: they are long, and to look for a refusal in them takes as long as to find the ids."""


def judge(call: Call, response: Response) -> Verdict:
    """What to make of a response."""
    status = response.status
    if status == 429:
        return Verdict.SPENT if _spent(response) else Verdict.THROTTLED
    if 300 <= status < 400 and status != 304:
        return Verdict.REFUSED
    if call.answer == "file":
        return _judge_file(call, response)
    if call.answer == "job":
        return _judge_job(response)
    return _judge_write(response) if call.write else _judge_read(response)


def _judge_file(call: Call, response: Response) -> Verdict:
    """A file, in the sink or in the body; Zoho's word about one that is not there is JSON."""
    came = bool(response.body) or (call.sink is not None and call.sink.tell() > 0)
    if response.status == 200 and came and response.body[:1] != b"{":
        return Verdict.ANSWER
    verdict = _judge_read(response)
    return Verdict.REFUSED if verdict is Verdict.ANSWER else verdict


def _judge_job(response: Response) -> Verdict:
    """The receipt of a bulk write job, or a refusal; anything else leaves it open whether it runs."""
    refusal = read_refusal(response.body)
    if refusal is not None and response.status == 401:
        return Verdict.TOKEN if refusal.code in _STALE else Verdict.REFUSED
    if response.status in _NEVER_TAKEN or (refusal is not None and response.status < 500):
        return Verdict.REFUSED
    receipt = read_receipt(response.body)
    return Verdict.ANSWER if response.status < 300 and receipt else Verdict.UNKNOWN


def _judge_write(response: Response) -> Verdict:
    status = response.status
    if _is_list(response.body):
        return Verdict.ANSWER
    refusal = read_refusal(response.body)
    if status == 401:
        return Verdict.TOKEN if refusal is None or refusal.code in _STALE else Verdict.REFUSED
    if status in _NEVER_TAKEN or (refusal is not None and 400 <= status < 500):
        return Verdict.REFUSED
    return Verdict.UNKNOWN


def _judge_read(response: Response) -> Verdict:
    status = response.status
    if status in {204, 304}:
        return Verdict.ANSWER
    if status == 200 and response.body.startswith(_ROWS):
        return Verdict.ANSWER
    refusal = read_refusal(response.body)
    if status == 401:
        return Verdict.TOKEN if refusal is None or refusal.code in _STALE else Verdict.REFUSED
    if status >= 500 and status not in _NEVER_TAKEN:
        return Verdict.SERVER
    if refusal is not None or status >= 400:
        return Verdict.REFUSED
    return Verdict.ANSWER if response.body[:1] == b"{" else Verdict.SERVER


def refused(
    call: Call, response: Response, verdict: Verdict, *, settings: Settings, tokens: Tokens
) -> HakobuError:
    """The error for a response that is no answer."""
    refusal = read_refusal(response.body) or Refusal()
    if verdict is Verdict.UNKNOWN:
        # a gateway's 502 to 504, or a page of its own, leaves open whether Zoho still works on the call
        own = response.status == INTERNAL and bool(refusal.code)
        return unknown(call.where, f"Zoho answered {response.status} {refusal.code}".rstrip(), ended=own)
    if verdict is Verdict.TOKEN:
        return _wrong_token(call, refusal, settings=settings, tokens=tokens)
    if verdict is Verdict.SPENT:
        meaning, remedy = explain("CREDITS_USED_UP")
        return WaitError(meaning, where=call.where, next_step=remedy, code="CREDITS_USED_UP")
    if verdict in {Verdict.THROTTLED, Verdict.SERVER}:
        return WaitError(
            f"Zoho answers {response.status} {refusal.code or 'without a word'} again and again"
            + (f": {refusal.message.rstrip('.')}." if refusal.message else "."),
            where=call.where,
            next_step="Other applications may be using the organisation's calls; try again later.",
            code="TOO_MANY_REQUESTS" if verdict is Verdict.THROTTLED else "unavailable",
        )
    return _refusal(call, response, refusal)


def _refusal(call: Call, response: Response, refusal: Refusal) -> HakobuError:
    code = refusal.code or ("REDIRECT" if 300 <= response.status < 400 else f"HTTP_{response.status}")
    meaning, remedy = explain(_OF_BULK.get(code, code) if call.operation.startswith("bulk ") else code)
    if code == "OAUTH_SCOPE_MISMATCH":
        return SignInError(
            f"{meaning} Needed: {scope_of(call.operation, call.module)}.",
            where=call.where,
            next_step=remedy,
            code=code,
        )
    if response.status == 501:
        return NotSupportedError(
            f"The server does not offer this call: {refusal.message or 'HTTP 501'}.",
            where=call.where,
            code=code,
        )
    said = f" Zoho says: {refusal.message}" if refusal.message else ""
    details = f" {msgspec.json.encode(refusal.details).decode()}" if refusal.details else ""
    return RequestError(
        f"{meaning} ({code}, HTTP {response.status}){said}{details}",
        code=code,
        status=response.status,
        details=refusal.details,
        kind=kind_of(code) if refusal.code else Kind.GIVE_UP,
        where=call.where + _job_of(call),
        next_step=remedy,
    )


def _job_of(call: Call) -> str:
    """Name the bulk job that a call asks for."""
    _, _, rest = call.path.partition("/")
    return f", job {rest.partition('/')[0]}" if call.operation.startswith("bulk ") and rest else ""


def _wrong_token(call: Call, refusal: Refusal, *, settings: Settings, tokens: Tokens) -> SignInError:
    at, home = region_of(tokens.api_domain), region_of(settings.accounts)
    message = (
        f"{tokens.api_domain} refuses a token that {settings.accounts} has just given"
        f" ({refusal.code or 'HTTP 401'})."
    )
    remedy = f"Check that the user is active and the environment is {settings.environment!r}."
    if at and home and at != home:
        remedy = f"The sign-in belongs to region {home.code}, the API's address to {at.code}: make them one."
    return SignInError(message, where=call.where, next_step=remedy, code=refusal.code or "INVALID_TOKEN")


def foreign(where: str, url: str) -> SetupError:
    """The error for an address that no token is sent to."""
    meaning, remedy = explain("foreign_host")
    return SetupError(
        f"{meaning} It is {urlsplit(url).hostname or 'no address'}.",
        where=where,
        next_step=remedy,
        code="foreign_host",
    )


def _spent(response: Response) -> bool:
    if response.headers.get("x-api-credits-remaining", "").strip() == "0":
        return True
    refusal = read_refusal(response.body)
    if refusal is None:
        return False
    said = f"{refusal.message} {refusal.details}".lower()
    return refusal.code in {"LIMIT_EXCEEDED", "API_LIMIT_EXCEEDED"} or "credit" in said


def _is_list(body: bytes) -> bool:
    """Whether each record has its own answer; most bodies begin with it."""
    if body.startswith(b'{"data":['):
        return True
    try:
        top = msgspec.json.decode(body, type=_Top)
    except msgspec.DecodeError:
        return False
    return any(bytes(each).startswith(b"[") for each in (top.data, top.recycle_bin))
