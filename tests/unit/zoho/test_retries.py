from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import (
    NotSupportedError,
    RequestError,
    SignInError,
    StoppedError,
    UnknownOutcomeError,
    WaitError,
)
from hakobu.zoho import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client, Response
    from tests.unit.zoho.conftest import HandClock, MemoryZoho

    Make = Callable[..., Response]

ADDED = {
    "data": [{"code": "SUCCESS", "status": "success", "message": "record added", "details": {"id": "1"}}]
}
BUSY = {"code": "TOO_MANY_REQUESTS", "details": {}, "message": "too many", "status": "error"}
STALE = {"code": "INVALID_TOKEN", "details": {}, "message": "invalid oauth token", "status": "error"}
BROKEN = {"code": "INTERNAL_ERROR", "details": {}, "message": "oops", "status": "error"}
ROWS = {"data": [{"id": "1"}], "info": {"more_records": False}}
RECORD = [{"Last_Name": "A"}]


def test_a_storm_of_429_is_waited_out(
    zoho: MemoryZoho, crm: Client, clock: HandClock, response: Make
) -> None:
    """Lesson 13: retry lives in the client, not in each writer."""
    zoho.on("/Leads", *[response(429, BUSY)] * 7, response(201, ADDED))
    assert crm.insert("Leads", RECORD)[0].ok
    assert len(clock.slept) == 7
    assert 1 <= clock.slept[0] <= 2
    assert all(30 <= pause <= 60 for pause in clock.slept[5:])
    assert crm.stats.retries == 7
    assert crm.stats.credits == 2  # the organisation and the insert; what is turned away costs nothing


def test_an_endless_storm_ends_in_wait(
    zoho: MemoryZoho, connect: Callable[..., Client], response: Make
) -> None:
    zoho.on("/Leads", response(429, BUSY))
    with pytest.raises(WaitError, match="TOO_MANY_REQUESTS again and again"):
        connect(patience=100).insert("Leads", RECORD)


def test_retry_after_is_honoured(zoho: MemoryZoho, crm: Client, clock: HandClock, response: Make) -> None:
    zoho.on("/Leads", response(429, BUSY, retry_after="33"), response(201, ADDED))
    crm.insert("Leads", RECORD)
    assert clock.slept == [33]


def test_a_stop_ends_the_waiting_and_no_call_follows(
    zoho: MemoryZoho, connect: Callable[..., Client], clock: HandClock, response: Make
) -> None:
    stop = threading.Event()

    def refuse(_seen: object) -> Response:
        stop.set()
        return response(429, BUSY, retry_after="300")

    zoho.on("/Leads", refuse)
    crm = connect(stop=stop)
    for _ in range(2):
        with pytest.raises(StoppedError, match="before this call was begun"):
            crm.insert("Leads", RECORD)
    assert len(zoho.calls("/Leads")) == 1
    assert clock.slept == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BUSY | {"message": "API credits exceeded"}, {}),
        (BUSY, {"x_api_credits_remaining": "0"}),
        (BUSY | {"code": "LIMIT_EXCEEDED"}, {}),
    ],
)
def test_credits_used_up_are_not_retried(
    *, body: Any, headers: dict[str, str], zoho: MemoryZoho, crm: Client, clock: HandClock, response: Make
) -> None:
    zoho.on("/Leads", response(429, body, **headers))
    with pytest.raises(WaitError, match="credits are used up"):
        crm.insert("Leads", RECORD)
    assert clock.slept == []


def test_an_expired_token_is_renewed_once_even_for_a_write(
    zoho: MemoryZoho, crm: Client, response: Make
) -> None:
    zoho.on(
        "/oauth/v2/token",
        {"access_token": "first", "api_domain": "https://www.zohoapis.com"},
        {"access_token": "second", "api_domain": "https://www.zohoapis.com"},
    )
    zoho.on("/Leads", response(401, STALE), response(201, ADDED))
    assert crm.insert("Leads", RECORD)[0].ok
    sent = [seen.request.headers["Authorization"] for seen in zoho.calls("/Leads")]
    assert sent == ["Zoho-oauthtoken first", "Zoho-oauthtoken second"]


def test_a_token_that_is_refused_again_is_never_renewed_in_a_loop(
    zoho: MemoryZoho, crm: Client, response: Make
) -> None:
    """Lesson 32: name the true cause instead of an empty list."""
    zoho.on("/org", response(401, STALE))
    with pytest.raises(SignInError, match=r"refuses a token that https://accounts\.zoho\.com has just given"):
        crm.organisation()
    assert len(zoho.calls("/oauth/v2/token")) == 2


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("body", [BROKEN, b"<html>Bad gateway</html>", b""])
def test_a_write_that_zoho_failed_on_is_unknown_and_not_sent_again(
    status: int, body: Any, zoho: MemoryZoho, crm: Client, response: Make
) -> None:
    zoho.on("/Leads", response(status, body))
    with pytest.raises(UnknownOutcomeError) as caught:
        crm.insert("Leads", RECORD)
    assert len(zoho.calls("/Leads")) == 1
    # only Zoho's own word tells that nothing is under way; a gateway's leaves it open
    assert caught.value.ended == (status == 500 and body == BROKEN)


