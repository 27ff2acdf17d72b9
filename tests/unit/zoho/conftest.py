"""An in-memory Zoho and a clock that is turned by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from hakobu.zoho import Client, Request, Response, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = {"access_token": "1000.access.1", "api_domain": "https://www.zohoapis.com", "expires_in": 3600}
ORG = {
    "org": [
        {
            "id": "org1",
            "zgid": "60001",
            "company_name": "Shop",
            "time_zone": "Asia/Tokyo",
            "type": "production",
            "license_details": {"paid_type": "enterprise", "users_license_purchased": 5},
        }
    ]
}


class HandClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class Seen:
    """One request as the tests look at it."""

    request: Request

    @property
    def path(self) -> str:
        return urlsplit(self.request.url).path

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.request.url).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl((self.request.body or b"").decode()))

    @property
    def json(self) -> Any:
        return json.loads(self.request.body or b"null")


@dataclass
class MemoryZoho:
    """Answers by the end of a path; the last answer of each repeats itself."""

    seen: list[Seen] = field(default_factory=list)
    answers: dict[str, list[Response | Exception | Callable[[Seen], Response]]] = field(default_factory=dict)

    def on(self, path: str, *answers: object, status: int = 200) -> None:
        """What to answer to calls whose path ends so: bodies, responses, errors or functions."""
        self.answers[path] = [_response(answer, status) for answer in answers]

    def send(self, request: Request, /) -> Response:
        seen = Seen(request)
        self.seen.append(seen)
        for path in sorted(self.answers, key=len, reverse=True):
            if seen.path.endswith(path):
                queue = self.answers[path]
                answer = queue.pop(0) if len(queue) > 1 else queue[0]
                if isinstance(answer, Exception):
                    raise answer
                return answer if isinstance(answer, Response) else answer(seen)
        refusal = b'{"code":"INVALID_URL_PATTERN","details":{},"message":"?","status":"error"}'
        return Response(404, {}, refusal)

    def calls(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path.endswith(path)]


def _response(answer: Any, status: int) -> Any:
    if isinstance(answer, Response | Exception) or callable(answer):
        return answer
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return Response(status, {}, b"" if answer is None else body)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def zoho() -> MemoryZoho:
    made = MemoryZoho()
    made.on("/oauth/v2/token", TOKEN)
    made.on("/org", ORG)
    return made


@pytest.fixture
def response() -> Callable[..., Response]:
    """Make a response of a status, a body and headers."""

    def make(status: int, body: Any = None, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        made: Response = _response(body, status)
        return Response(status, named, made.body)

    return make


@pytest.fixture
def connect(zoho: MemoryZoho, clock: HandClock) -> Callable[..., Client]:
    """Make a client of settings that differ from the usual ones."""

    def make(**changed: Any) -> Client:
        edges = {name: changed.pop(name) for name in ("home", "limiter", "tokens", "stop") if name in changed}
        given = {"client_id": "1000.ID", "client_secret": "s3cr3t", "refresh_token": "1000.refresh"}
        return Client(Settings(**(given | changed)), transport=zoho, clock=clock, **edges)

    return make


@pytest.fixture
def crm(connect: Callable[..., Client]) -> Client:
    return connect()
