"""Signing in with OpenID Connect: code flow with PKCE, state and nonce; the role comes from a group.

The provider's word is checked: issuer, audience, signature by its published keys, time, and the nonce of this
very sign-in. Somebody who is new is made; an account with a password is not taken over by its e-mail address.
"""

import base64
import hashlib
import json
import os
import secrets
import time
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import httpx2
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, Person, Role, context_of
from hakobu.api.context import Context
from hakobu.api.passwords import same
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.api.session import begin
from hakobu.errors import SetupError
from hakobu.jobs.accounts import Accounts
from hakobu.model import Secret
from hakobu.settings.network import load_network
from hakobu.store import User

__all__ = ["router"]

router = APIRouter(prefix="/api/openid", tags=["session"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
COOKIE = "hakobu_openid"
PLACE = "/openid"  # where the client's secret lies in the vault, and what the cookie is sealed as
LASTS = 600.0  # seconds between the first step and the last
LEEWAY = 60  # seconds by which clocks may differ
SECONDS = 15.0
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SET = "***"


class OpenId(BaseModel):
    """The provider, and which of its groups has which role here."""

    issuer: str = Field(default="", max_length=500, examples=["https://login.example.com"])
    client_id: str = Field(default="", max_length=300)
    client_secret: str = Field(default="", max_length=1_000, description="``***`` leaves it as it is.")
    label: str = Field(default="OpenID Connect", max_length=100, description="What the button says.")
    claim: str = Field(default="groups", max_length=100, description="The claim that holds the groups.")
    groups: dict[str, Role] = Field(
        default_factory=dict, max_length=200, examples=[{"crm-admins": "administrator"}]
    )
    fallback: Role | None = Field(default=None, description="Without a group: this role, or no way in.")


class OpenIdOffer(BaseModel):
    """Whether a page offers it, and under which name."""

    label: str | None


@router.get("", operation_id="openid_offer")
def offer(at: At) -> OpenIdOffer:
    """Tell whether one can sign in with OpenID Connect."""
    set_ = _settings(at)
    return OpenIdOffer(label=set_.label if set_.issuer else None)


@router.get("/settings", operation_id="openid")
def settings(_: Administrator, at: At) -> OpenId:
    """Show how one signs in with OpenID Connect; the client's secret is shown as ``***``."""
    return _settings(at)


@router.put("/settings", operation_id="set_openid")
def set_settings(body: OpenId, person: Administrator, at: At) -> OpenId:
    """Set how one signs in with OpenID Connect; without an issuer nobody does."""
    body.issuer = body.issuer.strip().rstrip("/")
    if body.issuer:
        _check_address(body.issuer)
        if not body.client_id:
            fault = Fault(message="The client's id is missing.", path="client_id")
            raise ProblemError(422, "no_client", fault.message, faults=(fault,))
    if body.client_secret and body.client_secret != SET:
        at.vault.put(PLACE, "client_secret", Secret(body.client_secret))
    elif not body.client_secret:
        at.vault.drop(PLACE)
    at.store.settings.set("openid", body.model_dump(mode="json", exclude={"client_secret"}))
    at.store.audit.write(who=person.name, action="OpenID Connect set", what=body.issuer or "off")
    return _settings(at)


@router.get("/start", status_code=303, operation_id="begin_openid", response_class=RedirectResponse)
def start(request: Request, at: At) -> RedirectResponse:
    """Go to the provider."""
    set_ = _settings(at)
    if not set_.issuer:
        raise ProblemError(404, "no_openid", "OpenID Connect is not set up here.")
    found = _discovered(at, set_.issuer)
    kept = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
    kept |= {"verifier": secrets.token_urlsafe(48), "redirect": str(request.url_for("finish"))}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": set_.client_id,
        "redirect_uri": kept["redirect"],
        "scope": "openid email profile",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    mark = "&" if "?" in found["authorization_endpoint"] else "?"
    answer = RedirectResponse(f"{found['authorization_endpoint']}{mark}{urlencode(query)}", status_code=303)
    sealed = at.vault.key.seal(json.dumps({**kept, "at": time.time()}), of=PLACE)
    answer.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=int(LASTS),
        httponly=True,
        samesite="lax",  # the provider's page leads back here
        secure=request.url.scheme == "https",
        path="/api/openid",
    )
    return answer


@router.get("/finish", status_code=303, operation_id="finish_openid", response_class=RedirectResponse)
def finish(
    request: Request,
    at: At,
    code: Annotated[str, Query(max_length=4_000)] = "",
    state: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Come back from the provider: signed in, or at the sign-in page with the reason."""
    try:
        user = _signed_in(request, at, code, state)
    except ProblemError as error:
        at.store.audit.write(who="OpenID Connect", action="sign-in refused", what=error.code)
        answer = RedirectResponse(f"/sign-in?refused={error.code}", status_code=303)
        answer.delete_cookie(COOKIE, path="/api/openid")
        return answer
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(COOKIE, path="/api/openid")
    begin(request, answer, at, Person(user, Role(user.role)))
    return answer


def _signed_in(request: Request, at: Context, code: str, state: str) -> User:
    set_, kept = _settings(at), _kept(request, at)
    if not set_.issuer or not code or not same(state, kept.get("state", "")) or not state:
        raise ProblemError(403, "openid_state", "This sign-in was not begun in this browser.")
    found = _discovered(at, set_.issuer)
    secret = at.vault.of(PLACE).get("client_secret")
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": kept["redirect"],
        "client_id": set_.client_id,
        "code_verifier": kept["verifier"],
    }
    if secret is not None:
        asked["client_secret"] = secret.reveal()
    told = _call(at, "POST", found["token_endpoint"], data=asked)
    claims = _claims(at, set_, found, str(told.get("id_token", "")), kept["nonce"])
    return _user(at, set_, claims)


def _kept(request: Request, at: Context) -> dict[str, Any]:
    """Open what the first step left in the browser."""
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(COOKIE, ""))
        kept: dict[str, Any] = json.loads(at.vault.key.open_sealed(sealed, of=PLACE)) if sealed else {}
    except (ValueError, SetupError):
        return {}
    return kept if kept.get("at", 0) > time.time() - LASTS else {}


def _claims(at: Context, set_: OpenId, found: dict[str, Any], text: str, nonce: str) -> dict[str, Any]:
    """Check the provider's word about who this is."""
    try:
        from joserfc import jwt  # noqa: PLC0415 - an extra
        from joserfc.errors import JoseError  # noqa: PLC0415 - likewise
        from joserfc.jwk import KeySet  # noqa: PLC0415 - likewise
    except ModuleNotFoundError:
        raise ProblemError(409, "no_joserfc", "OpenID Connect wants hakobu[oidc] to be installed.") from None
    keys = _call(at, "GET", found["jwks_uri"])
    try:
        claims: dict[str, Any] = dict(
            jwt.decode(text, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        )
    except (JoseError, ValueError, KeyError, TypeError):
        raise ProblemError(
            403, "openid_signature", "The provider's word is not signed by its keys."
        ) from None
    now, audience = time.time(), claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    right = (
        claims.get("iss") == found["issuer"]
        and set_.client_id in audiences
        and (len(audiences) == 1 or claims.get("azp") == set_.client_id)
        and _number(claims.get("exp")) > now - LEEWAY
        and _number(claims.get("iat")) < now + LEEWAY
        and same(str(claims.get("nonce", "")), nonce)
        and bool(claims.get("sub"))
    )
    if not right:
        raise ProblemError(403, "openid_claims", "The provider's word is for somebody or something else.")
    return claims


def _user(at: Context, set_: OpenId, claims: dict[str, Any]) -> User:
    """Find or make the user, with the role that the provider's groups give now."""
    groups = claims.get(set_.claim)
    named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    roles = [set_.groups[each] for each in named if isinstance(each, str) and each in set_.groups]
    role = max(roles, key=list(Role).index) if roles else set_.fallback
    if role is None:
        raise ProblemError(403, "openid_no_role", "None of your groups may sign in here.")
    subject = f"{claims['iss']}|{claims['sub']}"
    user = at.store.users.of_subject(subject) or _new(at, claims, role, subject)
    if not user.active:
        raise ProblemError(403, "openid_disabled", "This account is disabled.")
    if user.role != role:
        Accounts(at.store, by="OpenID Connect").change(user, role=role, active=True)
    at.store.users.change(user.id, seen=time.time())
    return at.store.users.get(user.id) or user


def _new(at: Context, claims: dict[str, Any], role: Role, subject: str) -> User:
    email = str(claims.get("email", "")).strip().lower()
    if "@" not in email or claims.get("email_verified") is not True:
        raise ProblemError(403, "openid_email", "The provider tells no verified e-mail address.")
    there = at.store.users.named(email)
    if there is not None and (there.password is not None or there.subject is not None):
        raise ProblemError(403, "openid_taken", "An account of this address signs in otherwise.")
    if there is None:
        name = str(claims.get("name") or email)[:200]
        there = at.store.users.add(email=email, name=name, role=role, password=None)
        at.store.audit.write(who="OpenID Connect", action="user added", what=f"{email}: {role}")
    at.store.users.change(there.id, subject=subject[:500])
    return at.store.users.get(there.id) or there


def _discovered(at: Context, issuer: str) -> dict[str, Any]:
    found = _call(at, "GET", f"{issuer}/.well-known/openid-configuration")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if str(found.get("issuer", "")).rstrip("/") != issuer or not all(
        isinstance(found.get(n), str) for n in names
    ):
        raise ProblemError(502, "openid_provider", "The provider describes itself as another one.")
    for name in names:
        _check_address(found[name])
    return found


def _call(at: Context, method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        with httpx2.Client(timeout=SECONDS, **load_network(at.home, os.environ)[1].httpx(url)) as client:
            told = client.request(method, url, **more)
            answer = told.json()
    except (httpx2.HTTPError, ValueError):
        raise ProblemError(502, "openid_provider", "The provider did not answer.") from None
    if told.status_code != 200 or not isinstance(answer, dict):
        raise ProblemError(502, "openid_provider", "The provider refused.")
    return answer


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or not (parts.scheme == "https" or (local and parts.scheme == "http")):
        fault = Fault(message="The provider's address begins with https://.", path="issuer")
        raise ProblemError(422, "openid_address", fault.message, faults=(fault,))


def _settings(at: Context) -> OpenId:
    kept = at.store.settings.get("openid", {})
    return OpenId(**kept, client_secret=SET if at.vault.names(PLACE) else "")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
