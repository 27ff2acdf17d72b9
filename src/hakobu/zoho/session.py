"""One call to Zoho: signed, limited, retried by the kind of trouble, and never sent twice blindly."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Literal
from urllib.parse import quote, urlencode

import msgspec

from hakobu.errors import HakobuError, RequestError, SignInError, StoppedError, WaitError
from hakobu.zoho.answers import read_answers, unknown
from hakobu.zoho.costs import cost_of, shares_sub_concurrency
from hakobu.zoho.organisation import CONCURRENCY, Organisation, read_organisation
from hakobu.zoho.refusals import Verdict, foreign, judge, refused
from hakobu.zoho.retries import RETRIES, Trouble
from hakobu.zoho.transport import Request, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.zoho.answers import Answer
    from hakobu.zoho.auth import Auth
    from hakobu.zoho.clock import Clock
    from hakobu.zoho.limits import Limiter
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.stats import Counter
    from hakobu.zoho.tokens import Tokens
    from hakobu.zoho.transport import Response, Transport

__all__ = ["Call", "Session", "segment"]

_JSON = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_SPELL = 1.0
"""Seconds for which nothing is asked whether to stop."""
_FREE = frozenset({401, 429})
"""Statuses by which Zoho turns a call away at the door, so that it costs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked of Zoho; ``path`` begins after the version."""

    operation: str
    method: str = "GET"
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    module: str = ""
    records: int = 1
    """How many records it writes, or the LIMIT of a query."""
    write: bool = False
    version: str = ""
    family: str = "crm"
    """What the path begins with: ``crm``, or ``crm/bulk``."""
    url: str = ""
    """A whole address in place of the path; a token goes there only if the connection trusts it."""
    content_type: str = "application/json"
    answer: Literal["json", "job", "file"] = "json"
    """What comes back: JSON, the receipt of a job that was created, or a file that goes into ``sink``."""
    sink: BinaryIO | None = field(default=None, repr=False)

    @property
    def price(self) -> int:
        """Credits that it costs."""
        return cost_of(self.operation, self.records)

    @property
    def where(self) -> str:
        """What to call it in a message."""
        return f"{self.operation} {self.module}".strip()


class Session:
    """Makes the calls of one connection, from any thread."""

    def __init__(
        self,
        settings: Settings,
        *,
        auth: Auth,
        transport: Transport,
        limiter: Limiter,
        clock: Clock,
        counter: Counter,
        user_agent: str,
        stop: threading.Event | None = None,
    ) -> None:
        self.settings = settings
        self.auth = auth
        self.clock = clock
        self.transport = transport
        self._limiter = limiter
        self._counter = counter
        self._agent = user_agent
        self._stop = stop
        self._organisation: Organisation | None = None
        self._no_organisation: SignInError | RequestError | None = None
        self._asking = threading.Lock()

    def organisation(self) -> Organisation:
        """The organisation of the sign-in, asked for once."""
        if self._organisation is None:
            with self._asking:
                if self._organisation is None:
                    found = self.read(Call(operation="organisation", path="org")) or {}
                    rows = found.get("org") or [{}]
                    self._organisation = read_organisation(rows[0])
        return self._organisation

    def read(self, call: Call) -> dict[str, Any] | None:
        """The JSON of an answer, decimals exact; None where Zoho has nothing to show (204, 304)."""
        response = self.send(call)
        return _JSON.decode(response.body) if response.body else None

    def write(self, call: Call) -> list[Answer]:
        """One answer per record written, in order."""
        response = self.send(call)
        return read_answers(response.body, sent=call.records, operation=call.operation)

    def send(self, call: Call) -> Response:
        """The answer to a call, when it is one; the error that says what to do, when it is none."""
        if call.write:
            self._spare(call)
        tries = _Tries(self)
        while True:
            self._refuse_stopped(call)
            tokens = self.auth.tokens()
            try:
                response = self._once(call, tokens)
            except TransportError as error:
                if error.sent and call.write:
                    raise unknown(call.where, f"No answer came ({error})") from error
                trouble = Trouble.LOST if error.sent else Trouble.UNREACHABLE
                tries.again(trouble, _away(tokens.api_domain, str(error), call, trouble))
                continue
            verdict = judge(call, response)
            if verdict is Verdict.ANSWER:
                return response
            self._settle(call, tokens, response, verdict, tries)

    def _spare(self, call: Call) -> None:
        """Leave people their credits, as far as Zoho has told how many remain."""
        reserve, left = self.settings.credit_reserve, self._counter.remaining
        if reserve and left is not None and left - call.price < reserve:
            raise WaitError(
                f"{left:,} API credits are left, and {reserve:,} are kept for people.",
                where=call.where,
                next_step="Wait until credits come back, or lower credit_reserve.",
                code="credit_reserve",
            )

    def _settle(
        self, call: Call, tokens: Tokens, response: Response, verdict: Verdict, tries: _Tries
    ) -> None:
        """Make ready for another try, or raise."""
        error = refused(call, response, verdict, settings=self.settings, tokens=tokens)
        if verdict is Verdict.TOKEN:
            tries.again(Trouble.TOKEN, error)
            self.auth.renew(tokens.access_token)
        elif verdict is Verdict.THROTTLED:
            tries.again(Trouble.THROTTLED, error, least=_retry_after(response))
        elif verdict is Verdict.SERVER:
            tries.again(Trouble.SERVER, error)
        else:
            raise error

    def _once(self, call: Call, tokens: Tokens) -> Response:
        request = self._request(call, tokens)
        zgid, size = self._place(call)
        with self._limiter.acquire(
            zgid,
            size=size,
            sub=shares_sub_concurrency(call.operation, call.records),
            life=self.settings.timeout,
        ):
            self._refuse_stopped(call)  # it may have waited long for its place
            self._counter.call(call.operation, sent=len(call.body or b""))
            try:
                response = self.transport.send(request)
            except TransportError as error:
                self._counter.answer(0, price=call.price if error.sent else 0)
                raise
        self._counter.answer(
            len(response.body),
            price=0 if response.status in _FREE else call.price,
            remaining=response.headers.get("x-api-credits-remaining"),
        )
        return response

    def _place(self, call: Call) -> tuple[str, int]:
        """Whose places the call takes, and how many there are."""
        if call.operation == "organisation":
            return f"app-{self.auth.key}", self.settings.concurrency or CONCURRENCY["free"]
        if self._no_organisation is None:
            try:
                found = self.organisation()
            except (SignInError, RequestError) as error:
                if error.code not in {"OAUTH_SCOPE_MISMATCH", "NO_PERMISSION", "AUTHORIZATION_FAILED"}:
                    raise
                self._no_organisation = error
            else:
                return found.zgid, self.settings.concurrency or found.concurrency
        return f"app-{self.auth.key}", self.settings.concurrency or CONCURRENCY["free"]

    def _request(self, call: Call, tokens: Tokens) -> Request:
        version = call.version or self.settings.schema
        url = call.url or f"{tokens.api_domain}/{call.family}/{version}/{call.path}"
        if call.url and not self.may_see_token(call.url, tokens):
            raise foreign(call.where, call.url)
        if call.params:
            url += "?" + urlencode(call.params, quote_via=quote)
        headers = {
            "Authorization": f"Zoho-oauthtoken {tokens.access_token}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": self._agent,
            **call.headers,
        }
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        if call.sink is not None:
            headers["Accept"] = "*/*"
            call.sink.seek(0)
            call.sink.truncate()
        return Request(call.method, url, headers, call.body, self.settings.timeout, call.sink)

    def may_see_token(self, url: str, tokens: Tokens) -> bool:
        """Whether a token may go to this address: as the settings say, or to where the API lives."""
        return url.startswith(f"{tokens.api_domain}/") or self.settings.may_see_token(url)

    def pause(self, seconds: float) -> None:
        """Wait for the next try; where somebody may stop the calls, in short spells and only until then."""
        if self._stop is None:
            self.clock.sleep(seconds)
            return
        end = self.clock.monotonic() + seconds
        while not self._stop.is_set() and (left := end - self.clock.monotonic()) > 0:
            self.clock.sleep(min(left, _SPELL))

    def _refuse_stopped(self, call: Call) -> None:
        if self._stop is not None and self._stop.is_set():
            raise StoppedError("Stopped by hand before this call was begun.", where=call.where)

    def count_retry(self) -> None:
        """One more try."""
        self._counter.retry()


class _Tries:
    """The tries of one call: how often for which trouble, and how long in all."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._begun = session.clock.monotonic()
        self._tried: dict[Trouble, int] = {}

    def again(self, trouble: Trouble, error: HakobuError, *, least: float = 0.0) -> None:
        """Wait for the next try; raises ``error`` when there shall be none."""
        retry = RETRIES[trouble]
        tried = self._tried.get(trouble, 0)
        pause = max(retry.pause(tried), least)
        clock = self._session.clock
        waited = clock.monotonic() - self._begun
        if (retry.times is not None and tried >= retry.times) or (
            waited + pause > self._session.settings.patience
        ):
            raise error
        self._tried[trouble] = tried + 1
        self._session.count_retry()
        if pause:
            self._session.pause(pause)


def segment(value: str) -> str:
    """A value as one part of a path."""
    return quote(value, safe="")


def _away(server: str, said: str, call: Call, trouble: Trouble) -> WaitError:
    return WaitError(
        f"{server} did not answer ({said}).",
        where=call.where,
        next_step="Check the network, the proxy and Zoho's status page, then try again.",
        code=trouble.value,
    )


def _retry_after(response: Response) -> float:
    try:
        return float(response.headers.get("retry-after", ""))
    except ValueError:
        return 0.0
