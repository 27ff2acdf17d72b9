"""OAuth as a flow without I/O: what to send to Zoho's accounts server, and what its answers mean."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from hakobu.errors import SetupError, SignInError
from hakobu.zoho.regions import REGIONS, region_of
from hakobu.zoho.transport import Request

if TYPE_CHECKING:
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.tokens import Tokens
    from hakobu.zoho.transport import Response

__all__ = ["Grant", "SignInPage", "read_redirect", "sign_in_page"]

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Where to send a person to sign in; keep ``state`` and ``verifier`` until they come back."""

    url: str
    state: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person came back with: a code, and where Zoho says that the account lives."""

    code: str = field(repr=False)
    accounts_server: str
    region: str | None


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """A good answer of the token endpoint, or word that there were too many requests."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    api_domain: str = ""
    scope: str = ""
    expires_in: float = 3600.0
    throttled: bool = False


def sign_in_page(settings: Settings, *, redirect_uri: str, scopes: tuple[str, ...] = ()) -> SignInPage:
    """The address of Zoho's consent page, with a state of our own and PKCE; asks for a refresh token."""
    state = secrets.token_urlsafe(24)
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "scope": ",".join(scopes or settings.scopes),
        "redirect_uri": redirect_uri,
        "access_type": "offline",
        "prompt": "consent",  # without it a second sign-in brings no refresh token
        "state": state,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    return SignInPage(f"{settings.accounts}/oauth/v2/auth?{urlencode(query)}", state, verifier)


def read_redirect(settings: Settings, url: str, *, state: str) -> Grant:
    """What the address says with which Zoho sent the person back; its host is checked before it is used."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if not secrets.compare_digest(query.get("state", "").encode(), state.encode()):
        raise SignInError(
            "The answer belongs to another sign-in.", next_step="Sign in again.", code="other_sign_in"
        )
    if "code" not in query:
        reason = query.get("error", "no code")
        raise SignInError(f"Zoho did not agree ({reason}).", next_step="Sign in again.", code=reason)
    server = query.get("accounts-server") or settings.accounts
    if not settings.may_see_token(server):
        raise SignInError(
            f"The answer names {server} as accounts server, which is none of Zoho's.",
            next_step="Sign in again from this page.",
            code="foreign_host",
        )
    region = region_of(server) or REGIONS.get(query.get("location", "").upper())
    return Grant(query["code"], server.rstrip("/"), region.code if region else None)


def key_of(settings: Settings) -> str:
    """The name of a sign-in: a hash that shows none of its secrets."""
    grant = settings.refresh_token or f"code {settings.code or ''} {settings.soid or ''}"
    parts = f"{settings.accounts}\n{settings.client_id}\n{grant}"
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def grant_of(settings: Settings, kept: Tokens) -> str:
    """By which grant the next access token is asked for."""
    if settings.refresh_token or kept.refresh_token:
        return "refresh_token"
    if settings.code:
        return "authorization_code"
    if settings.soid:
        return "client_credentials"
    raise SignInError(
        "There is neither a refresh token nor a code.",
        where="sign-in",
        next_step="Sign in with Zoho, or paste a self client's code.",
        code="no_grant",
    )


def token_request(settings: Settings, kept: Tokens) -> Request:
    """The call that brings the next access token."""
    grant = grant_of(settings, kept)
    form = {
        "grant_type": grant,
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
    }
    if grant == "refresh_token":
        form["refresh_token"] = settings.refresh_token or kept.refresh_token
    elif grant == "authorization_code":
        form["code"] = settings.code or ""
        if settings.redirect_uri:
            form["redirect_uri"] = settings.redirect_uri
        if settings.code_verifier:
            form["code_verifier"] = settings.code_verifier
    else:
        form["scope"] = ",".join(settings.scopes)
        form["soid"] = f"ZohoCRM.{settings.soid}"
    return _post(settings, "/oauth/v2/token", form)


def revoke_request(settings: Settings, token: str) -> Request:
    """The call that ends a refresh token."""
    return _post(settings, "/oauth/v2/token/revoke", {"token": token})


def read_token_answer(settings: Settings, response: Response) -> TokenAnswer:
    """What the token endpoint said; most of its errors come with HTTP 200."""
    if response.status == 429:
        return TokenAnswer(throttled=True)
    try:
        body = msgspec.json.decode(response.body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise SignInError(
            f"{settings.accounts} answered {response.status} with something that is no token.",
            where="sign-in",
            next_step="Check the region, the accounts server and the proxy.",
            code="no_token",
        ) from error
    if body.get("access_token"):
        return TokenAnswer(
            access_token=str(body["access_token"]),
            refresh_token=str(body.get("refresh_token") or ""),
            api_domain=str(body.get("api_domain") or ""),
            scope=str(body.get("scope") or ""),
            expires_in=float(body.get("expires_in") or 3600),
        )
    if body.get("status") == "failure" or body.get("error") == "Access Denied":
        return TokenAnswer(throttled=True)
    raise _refused(settings, str(body.get("error") or "no_token"))


def _post(settings: Settings, path: str, form: dict[str, str]) -> Request:
    return Request(
        "POST", settings.accounts + path, _FORM, urlencode(form).encode(), min(settings.timeout, 30.0)
    )


def api_domain(settings: Settings, named: str) -> str:
    """Where the API is: as the connection says, else as the token's answer named it, checked."""
    if settings.api_domain:
        return settings.api_domain
    if named:
        if not settings.may_see_token(named):
            raise SignInError(
                f"The accounts server names {named} as the API's address, which is none of Zoho's.",
                where="api_domain",
                next_step="If it is right, set it as api_domain of the connection.",
                code="foreign_host",
            )
        region = region_of(named)
        if region and settings.environment != "production":
            return region.api_domain(settings.environment)
        return named.rstrip("/")
    if settings.accounts_server and region_of(settings.accounts_server) is None:
        raise SetupError(
            "The accounts server does not say where the API is.",
            where="api_domain",
            next_step="Set api_domain of the connection.",
        )
    home = region_of(settings.accounts) or settings.data_centre
    return home.api_domain(settings.environment)


