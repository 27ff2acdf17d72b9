"""Signing in with Zoho over the API: what is refused, kept and given back; connectors that come and go."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.integration.application import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.integration.application import Application

BACK = {"redirect_uri": "http://127.0.0.1:1/zoho/callback"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def draft(app: Application, name: str, url: str, **more: Any) -> None:
    settings = {"accounts_server": url, "api_domain": url, "client_id": "c", "client_secret": "s", **more}
    body = {"name": name, "connector": "zoho-crm", "settings": settings, "draft": True}
    app.ok("POST", "/api/connections", body)


def consent(app: Application, name: str) -> dict[str, str]:
    """Go to Zoho and come back, as a browser would."""
    address = app.ok("POST", f"/api/connections/{name}/sign-in", BACK)["address"]
    back = httpx2.get(address).headers["Location"]
    said = {key: values[0] for key, values in parse_qs(urlsplit(back).query).items()}
    return {key.replace("-", "_"): value for key, value in said.items()}


def test_a_sign_in_is_kept_and_the_one_it_replaces_is_given_back(
    app: Application, emulator: Callable[..., Any]
) -> None:
    zoho = emulator()
    zoho.post("/_emulator/org", {"region": "jp"})
    draft(app, "crm", zoho.url)
    first = app.ok("POST", "/api/zoho/sign-in", consent(app, "crm"))
    assert (first["region"], first["region_was"], first["revoked"]) == ("JP", "US", False)
    assert first["connection"]["settings"]["refresh_token"] == "***"
    old = app.context.vault.of("crm")["refresh_token"].reveal()
    second = app.ok("POST", "/api/zoho/sign-in", consent(app, "crm"))
    assert (second["region_was"], second["revoked"], second["warning"]) == ("", True, "")
    answer = httpx2.post(
        f"{zoho.url}/oauth/v2/token",
        data={"grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": old},
    )
    assert answer.json() == {"error": "invalid_code"}
    assert old not in app.client.get("/api/connections").text


def test_an_answer_of_zoho_belongs_to_whoever_began(app: Application, emulator: Callable[..., Any]) -> None:
    zoho = emulator()
    draft(app, "mine", zoho.url)
    said = consent(app, "mine")
    other = app.another("other@example.com", "editor")
    assert other.refused(409, "POST", "/api/zoho/sign-in", said)["code"] == "other_sign_in"
    assert app.refused(409, "POST", "/api/zoho/sign-in", said)["code"] == "other_sign_in"  # it is used up
    late = consent(app, "mine")
    app.context.sign_ins.update(
        {state: _ended(begun) for state, begun in app.context.sign_ins.items() if state == late["state"]}
    )
    assert app.refused(409, "POST", "/api/zoho/sign-in", late)["code"] == "other_sign_in"
    assert app.context.vault.names("mine") == {"client_secret"}


def _ended(begun: Any) -> Any:
    from dataclasses import replace  # noqa: PLC0415 - for this one line

    return replace(begun, ends=time.time() - 1)


def test_a_secret_goes_to_no_foreign_server(app: Application, emulator: Callable[..., Any]) -> None:
    zoho = emulator()
    draft(app, "lured", zoho.url)
    said = {**consent(app, "lured"), "accounts_server": "https://accounts.evil.example"}
    assert app.refused(400, "POST", "/api/zoho/sign-in", said)["code"] == "foreign_host"


@pytest.mark.parametrize("address", ["https://evil.example/steal", "javascript:alert(1)", "/zoho/callback"])
def test_zoho_sends_back_only_to_our_own_page(app: Application, address: str) -> None:
    if app.context.store.definitions.connection("back") is None:
        draft(app, "back", "http://127.0.0.1:9")
    app.refused(422, "POST", "/api/connections/back/sign-in", {"redirect_uri": address})


def test_a_client_is_needed_first(app: Application) -> None:
    body = {"name": "empty", "connector": "zoho-crm", "settings": {"client_id": "c"}, "draft": True}
    app.ok("POST", "/api/connections", body)
    said = app.refused(422, "POST", "/api/connections/empty/sign-in", BACK)
    assert [each["path"] for each in said["faults"]] == ["settings.client_secret"]


def test_a_connector_that_is_used_stays_and_one_that_is_gone_takes_no_connection(app: Application) -> None:
    body = {"name": "lite", "connector": "sqlite", "settings": {"path": "x.db"}, "draft": True}
    app.ok("POST", "/api/connections", body)
    said = app.refused(409, "DELETE", "/api/connectors/sqlite/installation")
    assert "lite" in said["detail"]
    app.ok("DELETE", "/api/connections/lite")
    assert app.ok("DELETE", "/api/connectors/sqlite/installation")["state"] == "removed"
    assert app.refused(409, "POST", "/api/connections", body)["code"] == "not_installed"
    app.ok("POST", "/api/connectors/sqlite/installation")
    app.context.installs.close()
    told = app.ok("GET", "/api/connectors/sqlite/installation")
    assert (told["ended"], told["error"]) == (True, "")
    app.ok("POST", "/api/connections", body)
