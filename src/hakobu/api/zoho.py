"""Signing in with Zoho through the user's own client, and the practice Zoho CRM."""

import time
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from hakobu.api.access import Editor, Person, context_of
from hakobu.api.connections import ConnectionOut, Name, connection_out, find_connection
from hakobu.api.context import Context
from hakobu.api.language import say
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.connectors.zoho_crm import SPEC, settings_of
from hakobu.errors import HakobuError
from hakobu.model import Connection, Secret
from hakobu.store import DefinedConnection, StaleError
from hakobu.zoho import Client, Settings, read_redirect, sign_in_page

__all__ = ["CALLBACK", "router"]

router = APIRouter(prefix="/api", tags=["zoho"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]

CALLBACK = "/zoho/callback"  # the page to which Zoho sends a person back
LASTS = 15 * 60.0  # seconds that somebody may take on Zoho's pages
WAITING = 200  # sign-ins that are kept in mind at once


@dataclass(frozen=True, slots=True)
class _Begun:
    connection: str
    user: int
    verifier: str
    redirect_uri: str
    ends: float


class SignInAsked(BaseModel):
    """Where the person is to come back to: this server's own page, as it is registered with Zoho."""

    redirect_uri: str = Field(max_length=500, examples=["https://hakobu.example.com/zoho/callback"])


class SignInAt(BaseModel):
    """The address of Zoho's page of consent."""

    address: str


class CameBack(BaseModel):
    """What Zoho's redirect said, as it stood in the address."""

    state: str = Field(max_length=200)
    code: str = Field(default="", max_length=500)
    error: str = Field(default="", max_length=200)
    location: str = Field(default="", max_length=20)
    accounts_server: str = Field(default="", max_length=300)


class SignedIn(BaseModel):
    """The connection with its new sign-in; ``region_was`` is filled where Zoho named another region."""

    connection: ConnectionOut
    region: str
    region_was: str = ""
    revoked: bool = Field(description="Whether an older sign-in was replaced and given back.")
    warning: str = ""


class PracticeOut(BaseModel):
    """What to connect to for practice."""

    settings: dict[str, str]


@router.post("/connections/{name}/sign-in", operation_id="begin_zoho_sign_in")
def begin(name: Name, body: SignInAsked, person: Editor, at: At) -> SignInAt:
    """Begin to sign in with Zoho: the browser goes to the address that is given."""
    found = _zoho(at, name)
    parts = urlsplit(body.redirect_uri)
    if parts.path != CALLBACK or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ProblemError(422, "redirect", f"The redirect address ends in {CALLBACK} of this server.")
    settings = _settings(at, found)
    page = sign_in_page(settings, redirect_uri=body.redirect_uri, scopes=settings.scopes)
    now = time.time()
    for state, begun in list(at.sign_ins.items()):
        if begun.ends < now or len(at.sign_ins) >= WAITING:
            del at.sign_ins[state]
    at.sign_ins[page.state] = _Begun(name, person.user.id, page.verifier, body.redirect_uri, now + LASTS)
    return SignInAt(address=page.url)


@router.post("/zoho/sign-in", operation_id="end_zoho_sign_in")
def end(body: CameBack, person: Editor, at: At) -> SignedIn:
    """End signing in: the code is exchanged, and the sign-in it replaces is given back to Zoho."""
    begun = at.sign_ins.pop(body.state, None)
    if begun is None or begun.user != person.user.id or begun.ends < time.time():
        raise ProblemError(
            409,
            "other_sign_in",
            "This answer of Zoho belongs to no sign-in of yours that is under way.",
            next_step="Open the connection and sign in again; it must be ended within 15 minutes.",
        )
    found = _zoho(at, begun.connection)
    before = _settings(at, found)
    said = {"state": body.state, "error": body.error, "code": body.code, "location": body.location}
    said["accounts-server"] = body.accounts_server
    url = "?" + urlencode({key: value for key, value in said.items() if value})
    grant = read_redirect(before, url, state=body.state)
    asked = replace(
        before,
        refresh_token=None,
        code=grant.code,
        code_verifier=begun.verifier,
        redirect_uri=begun.redirect_uri,
        region=grant.region or before.region,
        accounts_server=grant.accounts_server if before.accounts_server else None,
    )
    with Client(asked, home=at.home / "zoho") as client:
        token = client.sign_in().refresh_token
    if not token:
        raise ProblemError(
            502, "no_refresh_token", "Zoho gave no lasting sign-in.", next_step="Sign in again, and consent."
        )
    saved = _keep(at, found, token, asked.region, person)
    revoked, warning = _give_back(at, before, token)
    at.store.audit.write(who=person.name, action="signed in with Zoho", what=found.name)
    return SignedIn(
        connection=connection_out(at, saved),
        region=asked.region,
        region_was=before.region if before.region != asked.region else "",
        revoked=revoked,
        warning=warning,
    )


@router.post("/practice", operation_id="practice")
def practice(_: Editor, at: At) -> PracticeOut:
    """Start the practice Zoho CRM, and tell what to set for a connection to it."""
    address = at.practice.start()
    made = {"accounts_server": address, "api_domain": address, "client_id": "practice"}
    return PracticeOut(settings={**made, "client_secret": "practice", "refresh_token": "practice"})


def _zoho(at: Context, name: str) -> DefinedConnection:
    found = find_connection(at, name)
    if found.connector != SPEC.name:
        raise ProblemError(409, "not_zoho", "This is no connection to Zoho CRM.")
    return found


def _settings(at: Context, found: DefinedConnection) -> Settings:
    given = SPEC.filled(at.workspace.settings(found.name))
    missing = [name for name in ("client_id", "client_secret") if not given.get(name)]
    if missing:
        raise ProblemError(
            422,
            "settings",
            "Signing in wants the client first.",
            next_step="Fill in client ID and client secret from Zoho's API console.",
            faults=tuple(Fault(message="This is missing.", path=f"settings.{name}") for name in missing),
        )
    known = {each.name for each in fields(Settings)}
    usable: dict[str, Any] = {name: value for name, value in given.items() if name in known}
    return settings_of(
        Connection(name=found.name, connector=SPEC.name, settings=usable), base=at.workspace.folder
    )


def _keep(
    at: Context, found: DefinedConnection, token: str, region: str, person: Person
) -> DefinedConnection:
    """Keep the sign-in; the code and the redirect of an older one have had their day."""
    settings = {key: value for key, value in found.settings.items() if key not in {"code", "redirect_uri"}}
    values = {"connector": found.connector, "settings": {**settings, "region": region}, "draft": found.draft}
    values |= {"labels": found.labels, "tested": None, "passed": None, "report": []}
    try:
        saved = at.store.definitions.save_connection(
            found.name, values, author=person.name, based_on=found.version
        )
    except StaleError as error:
        raise ProblemError(
            409, "stale", f"{error.by} saved this connection meanwhile.", next_step="Sign in again."
        ) from None
    at.vault.drop(found.name, "code")
    at.vault.put(found.name, "refresh_token", Secret(token))
    return saved


def _give_back(at: Context, before: Settings, token: str) -> tuple[bool, str]:
    if before.refresh_token in {None, token}:
        return False, ""
    try:
        with Client(before, home=at.home / "zoho") as client:
            client.revoke()
    except HakobuError as error:
        return False, say(f"The older sign-in could not be given back: {error.message}")
    return True, ""