_REFUSALS: dict[str, tuple[str, str]] = {
    "invalid_code": (
        (
            "{server} does not know this code: it is used up, expired or revoked, or the account"
            " does not live {there} ({error})."
        ),
        "{choose}, or sign in again.",
    ),
    "invalid_code of a refresh token": (
        (
            "{server} does not know this refresh token: it is used up, expired or revoked, or the account"
            " does not live {there} ({error})."
        ),
        "{choose}, or sign in again.",
    ),
    "invalid_client": (
        (
            "{server} does not know this client id: it is mistyped, or the client was not made {there}"
            " ({error})."
        ),
        "Compare the client id with Zoho's API console. {choose}.",
    ),
    "invalid_client_secret": (
        (
            "The client secret is wrong for region {region}; with several data centres each may have its own"
            " ({error})."
        ),
        "Copy the client secret from Zoho's API console, tab of data centre {region}.",
    ),
    "invalid_redirect_uri": (
        "The redirect address is not the one that the client was registered with ({error}).",
        "Compare it with Zoho's API console.",
    ),
    "missing_org_info": (
        "Client credentials need the organisation ({error}).",
        "Set soid to the organisation's id (zgid).",
    ),
}
"""Zoho's words for a refused sign-in → what happened, what to do."""

_CHOOSE = (
    "Choose the region in whose data centre the account lives (crm.zoho.com is US, crm.zoho.eu EU,"
    " crm.zoho.jp JP and so on)"
)


def _refused(settings: Settings, error: str) -> SignInError:
    of_token = error == "invalid_code" and settings.refresh_token
    meaning, remedy = _REFUSALS.get(
        f"{error} of a refresh token" if of_token else error,
        ("{server} refused the sign-in ({error}).", "Sign in again; Zoho's own word is the code given."),
    )
    listed = region_of(settings.accounts) is not None
    words = {
        "server": settings.accounts,
        "region": settings.region.upper(),
        "there": f"in region {settings.region.upper()}" if listed else "at this accounts server",
        "choose": _CHOOSE if listed else "Correct accounts_server of the connection",
        "error": error,
    }
    return SignInError(
        meaning.format(**words),
        where="sign-in",
        next_step=remedy.format(**words),
        code=error,
    )
