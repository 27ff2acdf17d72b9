from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from hakobu.errors import SetupError, SignInError, WaitError
from hakobu.zoho import FileTokenStore, Settings, TransportError, read_redirect, sign_in_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.zoho import Client, Response
    from tests.unit.zoho.conftest import HandClock, MemoryZoho

    Make = Callable[..., Response]
    Connect = Callable[..., Client]

THROTTLED = {
    "error_description": "You have made too many requests continuously. Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}


def settings(**changed: Any) -> Settings:
    return Settings(**({"client_id": "1000.ID", "client_secret": "s3cr3t"} | changed))


def test_one_token_serves_all_threads(zoho: MemoryZoho, crm: Client) -> None:
    threads = [threading.Thread(target=crm.organisation) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(zoho.calls("/oauth/v2/token")) == 1
    assert len(zoho.calls("/org")) == 1


def test_a_token_is_kept_for_the_next_process(tmp_path: Path, zoho: MemoryZoho, connect: Connect) -> None:
    for _ in range(3):
        connect(tokens=FileTokenStore(tmp_path)).organisation()
    assert len(zoho.calls("/oauth/v2/token")) == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "tokens").iterdir())
    assert not any("refresh" in path.name for path in (tmp_path / "tokens").iterdir())


def test_a_token_is_renewed_before_it_ends(zoho: MemoryZoho, crm: Client, clock: HandClock) -> None:
    crm.sign_in()
    clock.time += 3600 - 60
    crm.sign_in()
    assert len(zoho.calls("/oauth/v2/token")) == 2


def test_no_more_than_ten_tokens_in_ten_minutes_over_all_processes(
    tmp_path: Path, zoho: MemoryZoho, connect: Connect, clock: HandClock
) -> None:
    zoho.on(
        "/oauth/v2/token",
        {"access_token": "short", "expires_in": 1, "api_domain": "https://www.zohoapis.com"},
    )
    for _ in range(10):
        connect(tokens=FileTokenStore(tmp_path)).sign_in()
        clock.time += 2
    with pytest.raises(WaitError, match="10 access tokens in 10 minutes"):
        connect(tokens=FileTokenStore(tmp_path)).sign_in()
    assert len(zoho.calls("/oauth/v2/token")) == 10
    clock.time += 601
    connect(tokens=FileTokenStore(tmp_path)).sign_in()


@pytest.mark.parametrize("status", [200, 400])
def test_a_throttled_token_endpoint_is_left_alone_for_ten_minutes(
    status: int, zoho: MemoryZoho, crm: Client, clock: HandClock, response: Make
) -> None:
    zoho.on("/oauth/v2/token", response(status, THROTTLED))
    for _ in range(3):
        with pytest.raises(WaitError, match="Try again in 10 minutes"):
            crm.sign_in()
    assert len(zoho.calls("/oauth/v2/token")) == 1
    clock.time += 601
    with pytest.raises(WaitError):
        crm.sign_in()
    assert len(zoho.calls("/oauth/v2/token")) == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("invalid_code", "used up, expired or revoked, or the account does not live in region EU"),
        ("invalid_client", "not made in region EU"),
        ("invalid_client_secret", "wrong for region EU"),
        ("something_new", "refused the sign-in"),
    ],
)
def test_a_refused_sign_in_names_region_and_remedy(
    error: str, said: str, zoho: MemoryZoho, connect: Connect
) -> None:
    """Zoho in particular: ``invalid_code`` is all the user sees."""
    zoho.on("/oauth/v2/token", {"error": error})
    with pytest.raises(SignInError, match=said) as caught:
        connect(region="EU").sign_in()
    assert caught.value.code == error
    assert caught.value.next_step
    assert {urlsplit(seen.request.url).hostname for seen in zoho.seen} == {"accounts.zoho.eu"}


def test_a_code_is_exchanged_once_and_its_refresh_token_kept(
    tmp_path: Path, zoho: MemoryZoho, connect: Connect, clock: HandClock
) -> None:
    token = {"access_token": "a", "api_domain": "https://www.zohoapis.com"}
    zoho.on("/oauth/v2/token", token | {"refresh_token": "kept"}, token)
    told = {"refresh_token": None, "code": "1000.code", "redirect_uri": "https://me.example/back"}
    tokens = connect(**told, tokens=FileTokenStore(tmp_path)).sign_in()
    assert tokens.refresh_token == "kept"
    clock.time += 4000
    connect(**told, tokens=FileTokenStore(tmp_path)).sign_in()
    first, second = (seen.form for seen in zoho.calls("/oauth/v2/token"))
    assert (first["grant_type"], first["code"]) == ("authorization_code", "1000.code")
    assert first["redirect_uri"] == "https://me.example/back"
    assert (second["grant_type"], second["refresh_token"]) == ("refresh_token", "kept")


def test_a_self_client_code_goes_without_redirect(zoho: MemoryZoho, connect: Connect) -> None:
    connect(refresh_token=None, code="1000.code").sign_in()
    assert "redirect_uri" not in zoho.calls("/oauth/v2/token")[0].form


