"""The accounts server's calls (api-core §1)."""

import base64
import binascii
import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from hakobu.emulator.oauth.consent import consent_page
from hakobu.emulator.oauth.token import LIFETIME, Access, Throttled
from hakobu.emulator.organisation import REGIONS
from hakobu.emulator.state import State
from hakobu.emulator.wire import Reply

_THROTTLED = {
    "error_description": "You have made too many requests continuously. Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}
_DOMAINS = {
    "us": "com",
    "eu": "eu",
    "in": "in",
    "au": "com.au",
    "jp": "jp",
    "cn": "com.cn",
    "sa": "sa",
    "uk": "uk",
    "ae": "ae",
}


@dataclass(slots=True)
class Form:
    """The parameters of a call to the accounts server, wherever they stood."""

    state: State
    method: str
    values: Mapping[str, str]
    headers: Mapping[str, str]
    base_url: str

    def get(self, name: str) -> str:
        """Give a parameter, or nothing."""
        return self.values.get(name, "")

    def client(self) -> tuple[str, str]:
        """Give the client's id and secret, from the parameters or from basic authentication."""
        scheme, _, secret = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic" and not self.get("client_id"):
            try:
                pair = base64.b64decode(secret, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return "", ""
            name, _, password = pair.partition(":")
            return name, password
        return self.get("client_id"), self.get("client_secret")


def _error(name: str) -> Reply:
    # most errors of the token endpoint come with HTTP 200 (api-core §1.4)
    return Reply(200, {"error": name})


def scopes_of(text: str) -> tuple[str, ...] | None:
    """Read scopes parted by commas or blanks; none means all."""
    return tuple(text.replace(",", " ").split()) or None


def _client_fault(form: Form) -> Reply | None:
    client_id, secret = form.client()
    if not client_id:
        return _error("invalid_client")
    if form.state.options.strict:
        client = form.state.tokens.clients.get(client_id)
        if client is None:
            return _error("invalid_client")
        if client.secret != secret:
            return _error("invalid_client_secret")
    return None


def token(form: Form) -> Reply:
    """``POST /oauth/v2/token``."""
    if form.method != "POST":
        return _error("invalid_request")
    grants = {
        "refresh_token": _refresh,
        "authorization_code": _exchange,
        "client_credentials": _credentials,
    }
    answer = grants.get(form.get("grant_type"))
    if answer is None:
        return _error("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
    fault = _client_fault(form)
    if fault is not None:
        return fault
    try:
        return answer(form)
    except Throttled:
        return Reply(400, dict(_THROTTLED))


def token_body(form: Form, access: Access, *, refresh: bool) -> dict[str, object]:
    """Give the JSON that carries a token."""
    grant = access.grant
    body: dict[str, object] = {"access_token": access.token}
    if refresh:
        body["refresh_token"] = grant.refresh_token
    if grant.scopes is not None:
        body["scope"] = " ".join(grant.scopes)
    api_domain = form.state.org.api_domain or form.base_url
    return body | {"api_domain": api_domain, "token_type": "Bearer", "expires_in": LIFETIME}


def _refresh(form: Form) -> Reply:
    state, name = form.state, form.get("refresh_token")
    tokens = state.tokens
    grant = tokens.grants.get(name)
    if grant is None:
        if not name or name in tokens.revoked or state.options.strict:
            return _error("invalid_code")
        grant = tokens.grant(name, form.client()[0], tokens.scopes, state.org.region)
    if grant.region != state.org.region:
        return _error("invalid_code")
    if state.options.strict and grant.client_id not in {None, form.client()[0]}:
        return _error("invalid_code")
    return Reply(200, token_body(form, tokens.create(grant), refresh=False))


def _exchange(form: Form) -> Reply:
    state, name = form.state, form.get("code")
    tokens = state.tokens
    code = tokens.codes.pop(name, None)
    if code is None:
        if not name or name in tokens.revoked or state.options.strict:
            return _error("invalid_code")
        tokens.revoked.add(name)
        grant = tokens.new_grant(form.client()[0], tokens.scopes, state.org.region)
        return Reply(200, token_body(form, tokens.create(grant), refresh=True))
    tokens.revoked.add(name)
    if code.expires <= state.clock.now() or code.client_id not in {None, form.client()[0]}:
        return _error("invalid_code")
    if code.redirect_uri and form.get("redirect_uri") not in {"", code.redirect_uri}:
        return _error("invalid_redirect_uri")
    if code.challenge and _challenge(form.get("code_verifier")) != code.challenge:
        return _error("invalid_code")
    grant = tokens.new_grant(form.client()[0], code.scopes, state.org.region)
    return Reply(200, token_body(form, tokens.create(grant), refresh=code.offline))


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _credentials(form: Form) -> Reply:
    state, soid = form.state, form.get("soid")
    if not soid:
        return _error("missing_org_info")
    if state.options.strict and soid != f"ZohoCRM.{state.org.zgid}":
        return _error("invalid_org_info")
    name = f"{form.client()[0]}/{soid}"
    grant = state.tokens.grants.get(name) or state.tokens.grant(
        name, form.client()[0], scopes_of(form.get("scope")), state.org.region
    )
    return Reply(200, token_body(form, state.tokens.create(grant), refresh=False))


def revoke(form: Form) -> Reply:
    """``POST /oauth/v2/token/revoke`` and the newer ``/oauth/v2/revoke/token``."""
    name = form.get("token")
    tokens, lenient = form.state.tokens, not form.state.options.strict
    if tokens.revoke(name):
        return Reply(200, {"status": "success"})
    if name and lenient and name not in tokens.revoked:
        # a refresh token that was never used here: from now on it is refused
        tokens.revoked.add(name)
        return Reply(200, {"status": "success"})
    return Reply(400, {"error": "invalid_token"})


def authorize(form: Form) -> Reply:
    """``GET /oauth/v2/auth``: asks for consent, without a password, and sends the browser back.

    Only a browser is asked; a program that follows the address has consented.
    """
    state, redirect = form.state, form.get("redirect_uri")
    client_id = form.get("client_id")
    if not redirect or not client_id or form.get("response_type") != "code":
        return _page("invalid_request", "response_type=code, client_id and redirect_uri are needed", 400)
    if state.options.strict:
        client = state.tokens.clients.get(client_id)
        if client is None:
            return _page("invalid_client", "this client id is not registered", 400)
        if client.redirect_uris and redirect not in client.redirect_uris:
            return _page("invalid_redirect_uri", "this redirect is not registered", 400)
    echoed = {"state": form.get("state")} if form.get("state") else {}
    if "text/html" in form.headers.get("Accept", "") and not form.get("consent"):
        return Reply(200, raw=consent_page(form.values).encode(), content_type="text/html;charset=UTF-8")
    if state.tokens.consent_refused or form.get("consent") == "no":
        return _redirect(redirect, {"error": "access_denied", **echoed})
    scopes = scopes_of(form.get("scope"))
    code = state.tokens.code(
        client_id,
        scopes,
        offline=form.get("access_type") == "offline",
        redirect_uri=redirect,
        challenge=form.get("code_challenge") if form.get("code_challenge_method") == "S256" else "",
    )
    return _redirect(
        redirect,
        {
            "code": code.code,
            "location": state.org.region,
            "accounts-server": form.base_url,
            **echoed,
        },
    )


def _redirect(target: str, values: dict[str, str]) -> Reply:
    joint = "&" if "?" in target else "?"
    return Reply(302, raw=b"", headers={"Location": f"{target}{joint}{urlencode(values)}"})


def _page(title: str, text: str, status: int = 200) -> Reply:
    shown = f"<!doctype html><title>{html.escape(title)}</title><p>{html.escape(text)}</p>"
    return Reply(status, raw=shown.encode(), content_type="text/html;charset=UTF-8")


def server_info(form: Form) -> Reply:
    """``GET /oauth/serverinfo``: this data centre is the emulator itself, the others are Zoho's."""
    locations = {
        region: f"https://accounts.zoho.{_DOMAINS[region]}"
        if region in _DOMAINS
        else "https://accounts.zohocloud.ca"
        for region in REGIONS
    }
    locations[form.state.org.region] = form.base_url
    return Reply(200, {"result": "success", "locations": locations})


def openid(form: Form) -> Reply:
    """``GET /.well-known/openid-configuration``."""
    base = form.base_url
    return Reply(
        200,
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/oauth/v2/auth",
            "token_endpoint": f"{base}/oauth/v2/token",
            "revocation_endpoint": f"{base}/oauth/v2/token/revoke",
            "dc_info": f"{base}/oauth/serverinfo",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        },
    )
