"""OpenID Connect, with a provider of our own on a real socket: who signs in, as what, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2


class Provider:
    """A provider that says of everybody what a test wants said."""

    def __init__(self) -> None:
        self.key, self.other = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("one", "one"))
        self.claims: dict[str, Any] = {}
        self.forged = ""
        self.asked: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                place, query = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
                if place.path == "/authorize":
                    asked = {name: values[0] for name, values in query.items()}
                    provider.asked["the code"] = asked
                    back = urlencode({"code": "the code", "state": asked["state"]})
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                    self.end_headers()
                elif place.path == "/keys":
                    self.tell({"keys": [provider.key.as_dict(private=False)]})
                else:
                    self.tell(provider.described())

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                given = {name: each[0] for name, each in parse_qs(self.rfile.read(length).decode()).items()}
                asked = provider.asked.pop(given["code"], None)
                digest = hashlib.sha256(given["code_verifier"].encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                if (
                    asked is None
                    or challenge != asked["code_challenge"]
                    or given["client_secret"] != "planted"
                ):
                    self.send_error(400)
                    return
                self.tell({"id_token": provider.word(asked), "access_token": "a", "token_type": "Bearer"})

            def tell(self, body: Any) -> None:
                said = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever).start()

    def described(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def word(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": "hakobu", "sub": "1", "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"], "email": "hanako@x.org", "email_verified": True, "name": "Hanako"}
        claims |= self.claims
        if self.forged == "none":
            parts = [{"alg": "none"}, claims]
            coded = (base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in parts)
            return b".".join((*coded, b"")).decode()
        key = self.other if self.forged == "key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        groups = {"crm-editors": "editor", "crm-admins": "administrator"}
        body = {"issuer": provider.url, "client_id": "hakobu", "client_secret": "planted", "groups": groups}
        assert served.ok("PUT", "/api/openid/settings", body)["client_secret"] == "***"
        yield served


@pytest.fixture(autouse=True)
def _plain(provider: Provider) -> None:
    provider.claims, provider.forged = {"groups": ["crm-editors", "other"]}, ""


def signed_in(app: Application) -> tuple[str, Any, httpx2.Client]:
    """Walk the way of a browser; gives where it ends, who is signed in then, and the browser."""
    browser = app.bearer().client
    begun = browser.get("/api/openid/start")
    assert begun.status_code == 303, begun.text
    back = browser.get(begun.headers["location"])
    ended = browser.get(back.headers["location"])
    return ended.headers["location"], browser.get("/api/session").json()["user"], browser


def test_somebody_new_is_made_with_the_role_of_the_group(app: Application) -> None:
    place, user, _ = signed_in(app)
    assert place == "/"
    assert (user["email"], user["role"]) == ("hanako@x.org", "editor")
    found = app.ok("GET", "/api/users?text=hanako")["users"][0]
    assert found["openid"] is True


def test_a_group_that_changed_changes_the_role(app: Application, provider: Provider) -> None:
    provider.claims = {"groups": ["crm-admins", "crm-editors"]}
    assert signed_in(app)[1]["role"] == "administrator"
    provider.claims = {"groups": "crm-editors"}
    assert signed_in(app)[1]["role"] == "editor"


@pytest.mark.parametrize(
    ("claims", "forged", "code"),
    [
        ({"groups": []}, "", "openid_no_role"),
        ({}, "key", "openid_signature"),
        ({}, "none", "openid_signature"),
        ({"nonce": "another"}, "", "openid_claims"),
        ({"aud": "somebody else"}, "", "openid_claims"),
        ({"aud": ["hakobu", "other"]}, "", "openid_claims"),
        ({"iss": "https://evil.example"}, "", "openid_claims"),
        ({"exp": 1}, "", "openid_claims"),
        ({"exp": None}, "", "openid_claims"),
        ({"iat": 9_999_999_999}, "", "openid_claims"),
        ({"sub": "2", "email_verified": False}, "", "openid_email"),
        ({"sub": "3", "email": "admin@example.com"}, "", "openid_taken"),
    ],
)
def test_a_word_that_is_not_right_signs_nobody_in(
    app: Application, provider: Provider, claims: dict[str, Any], forged: str, code: str
) -> None:
    provider.claims, provider.forged = {**provider.claims, **claims}, forged
    place, user, _ = signed_in(app)
    assert (place, user) == (f"/sign-in?refused={code}", None)


def test_a_sign_in_that_was_begun_in_another_browser_is_refused(app: Application) -> None:
    mine, other = app.bearer().client, app.bearer().client
    back = mine.get(mine.get("/api/openid/start").headers["location"])
    other.get("/api/openid/start")
    assert other.get(back.headers["location"]).headers["location"] == "/sign-in?refused=openid_state"
    without = app.bearer().client.get(back.headers["location"])
    assert without.headers["location"] == "/sign-in?refused=openid_state"


def test_a_code_works_once(app: Application) -> None:
    browser = app.bearer().client
    back = browser.get(browser.get("/api/openid/start").headers["location"]).headers["location"]
    assert browser.get(back).headers["location"] == "/"
    assert "refused" in browser.get(back).headers["location"]


def test_who_is_disabled_does_not_get_in_by_the_provider(app: Application) -> None:
    signed_in(app)
    found = app.ok("GET", "/api/users?text=hanako")["users"][0]
    app.ok("PATCH", f"/api/users/{found['id']}", {"active": False})
    assert signed_in(app)[0] == "/sign-in?refused=openid_disabled"


def test_the_clients_secret_never_comes_out_and_addresses_are_encrypted(app: Application) -> None:
    assert "planted" not in app.call("GET", "/api/openid/settings").text
    body = {"issuer": "http://login.example.com", "client_id": "a"}
    assert app.refused(422, "PUT", "/api/openid/settings", body)["code"] == "openid_address"
