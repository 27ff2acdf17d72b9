"""Connections: made, changed, tested; their secrets go in and never come out."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import AfterValidator, BaseModel, Field

from hakobu.api.access import Administrator, Editor, Operator, Person, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.language import language_of
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.connectors.catalogue import CATALOGUE
from hakobu.jobs.renaming import LONGEST, is_plain, rename_connection
from hakobu.jobs.trial import try_connection
from hakobu.model import Secret
from hakobu.reports.spoken import spoken
from hakobu.store import DefinedConnection, StaleError, Version

__all__ = [
    "ConnectionOut",
    "Name",
    "NewName",
    "NewNameOf",
    "VersionOut",
    "connection_out",
    "find_connection",
    "router",
    "version_out",
]

router = APIRouter(prefix="/api/connections", tags=["connections"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Name = Annotated[str, Path(min_length=1, max_length=200)]


def _plain(name: str) -> str:
    if not is_plain(name):
        raise ValueError("A name holds no slash and no control character.")
    return name


NewNameOf = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_plain)]

SET = "***"  # what the API says instead of a secret, and takes as "as it is"


class CheckOut(BaseModel):
    """One check of a test: ``ok`` is null where it neither passed nor failed; ``paste`` is to be copied."""

    name: str
    ok: bool | None
    verdict: Literal["passed", "failed", "warning", "remark", "unknown", ""] = ""
    code: str = ""
    message: str
    next_step: str = ""
    message_ja: str = ""
    next_step_ja: str = ""
    paste: dict[str, str] = {}
    offer: dict[str, str] = Field(default_factory=dict, description="Settings that would put it right.")
    seconds: float = 0.0


class ConnectionOut(BaseModel):
    """A connection; a secret that is set is shown as ``***``."""

    name: str
    connector: str
    settings: dict[str, Any]
    draft: bool
    labels: list[str]
    tested: float | None = Field(description="When it was last tested, in seconds since 1970.")
    passed: bool | None
    production: bool = Field(description="What deletes there waits for a second person.")
    report: list[CheckOut]
    used_by: list[str]
    version: int
    modified: float
    modified_by: str


class ConnectionIn(BaseModel):
    """A connection as its form gives it; ``***`` leaves a secret as it is."""

    connector: str = Field(max_length=60, examples=["zoho-crm"])
    settings: dict[str, Any] = Field(examples=[{"region": "US", "schema": "v4", "use_coql": True}])
    draft: bool = Field(default=False, description="Keep an incomplete form; no job runs with it.")
    labels: list[str] = Field(default_factory=list, max_length=50)
    based_on: int | None = Field(default=None, description="The version this was made from; null if new.")


class NewConnection(ConnectionIn):
    """A connection with the name it is to have."""

    name: NewNameOf


class Production(BaseModel):
    """Whether what deletes in this system waits for a second person."""

    production: bool


class NewName(BaseModel):
    """The name of a copy, or another name."""

    name: NewNameOf


class VersionOut(BaseModel):
    """One saved version."""

    version: int
    text: str
    author: str
    at: float
    comment: str = Field(description="Why it was saved, where nobody edited it.")


@router.get("", operation_id="connections")
def connections(_: Viewer, at: At) -> list[ConnectionOut]:
    """List the connections by name."""
    return [connection_out(at, each) for each in at.store.definitions.connections()]


@router.post("", status_code=201, operation_id="add_connection")
def add(body: NewConnection, person: Editor, at: At) -> ConnectionOut:
    """Make a connection; it is tested by a call of its own."""
    _refuse_taken(at, body.name)
    return _save(at, body.name, body, person)


@router.get("/{name}", operation_id="connection")
def connection(name: Name, _: Viewer, at: At) -> ConnectionOut:
    """Show a connection."""
    return connection_out(at, find_connection(at, name))


@router.put("/{name}", operation_id="save_connection")
def save(name: Name, body: ConnectionIn, person: Editor, at: At) -> ConnectionOut:
    """Save a connection; somebody else's newer version is never overwritten."""
    find_connection(at, name)
    return _save(at, name, body, person)


@router.put("/{name}/production", operation_id="set_production")
def set_production(name: Name, body: Production, person: Administrator, at: At) -> ConnectionOut:
    """Say whether deletes, mirrors, forced undos and erasures in this system wait for a second person."""
    if find_connection(at, name).production != body.production:
        at.store.definitions.set_production(name, production=body.production)
        what = f"{name}: {'needed' if body.production else 'not needed any more'}"
        at.store.audit.write(who=person.name, action="second person", what=what)
    return connection_out(at, find_connection(at, name))


@router.delete("/{name}", status_code=204, operation_id="remove_connection")
def remove(name: Name, person: Editor, at: At) -> None:
    """Remove a connection that no job uses."""
    find_connection(at, name)
    if used := _used_by(at, name):
        raise ProblemError(
            409,
            "in_use",
            f"Jobs use this connection: {', '.join(used)}.",
            next_step="Change or remove these jobs first.",
        )
    at.store.definitions.drop("connection", name)
    at.vault.drop(name)
    at.store.rights.forget(name)
    at.store.audit.write(who=person.name, action="connection removed", what=name)


@router.post("/{name}/test", operation_id="test_connection")
def test(name: Name, person: Operator, at: At) -> ConnectionOut:
    """Test a connection and keep the report."""
    found = find_connection(at, name)
    if found.draft:
        raise ProblemError(409, "draft", "This connection is a draft.", next_step="Fill in the form first.")
    checks = try_connection(at.workspace.connection(name), home=at.home, base=at.workspace.folder)
    passed = all(check["ok"] is not False for check in checks)
    at.store.definitions.note_test(name, passed=passed, report=checks)
    outcome = "passed" if passed else "failed"
    at.store.audit.write(who=person.name, action="connection tested", what=f"{name}: {outcome}")
    return connection_out(at, find_connection(at, name))


