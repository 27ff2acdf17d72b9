"""Which calls are let in: tokens, scopes, credits, concurrency, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hakobu.emulator.catalogue import NOT_EMULATED
from hakobu.emulator.clock import Clock
from hakobu.emulator.credit import WINDOW, Credits
from hakobu.emulator.edition import EDITIONS
from hakobu.emulator.oauth.scope import allows
from hakobu.emulator.oauth.token import CREATION_WINDOW, CREATIONS, RING, Throttled, Tokens
from hakobu.emulator.problem import Problem
from hakobu.emulator.traffic import Traffic

if TYPE_CHECKING:
    from .conftest import Crm


def still_clock() -> Clock:
    clock = Clock()
    clock.set(1_000_000, stopped=True)
    return clock


def test_without_a_token_nothing_is_answered(crm: Crm) -> None:
    for header in ("", "Zoho-oauthtoken", "Basic abc"):
        answer = crm.get("org", headers={"Authorization": header})
        assert (answer.status, answer.body["code"]) == (401, "AUTHENTICATION_FAILURE")
    unknown = crm.get("org", headers={"Authorization": "Zoho-oauthtoken 1000.a.b"})
    assert unknown.body == {
        "code": "INVALID_TOKEN",
        "details": {},
        "message": "invalid oauth token",
        "status": "error",
    }
    assert unknown.status == 401


def test_both_words_before_the_token_are_taken(crm: Crm) -> None:
    assert crm.get("org", headers={"Authorization": f"Bearer {crm.token}"}).status == 200


def test_tokens_end_after_an_hour_by_the_emulators_clock(crm: Crm) -> None:
    crm.ask("POST", "clock", {"advance": 3599})
    assert crm.get("org").status == 200
    crm.ask("POST", "clock", {"advance": 1})
    assert crm.get("org").body["code"] == "INVALID_TOKEN"


def test_a_token_of_another_region_is_invalid(crm: Crm) -> None:
    crm.ask("POST", "org", {"region": "JP"})
    assert crm.get("org").body["code"] == "INVALID_TOKEN"


def test_the_sixteenth_token_drops_the_oldest() -> None:
    tokens = Tokens(still_clock())
    tokens.throttle = False
    grant = tokens.grant("r", "c", None, "us")
    made = [tokens.create(grant).token for _ in range(RING + 1)]
    assert tokens.valid(made[0], "us") is None
    assert all(tokens.valid(one, "us") for one in made[1:])


def test_ten_tokens_in_ten_minutes() -> None:
    clock = still_clock()
    tokens = Tokens(clock)
    grant, other = tokens.grant("r", "c", None, "us"), tokens.grant("o", "c", None, "us")
    for _ in range(CREATIONS):
        tokens.create(grant)
    with pytest.raises(Throttled):
        tokens.create(grant)
    assert tokens.create(other).grant is other
    clock.advance(CREATION_WINDOW + 1)
    assert tokens.create(grant).grant is grant


def test_the_twenty_first_refresh_token_drops_the_oldest() -> None:
    tokens = Tokens(still_clock())
    given = [tokens.new_grant("c", None, "us").refresh_token for _ in range(21)]
    assert given[0] not in tokens.grants
    assert set(given[1:]) <= set(tokens.grants)


@pytest.mark.parametrize(
    ("held", "needed", "allowed"),
    [
        ("ZohoCRM.modules.ALL", "modules.leads.READ", True),
        ("ZohoCRM.modules.Leads.READ", "modules.leads.READ", True),
        ("ZohoCRM.modules.leads.READ", "modules.leads.CREATE", False),
        ("ZohoCRM.modules.leads.WRITE", "modules.leads.CREATE", True),
        ("ZohoCRM.modules.leads.WRITE", "modules.leads.DELETE", False),
        ("ZohoCRM.modules.contacts.ALL", "modules.leads.READ", False),
        ("ZohoCRM.settings.ALL", "settings.fields.READ", True),
        ("ZohoCRM.ALL", "org.READ", False),
        ("ZohoSearch.securesearch.READ", "ZohoSearch.securesearch.READ", True),
    ],
)
def test_scopes(held: str, needed: str, allowed: bool) -> None:  # noqa: FBT001 -- a table's column
    assert allows([held], needed) is allowed
    assert allows(None, needed)


def test_a_missing_scope(crm: Crm) -> None:
    crm.ask("POST", "tokens", {"scopes": ["ZohoCRM.modules.leads.READ", "ZohoCRM.coql.READ"]})
    assert crm.get("Leads?fields=id").status == 204
    assert crm.query("select id from Leads where id > 1").status == 204
    for answer in (
        crm.insert("Leads", {"Last_Name": "Lee"}),
        crm.get("Contacts?fields=id"),
        crm.get("Leads/search?word=ab"),
        crm.get("org"),
        crm.query("select id from Contacts where id > 1"),
    ):
        assert (answer.status, answer.body["code"]) == (401, "OAUTH_SCOPE_MISMATCH")


def test_credits_come_back_after_24_hours() -> None:
    clock = still_clock()
    credits_ = Credits(clock)
    credits_.spend(10)
    clock.advance(WINDOW - 1)
    credits_.spend(5)
    assert credits_.spent() == 15
    clock.advance(1)
    assert credits_.spent() == 5
    credits_.leave(30, allowance=100)
    assert credits_.spent() == 70


@pytest.mark.parametrize(
    ("edition", "users", "allowance"),
    [
        ("free", 3, 5_000),
        ("standard", 10, 52_500),
        ("standard", 1000, 100_000),
        ("professional", 10, 55_000),
        ("enterprise", 10, 60_000),
        ("ultimate", 10_000, 20_050_000),
    ],
)
def test_the_allowance_of_an_edition(edition: str, users: int, allowance: int) -> None:
    assert EDITIONS[edition].allowance(users) == allowance


def test_prices(crm: Crm) -> None:
    lead = {"Last_Name": "Lee"}
    view = crm.get("settings/custom_views?module=Leads").body["custom_views"][0]["id"]
    ten, eleven, hundred = ({"data": [lead] * count} for count in (10, 11, 100))
    for price, method, path, body in (
        (1, "POST", "Leads", ten),
        (2, "POST", "Leads", eleven),
        (10, "POST", "Leads/upsert", hundred),
        (1, "GET", "Leads?fields=id", None),
        (3, "GET", f"Leads?fields=id&cvid={view}", None),
        (2, "GET", "Leads/deleted", None),
        (1, "GET", "org", None),
    ):
        before = crm.state.credits.spent()
        crm.call(method, path, body)
        assert crm.state.credits.spent() - before == price


def test_when_the_credits_are_used_up(crm: Crm) -> None:
    crm.ask("POST", "org", {"credits_left": 9})
    refused = crm.insert("Leads", *[{"Last_Name": "Lee"}] * 100)
    assert (refused.status, refused.body["code"]) == (429, "TOO_MANY_REQUESTS")
    assert crm.ask("GET", "stats")["records"]["Leads"] == 0
    assert crm.insert("Leads", *[{"Last_Name": "Lee"}] * 90).status == 201
    assert crm.get("org").status == 429


def test_calls_in_flight() -> None:
    traffic = Traffic()
    for _ in range(5):
        traffic.enter(5)
    with pytest.raises(Problem, match="TOO_MANY_REQUESTS"):
        traffic.enter(5)
    traffic.leave()
    traffic.enter(5)
    assert traffic.peak == 5


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "Nonsense?fields=id", 400, "INVALID_MODULE"),
        ("GET", "Nonsense/5", 400, "INVALID_MODULE"),
        ("GET", "settings/nonsense", 404, "INVALID_URL_PATTERN"),
        ("GET", "Leads/5/a/b/c", 404, "INVALID_URL_PATTERN"),
        ("GET", "", 404, "INVALID_URL_PATTERN"),
        ("PUT", "coql", 400, "INVALID_REQUEST_METHOD"),
        ("PATCH", "Leads", 400, "INVALID_REQUEST_METHOD"),
        ("POST", "org", 400, "INVALID_REQUEST_METHOD"),
        ("POST", "Leads/actions/mass_update", 501, "NOT_EMULATED"),
        ("GET", "Leads/5/photo", 501, "NOT_EMULATED"),
        ("POST", "__features", 501, "NOT_EMULATED"),
        ("DELETE", "settings/fields/5", 501, "NOT_EMULATED"),
        ("GET", "settings/variables", 501, "NOT_EMULATED"),
        ("POST", "files", 501, "NOT_EMULATED"),
    ],
)
def test_paths(crm: Crm, method: str, path: str, status: int, code: str) -> None:
    answer = crm.call(method, path)
    assert (answer.status, answer.body["code"]) == (status, code)
    if status == 501:
        assert "records.upsert" in answer.body["details"]["emulated"]


def test_versions_and_bulk(crm: Crm) -> None:
    assert crm.get("org", version="v1").status == 404
    for version in ("v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8"):
        assert crm.get("org", version=version).status == 200
    assert crm.call("POST", "v8/read", version="bulk").status == 415
    assert crm.call("POST", "bulk/read").status == 404


def test_modules_that_come_later_say_so(crm: Crm) -> None:
    for module in sorted(NOT_EMULATED):
        assert crm.get(f"{module}?fields=id").status == 501
        assert crm.get(f"settings/fields?module={module}").status == 501
