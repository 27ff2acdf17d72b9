"""What the CRM of a connection looks like, and what it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path as File
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Person, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.language import say
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.rights import need_values
from hakobu.api.sending import send_file
from hakobu.api.values import Sight
from hakobu.errors import HakobuError
from hakobu.model import Connection, Definition
from hakobu.reports.crm import field_as_json, module_as_json
from hakobu.reports.query_file import write_rows
from hakobu.runs import explain_record, module_keys, open_client, open_query
from hakobu.zoho import Client, duplicate_check_field

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["CRM"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Name = Annotated[str, Path(min_length=1, max_length=200, description="A connection to Zoho CRM.")]
Module = Annotated[str, Path(min_length=1, max_length=200, pattern=r"^\w+$", examples=["Leads"])]


class ModuleOut(BaseModel):
    """A module, and what the signed-in user of the connection may do with it."""

    module: str
    label: str
    singular_label: str
    custom: bool
    rights: list[str]


class PickOut(BaseModel):
    """A value of a picklist: as people see it, and as it is stored."""

    display: str
    actual: str


class FieldOut(BaseModel):
    """A field of a module."""

    field: str
    label: str
    type: str
    json_type: str | None
    length: int | None
    decimal_place: int | None
    mandatory: bool
    read_only: bool
    unique: bool
    external: str | None
    duplicate_check: bool
    custom: bool
    lookup_module: str | None
    picklist: list[PickOut]


class KeyOut(BaseModel):
    """A field by which a task may find records, for which operations."""

    field: str
    label: str
    kind: str
    operations: list[str]
    names_only: bool = Field(description="It names rather than identifies.")


class KeysOut(BaseModel):
    """The match keys of a module."""

    module: str
    label: str
    zoho_has_upsert: bool
    documented: bool
    keys: list[KeyOut]


class QueryIn(BaseModel):
    """One COQL query."""

    coql: str = Field(
        min_length=1,
        max_length=20_000,
        examples=["select Last_Name, Email from Leads where Email is not null limit 10"],
    )
    limit: int = Field(default=200, ge=1, le=2_000, description="Rows at most; a file holds all.")


class QueryOut(BaseModel):
    """The rows of a query; values are texts, null is empty."""

    columns: list[str]
    rows: list[list[str | None]]
    more: bool
    credits: int
    calls: int


@router.get("/connections/{name}/modules", operation_id="modules")
def modules(name: Name, _: Viewer, at: At) -> list[ModuleOut]:
    """List the modules of the CRM."""
    with _client(at, name) as client:
        return [ModuleOut(**module_as_json(each)) for each in client.modules().values()]


@router.get("/connections/{name}/modules/{module}/fields", operation_id="fields")
def fields(name: Name, module: Module, _: Viewer, at: At) -> list[FieldOut]:
    """List the fields of a module."""
    with _client(at, name) as client:
        found, described = client.fields(module), client.module(module)
    system = duplicate_check_field(module, custom=described.custom)
    return [FieldOut(**field_as_json(each, system)) for each in found.values()]


@router.get("/connections/{name}/modules/{module}/keys", operation_id="keys")
def keys(name: Name, module: Module, _: Viewer, at: At) -> KeysOut:
    """List by which fields a task may find the records of a module."""
    with _client(at, name) as client:
        found = module_keys(client, module)
    return KeysOut(
        module=found.module,
        label=found.label,
        zoho_has_upsert=found.upserts,
        documented=found.documented,
        keys=[
            KeyOut(
                field=each.field,
                label=each.label,
                kind=str(each.kind),
                operations=[str(operation) for operation in each.operations],
                names_only=each.naming,
            )
            for each in found.keys
        ],
    )


@router.post("/connections/{name}/query", operation_id="query")
def query(name: Name, body: QueryIn, person: Viewer, at: At) -> QueryOut:
    """Ask the CRM by COQL."""
    _note(at, person, name, body.coql)
    with open_query(_crm(at, name), body.coql, home=at.home, base=at.workspace.folder) as found:
        lines = (
            [_text(value) for value in row]
            for batch in found.batches()
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        )
        rows = list(islice(lines, body.limit + 1))
        return QueryOut(
            columns=list(found.schema.names),
            rows=rows[: body.limit],
            more=len(rows) > body.limit,
            credits=found.stats.credits,
            calls=found.stats.calls,
        )


@router.post("/connections/{name}/query/file", operation_id="query_file", response_class=FileResponse)
def query_file(
    name: Name,
    body: QueryIn,
    person: Viewer,
    at: At,
    format: Annotated[Literal["csv", "json", "parquet"], Query()] = "csv",  # noqa: A002 - its name in the API
) -> FileResponse:
    """Download every row of a COQL query."""
    _note(at, person, name, body.coql)

    def write(path: File) -> None:
        with open_query(_crm(at, name), body.coql, home=at.home, base=at.workspace.folder) as found:
            write_rows(found, format, path, None)

    return send_file(at.home, f"query.{format}", write)


@router.get("/records/{module}/{ident}", operation_id="explain")
def explain(
    module: Module,
    ident: Annotated[str, Path(pattern=r"^\d{6,30}$", examples=["5725767000000524157"])],
    person: Viewer,
    at: At,
    connection: Annotated[str | None, Query(max_length=200, description="Ask its CRM, too.")] = None,
) -> dict[str, Any]:
    """Tell a record's life: which runs wrote it from which rows, and what others did after.

    With a connection of schema v8 `edits` holds the newest 200 edits of Zoho's own timeline, by whomever.
    """
    life = explain_record(at.home, module, ident)
    for job in {step.job for step in life.steps}:
        Sight(at, person, job).need()
    if connection is not None:
        need_values(at, person, connection)
    definition = _definition(at, life.steps[-1].job) if life.steps else None
    if connection is not None:
        hidden = {
            name
            for job in at.store.definitions.jobs()
            for task in at.workspace.tasks(job)
            if task.module == module
            for name in task.sensitive
        }
        with _client(at, connection) as client:
            life = explain_record(
                at.home, module, ident, client=client, definition=definition, sensitive=hidden
            )
    elif definition is not None:
        life = explain_record(at.home, module, ident, definition=definition)
    at.store.audit.write(who=person.name, action="record viewed", what=f"{module} {ident}")
    if life.edits is not None and life.edits.unread:
        told = {"unread": say(life.edits.unread), "next_step": say(life.edits.next_step)}
        life = msgspec.structs.replace(life, edits=msgspec.structs.replace(life.edits, **told))
    return {"known": bool(life.steps), **msgspec.to_builtins(life)}


def _definition(at: Context, job: str) -> Definition | None:
    if at.store.definitions.job(job) is None:
        return None
    try:
        return at.workspace.definition(job)
    except HakobuError:
        return None  # how fields are mapped is an extra; the record's life is told all the same


def _crm(at: Context, name: str) -> Connection:
    found = at.store.definitions.connection(name)
    if found is None:
        raise ProblemError(404, "no_connection", f"There is no connection {name!r}.")
    if found.connector != "zoho-crm":
        known = [each.name for each in at.store.definitions.connections() if each.connector == "zoho-crm"]
        raise ProblemError(
            409,
            "no_crm",
            f"The connection {name!r} is none to Zoho CRM.",
            next_step=f"Choose one of: {', '.join(known)}." if known else "Add a connection to Zoho CRM.",
        )
    if found.draft:
        raise ProblemError(409, "draft", "This connection is a draft.", next_step="Fill in the form first.")
    return at.workspace.connection(name)


@contextmanager
def _client(at: Context, name: str) -> Iterator[Client]:
    with open_client(_crm(at, name), home=at.home, base=at.workspace.folder) as client:
        yield client


def _note(at: Context, person: Person, name: str, coql: str) -> None:
    need_values(at, person, name, coql=True)
    at.store.audit.write(who=person.name, action="query", what=f"{name}: {' '.join(coql.split())[:200]}")


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
