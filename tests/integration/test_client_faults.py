"""The client against an emulator that goes wrong: nothing lost, nothing doubled, nothing guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import UnknownOutcomeError, WaitError
from hakobu.zoho import Client, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECORD = [{"Last_Name": "A"}]


class NoWaiting:
    """A clock on which waiting takes no time."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def connect(url: str, **changed: Any) -> Client:
    home = changed.pop("home", None)
    given = {"client_id": "1000.ID", "client_secret": "s", "refresh_token": "1000.r", "accounts_server": url}
    return Client(Settings(**(given | changed)), home=home, clock=NoWaiting())


def requests(running: Any, operation: str) -> int:
    return int(sum(running.stats()["calls"].get(operation, {}).values()))


def arrived(running: Any, operation: str) -> int:
    return len([each for each in running.journal()["requests"] if each["operation"] == operation])


def test_a_storm_of_429_delivers_each_record_once(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.organisation()
        running.faults({"kind": "status", "status": 429, "operation": "records.insert", "times": 6})
        assert crm.insert("Leads", RECORD, trigger=[])[0].ok
        assert crm.stats.retries == 6
        assert running.stats()["records"]["Leads"] == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_dropped_connection_is_unknown_and_never_sent_again(
    kind: str, emulator: Callable[..., Any]
) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.organisation()
        running.faults({"kind": kind, "operation": "records.insert", "times": 1})
        with pytest.raises(UnknownOutcomeError):
            crm.insert("Leads", RECORD, trigger=[])
        assert arrived(running, "records.insert") == 1
        assert running.stats()["records"]["Leads"] == (1 if kind == "drop_after" else 0)
        assert len([row for page in crm.select("Leads", ["Last_Name"]) for row in page]) in {0, 1}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 503},
        {"kind": "empty"},
        {"kind": "html"},
    ],
)
def test_a_write_without_an_answer_is_unknown(fault: dict[str, Any], emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.organisation()
        running.faults({**fault, "operation": "records.insert", "times": 1})
        with pytest.raises(UnknownOutcomeError):
            crm.insert("Leads", RECORD, trigger=[])
        assert arrived(running, "records.insert") == 1


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 500}, {"kind": "drop_before"}, {"kind": "html"}]
)
def test_a_read_is_tried_again(fault: dict[str, Any], emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.insert("Leads", RECORD, trigger=[])
        running.faults({**fault, "operation": "records.list", "times": 2})
        assert len(next(crm.list("Leads", ["Last_Name"]))) == 1
        assert arrived(running, "records.list") == 3


def test_a_write_slower_than_its_life_is_unknown(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url, timeout=1) as crm:
        crm.organisation()
        running.post("/_emulator/latency", {"ms": 3000})
        with pytest.raises(UnknownOutcomeError, match="ReadTimeout"):
            crm.insert("Leads", RECORD, trigger=[])


def test_an_expired_token_is_renewed_once(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.insert("Leads", RECORD, trigger=[])
        running.faults({"kind": "expired_token", "operation": "records.insert", "times": 1})
        assert crm.insert("Leads", RECORD, trigger=[])[0].ok
        assert arrived(running, "oauth.token") == 2
        assert running.stats()["records"]["Leads"] == 2


def test_ten_tokens_in_ten_minutes_are_not_passed(emulator: Callable[..., Any], tmp_path: Path) -> None:
    running = emulator()
    with connect(running.url, home=tmp_path) as crm:
        stale = crm.sign_in().access_token
        for _ in range(9):
            stale = crm._auth.renew(stale).access_token
        with pytest.raises(WaitError, match="Try again in 10 minutes"):
            crm._auth.renew(stale)
    assert arrived(running, "oauth.token") == 10


def test_a_throttled_token_endpoint_is_left_alone(emulator: Callable[..., Any]) -> None:
    running = emulator()
    for number in range(10):  # somebody else has used the tokens up
        with connect(running.url, scopes=(str(number),)) as other:
            other.sign_in()
    with connect(running.url) as crm:
        for _ in range(3):
            with pytest.raises(WaitError, match="10 access tokens in 10 minutes"):
                crm.sign_in()
    assert arrived(running, "oauth.token") == 11


def test_used_up_credits_end_in_wait_and_are_named(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.organisation()
        running.post("/_emulator/org", {"credits_left": 0})
        with pytest.raises(WaitError, match="credits are used up"):
            crm.insert("Leads", RECORD, trigger=[])
        assert running.stats()["records"]["Leads"] == 0


def test_a_server_that_is_not_there_is_named() -> None:
    with (
        connect("http://127.0.0.1:9") as crm,
        pytest.raises(WaitError, match=r"http://127\.0\.0\.1:9 did not answer \(ConnectError"),
    ):
        crm.organisation()
