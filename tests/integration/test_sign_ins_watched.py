"""A sign-in that Zoho ended is told of before the run that needs it is due: it is tried each hour."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.model import Secret
from tests.integration.listening import web_server
from tests.integration.test_alerts import Bench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Emulator

HOUR = 3600.0
TOLD = """\
alerts: [{to: [hook], about: [sign_in]}]
schedule: {time_zone: UTC, starts: [{cron: '0 2 1 1 *'}]}
"""


class Watched(Bench):
    """A job that is due once a year, and the Zoho CRM that it carries to."""

    zoho: Emulator

    def connect(self, token: str) -> None:
        """Save the connection with a sign-in, as a person does."""
        settings = {"accounts_server": self.zoho.url, "api_domain": self.zoho.url, "client_id": "c"}
        known = self.store.definitions.connection("crm")
        values: dict[str, Any] = {"connector": "zoho-crm", "settings": settings, "draft": False, "labels": []}
        values |= {"tested": None, "passed": None, "report": []}
        based_on = known.version if known else None
        self.store.definitions.save_connection("crm", values, author="a", based_on=based_on)
        self.vault.put("crm", "client_secret", Secret("s"))
        self.vault.put("crm", "refresh_token", Secret(token))

    def run_out(self) -> None:
        """Let the access tokens be an hour old."""
        for kept in (self.home / "zoho" / "tokens").glob("*.json"):
            kept.unlink()

    def asked(self) -> int:
        """Count the times that Zoho was asked for a token."""
        return sum(self.zoho.stats()["calls"].get("oauth.token", {}).values())


@pytest.fixture
def watched(tmp_path: Path, emulator: Callable[..., Emulator]) -> Iterator[Watched]:
    with web_server() as posts:
        made = Watched(tmp_path, posts, now=time.time() - 5 * HOUR)
        made.zoho = emulator()
        made.job(TOLD)
        yield made
        made.store.close()


def test_a_sign_in_that_zoho_ended_is_told_of_long_before_the_job_is_due(watched: Watched) -> None:
    watched.connect("first")
    watched.now = time.time()
    assert (watched.look(), watched.asked()) == ([], 1)
    watched.zoho.post("/_emulator/tokens", {"revoke": ["first"], "expire": True})
    watched.run_out()
    watched.now += HOUR / 2
    assert (watched.look(), watched.asked()) == ([], 1)  # it was tried less than an hour ago
    watched.now += HOUR
    assert watched.look() == ["Hakobu: a b: the sign-in to crm does not work any more"]
    body = watched.posts.got[-1]["body"]["message"]
    assert "does not know this refresh token" in body
    assert "Sign in again on the page of the connection." in body
    assert watched.store.runs.latest() == []
    watched.now += 2 * HOUR
    assert watched.look() == []  # told once


def test_who_signs_in_again_hears_at_once_that_it_works(watched: Watched) -> None:
    watched.connect("first")
    watched.zoho.post("/_emulator/tokens", {"revoke": ["first"]})
    assert watched.look() == ["Hakobu: a b: the sign-in to crm does not work any more"]
    watched.connect("second")
    assert watched.look() == ["Hakobu: a b: the sign-in to crm works again"]


def test_a_token_that_still_holds_costs_no_call_and_a_zoho_that_is_busy_blames_no_sign_in(
    watched: Watched,
) -> None:
    watched.connect("first")
    watched.now = time.time()
    for _ in range(3):
        assert watched.look() == []
        watched.now += 2 * HOUR
    assert watched.asked() == 1
    watched.zoho.faults({"kind": "status", "status": 429, "operation": "oauth.token", "times": 1})
    watched.run_out()
    assert watched.look() == []
    assert watched.asked() == 2