@pytest.mark.parametrize("method", ["insert", "update", "upsert", "delete"])
def test_a_write_whose_connection_dropped_is_unknown_and_not_sent_again(
    method: str, zoho: MemoryZoho, crm: Client
) -> None:
    zoho.on("/Leads", TransportError("gone", sent=True))
    zoho.on("/Leads/upsert", TransportError("gone", sent=True))
    what = ["1"] if method == "delete" else [{"id": "1", "Last_Name": "A"}]
    with pytest.raises(UnknownOutcomeError, match="not known what was written"):
        getattr(crm, method)("Leads", what)
    assert len(zoho.calls("/Leads") + zoho.calls("/Leads/upsert")) == 1


def test_a_write_that_never_left_is_sent_again(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    zoho.on("/Leads", TransportError("no route", sent=False), response(201, ADDED))
    assert crm.insert("Leads", RECORD)[0].ok


def test_a_server_that_is_never_reached_is_named(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads", TransportError("no route", sent=False))
    with pytest.raises(WaitError, match=r"www\.zohoapis\.com did not answer \(no route\)"):
        crm.insert("Leads", RECORD)
    assert len(zoho.calls("/Leads")) == 4


@pytest.mark.parametrize("trouble", [500, 502, 503, None])
def test_a_read_is_tried_again(trouble: int | None, zoho: MemoryZoho, crm: Client, response: Make) -> None:
    first = TransportError("gone", sent=True) if trouble is None else response(trouble, BROKEN)
    zoho.on("/Leads", first, response(200, ROWS))
    assert list(crm.list("Leads", ["Last_Name"])) == [[{"id": "1"}]]


def test_a_read_that_keeps_failing_ends_in_wait(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    zoho.on("/Leads", response(503, b"<html>"))
    with pytest.raises(WaitError, match="503"):
        list(crm.list("Leads", ["Last_Name"]))
    assert len(zoho.calls("/Leads")) == 4


def test_a_missing_scope_is_named(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    """Zoho in particular: OAUTH_SCOPE_MISMATCH with no hint which scope."""
    refusal = {"code": "OAUTH_SCOPE_MISMATCH", "details": {}, "message": "unauthorized", "status": "error"}
    zoho.on("/Sales_Orders/upsert", response(401, refusal))
    zoho.on("/coql", response(401, refusal))
    zoho.on("/Customers", response(401, refusal))
    with pytest.raises(SignInError, match=r"ZohoCRM\.modules\.salesorders\.CREATE and UPDATE"):
        crm.upsert("Sales_Orders", [{"Subject": "A"}])
    with pytest.raises(SignInError, match=r"ZohoCRM\.coql\.READ and ZohoCRM\.modules\.leads\.READ"):
        crm.coql("select id from Leads where id > '0' limit 1")
    with pytest.raises(SignInError, match=r"ZohoCRM\.modules\.custom\.DELETE"):
        crm.delete("Customers", ["1"])


def test_a_refused_call_is_not_retried(
    zoho: MemoryZoho, crm: Client, clock: HandClock, response: Make
) -> None:
    """Lesson 31: some errors must not be retried."""
    refusal = {
        "code": "NO_PERMISSION",
        "details": {"permissions": ["Crm_Implied_Create_Leads"]},
        "message": "permission denied",
        "status": "error",
    }
    zoho.on("/Leads", response(403, refusal))
    with pytest.raises(RequestError, match="Crm_Implied_Create_Leads") as caught:
        crm.insert("Leads", RECORD)
    assert (caught.value.kind, caught.value.where) == ("fix the setup", "insert Leads")
    assert clock.slept == []


def test_a_redirect_never_gets_the_token(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    zoho.on("/Leads", response(302, None, location="https://evil.example/Leads"))
    with pytest.raises(RequestError, match="a token never follows"):
        list(crm.list("Leads", ["Last_Name"]))
    assert not any("evil" in seen.request.url for seen in zoho.seen)


def test_too_many_records_a_call_are_refused_before_anything_is_sent(zoho: MemoryZoho, crm: Client) -> None:
    with pytest.raises(NotSupportedError, match="100 records a call, not 101"):
        crm.insert("Leads", RECORD * 101)
    assert zoho.seen == []


def test_stats_count_calls_credits_and_bytes(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    """Lesson 12: show credits."""
    zoho.on("/Leads/upsert", response(200, {"data": ADDED["data"] * 25}, x_api_credits_remaining="1234"))
    crm.upsert("Leads", RECORD * 25)
    stats = crm.stats
    assert stats.by_operation == {"token": 1, "organisation": 1, "upsert": 1}
    assert (stats.calls, stats.credits, stats.credits_remaining) == (3, 1 + 3, 1234)
    assert stats.bytes_sent > 0
    assert stats.bytes_received > 0


def test_a_sign_in_that_may_not_see_the_organisation_works_with_fewest_places(
    zoho: MemoryZoho, connect: Callable[..., Client], response: Make
) -> None:
    taken: list[tuple[str, int]] = []

    class Watching:
        def acquire(self, zgid: str, *, size: int, **_: Any) -> Any:
            taken.append((zgid, size))
            return nullcontext()

    refusal = {"code": "OAUTH_SCOPE_MISMATCH", "details": {}, "message": "unauthorized", "status": "error"}
    zoho.on("/org", response(401, refusal))
    zoho.on("/Leads", response(200, ROWS))
    crm = connect(limiter=Watching())
    for _ in range(2):
        assert list(crm.list("Leads", ["Last_Name"])) == [[{"id": "1"}]]
    assert len(zoho.calls("/org")) == 1
    assert {size for _, size in taken} == {5}
    assert all(zgid.startswith("app-") for zgid, _ in taken)