@router.post("/{name}/duplicate", status_code=201, operation_id="duplicate_connection")
def duplicate(name: Name, body: NewName, person: Editor, at: At) -> ConnectionOut:
    """Copy a connection with its secrets; the copy is not tested yet."""
    found = find_connection(at, name)
    _refuse_taken(at, body.name)
    values = {"connector": found.connector, "settings": found.settings, "draft": found.draft}
    values |= {"labels": found.labels, "tested": None, "passed": None, "report": []}
    saved = at.store.definitions.save_connection(body.name, values, author=person.name, based_on=None)
    for setting, secret in at.vault.of(name).items():
        at.vault.put(body.name, setting, secret)
    at.store.audit.write(who=person.name, action="connection saved", what=f"{body.name}: copy of {name}")
    return connection_out(at, saved)


@router.post("/{name}/name", operation_id="rename_connection")
def rename(name: Name, body: NewName, person: Editor, at: At) -> ConnectionOut:
    """Give a connection another name; the jobs that use it follow as new versions of their definitions."""
    find_connection(at, name)
    for job in rename_connection(at.store, at.vault, name, body.name, by=person.name):
        at.engine.schedule(job)
    return connection_out(at, find_connection(at, body.name))


@router.get("/{name}/versions", operation_id="connection_versions")
def versions(name: Name, _: Editor, at: At, request: Request) -> list[VersionOut]:
    """List the saved versions, the newest first; no secret stands in them."""
    lang = language_of(request.headers, request.query_params)
    return [version_out(each, lang) for each in at.store.definitions.versions("connection", name)]


def _refuse_taken(at: Context, name: str) -> None:
    if at.store.definitions.connection(name) is not None:
        raise ProblemError(
            409,
            "name_taken",
            f"There is a connection {name!r} already.",
            next_step="Choose another name.",
            faults=(Fault(message="This name is taken.", path="name"),),
        )


def _save(at: Context, name: str, body: ConnectionIn, person: Person) -> ConnectionOut:
    spec = CATALOGUE.get(body.connector)
    if spec is None:
        fault = Fault(message="There is no such connector.", path="connector", valid=list(CATALOGUE))
        raise ProblemError(422, "no_connector", f"There is no connector {body.connector!r}.", faults=(fault,))
    if not at.installs.installer.standing(spec).state.usable:
        raise ProblemError(
            409,
            "not_installed",
            f"The connector {spec.title.en} is not installed.",
            next_step="Download it on the page 'Select connector'.",
        )
    given = {key: value for key, value in body.settings.items() if value not in (None, SET, "")}
    plain, secrets = at.workspace.split(body.connector, given)
    kept = at.vault.names(name) & {key for key, value in body.settings.items() if value == SET}
    if not body.draft:
        checked = {**plain, **secrets, **dict.fromkeys(kept, Secret("kept"))}
        faults = tuple(
            Fault(
                message=fault.message,
                path=f"settings.{fault.path}" if fault.path else "settings",
                valid=list(fault.valid),
                next_step=fault.next_step,
            )
            for fault in spec.check(checked)
        )
        if faults:
            raise ProblemError(
                422,
                "settings",
                "The form is not complete." if len(faults) > 1 else faults[0].message,
                next_step="Mend what is marked, or save it as a draft.",
                faults=faults,
            )
    values = {"connector": body.connector, "settings": plain, "draft": body.draft, "labels": body.labels}
    values |= {"tested": None, "passed": None, "report": []}
    try:
        saved = at.store.definitions.save_connection(name, values, author=person.name, based_on=body.based_on)
    except StaleError as error:
        raise ProblemError(
            409,
            "stale",
            f"{error.by} saved this connection meanwhile (version {error.version}).",
            next_step="Look at that version, then save yours upon it.",
        ) from None
    for setting in at.vault.names(name) - kept:
        at.vault.drop(name, setting)
    for setting, secret in secrets.items():
        at.vault.put(name, setting, secret)
    at.store.audit.write(who=person.name, action="connection saved", what=f"{name} v{saved.version}")
    return connection_out(at, saved)


def find_connection(at: Context, name: str) -> DefinedConnection:
    """Find a connection, or refuse."""
    found = at.store.definitions.connection(name)
    if found is None:
        raise ProblemError(404, "no_connection", f"There is no connection {name!r}.")
    return found


def _used_by(at: Context, name: str) -> list[str]:
    return [job.name for job in at.store.definitions.jobs() if name in {job.source, job.destination}]


def connection_out(at: Context, found: DefinedConnection) -> ConnectionOut:
    """Show a connection; its secrets stay where they are."""
    return ConnectionOut(
        name=found.name,
        connector=found.connector,
        settings={**found.settings, **dict.fromkeys(sorted(at.vault.names(found.name)), SET)},
        draft=found.draft,
        labels=found.labels,
        tested=found.tested,
        passed=found.passed,
        production=found.production,
        report=[CheckOut(**check) for check in found.report],
        used_by=_used_by(at, found.name),
        version=found.version,
        modified=found.modified,
        modified_by=found.modified_by,
    )


def version_out(found: Version, lang: str) -> VersionOut:
    """Show a version; why it was saved is said in the reader's language."""
    return VersionOut(
        version=found.version,
        text=found.text,
        author=found.author,
        at=found.at,
        comment=spoken(found.comment, lang),
    )