def test_a_code_whose_answer_was_lost_is_not_tried_again(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/oauth/v2/token", TransportError("gone", sent=True))
    with pytest.raises(SignInError, match="may be used up"):
        connect(refresh_token=None, code="1000.code").sign_in()
    assert len(zoho.calls("/oauth/v2/token")) == 1


def test_a_refresh_whose_answer_was_lost_is_tried_again(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/oauth/v2/token", TransportError("gone", sent=True), {"access_token": "a"})
    assert crm.sign_in().access_token == "a"


def test_client_credentials_name_the_organisation(zoho: MemoryZoho, connect: Connect) -> None:
    connect(refresh_token=None, soid="60001").sign_in()
    form = zoho.calls("/oauth/v2/token")[0].form
    assert (form["grant_type"], form["soid"]) == ("client_credentials", "ZohoCRM.60001")


def test_nothing_to_sign_in_with_is_said(connect: Connect) -> None:
    with pytest.raises(SignInError, match="neither a refresh token nor a code"):
        connect(refresh_token=None).sign_in()


def test_an_api_domain_outside_of_zoho_gets_no_token(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/oauth/v2/token", {"access_token": "a", "api_domain": "https://www.zohoapis.com.evil.example"})
    with pytest.raises(SignInError, match="none of Zoho's"):
        crm.organisation()
    assert len(zoho.seen) == 1


def test_the_api_domain_of_the_answer_is_used(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/oauth/v2/token", {"access_token": "a", "api_domain": "https://www.zohoapis.eu"})
    crm.organisation()
    assert zoho.calls("/org")[0].request.url == "https://www.zohoapis.eu/crm/v4/org"


def test_a_sandbox_has_its_own_host(zoho: MemoryZoho, connect: Connect) -> None:
    connect(environment="sandbox").organisation()
    assert zoho.calls("/org")[0].request.url.startswith("https://sandbox.zohoapis.com/")


def test_an_emulator_names_itself(zoho: MemoryZoho, connect: Connect) -> None:
    home = "http://127.0.0.1:8123"
    zoho.on("/oauth/v2/token", {"access_token": "a", "api_domain": home})
    connect(accounts_server=home + "/").organisation()
    assert zoho.calls("/org")[0].request.url == home + "/crm/v4/org"


def test_an_accounts_server_of_ones_own_must_say_where_the_api_is(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/oauth/v2/token", {"access_token": "a"})
    with pytest.raises(SetupError, match="does not say where the API is"):
        connect(accounts_server="http://127.0.0.1:8123").organisation()


def test_revoking_forgets_the_tokens(tmp_path: Path, zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/oauth/v2/token/revoke", {"status": "success"})
    crm = connect(tokens=FileTokenStore(tmp_path))
    crm.sign_in()
    crm.revoke()
    assert zoho.calls("/revoke")[0].form == {"token": "1000.refresh"}
    crm.sign_in()
    assert len(zoho.calls("/oauth/v2/token")) == 2


def test_the_consent_page_asks_for_a_refresh_token_with_state_and_pkce() -> None:
    page = sign_in_page(settings(region="JP"), redirect_uri="https://me.example/back", scopes=("A", "B"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    assert page.url.startswith("https://accounts.zoho.jp/oauth/v2/auth?")
    assert query["scope"] == "A,B"
    assert (query["access_type"], query["prompt"]) == ("offline", "consent")
    assert (query["state"], query["code_challenge_method"]) == (page.state, "S256")
    assert page.verifier not in page.url
    assert page.verifier not in repr(page)


def test_a_redirect_tells_where_the_account_lives() -> None:
    query = {"code": "c", "location": "eu", "accounts-server": "https://accounts.zoho.eu", "state": "s"}
    grant = read_redirect(settings(), f"https://me.example/back?{urlencode(query)}", state="s")
    assert (grant.accounts_server, grant.region) == ("https://accounts.zoho.eu", "EU")
    for change, said in (
        ({"state": "other"}, "another sign-in"),
        ({"accounts-server": "https://accounts.zoho.evil.example"}, "none of Zoho's"),
        ({"code": "", "error": "access_denied"}, "access_denied"),
    ):
        url = f"https://me.example/back?{urlencode({**query, **change})}"
        with pytest.raises(SignInError, match=said):
            read_redirect(settings(), url, state="s")


def test_no_secret_is_ever_printed(zoho: MemoryZoho, connect: Connect) -> None:
    crm = connect(proxy="http://user:pr0xy@proxy.example:8080", code="c0de")
    zoho.on("/oauth/v2/token", {"error": "invalid_code"})
    with pytest.raises(SignInError) as caught:
        crm.sign_in()
    zoho.on("/oauth/v2/token", {"access_token": "acc3ss", "refresh_token": "r3fresh"})
    shown = f"{crm.settings!r} {caught.value!r} {caught.value} {crm.sign_in()!r} {zoho.seen!r} {crm.stats!r}"
    for secret in ("s3cr3t", "1000.refresh", "acc3ss", "r3fresh", "pr0xy", "c0de"):
        assert secret not in shown


def test_kept_tokens_follow_the_connection_where_it_goes(
    tmp_path: Path, zoho: MemoryZoho, connect: Connect
) -> None:
    connect(tokens=FileTokenStore(tmp_path)).organisation()
    connect(tokens=FileTokenStore(tmp_path), environment="sandbox").organisation()
    connect(tokens=FileTokenStore(tmp_path), api_domain="http://127.0.0.1:8123").organisation()
    assert [urlsplit(seen.request.url).netloc for seen in zoho.calls("/org")] == [
        *("www.zohoapis.com", "sandbox.zohoapis.com", "127.0.0.1:8123")
    ]
    assert len(zoho.calls("/oauth/v2/token")) == 1


def test_a_kept_address_outside_of_zoho_gets_no_token(
    tmp_path: Path, zoho: MemoryZoho, connect: Connect
) -> None:
    connect(tokens=FileTokenStore(tmp_path)).sign_in()
    (kept,) = (tmp_path / "tokens").glob("*.json")
    kept.write_text(kept.read_text().replace("www.zohoapis.com", "evil.example"))
    with pytest.raises(SignInError, match="none of Zoho's"):
        connect(tokens=FileTokenStore(tmp_path)).organisation()
