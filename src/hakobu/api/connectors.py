"""The catalogue of connectors, with what their forms ask."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.installs import Installation
from hakobu.api.language import say
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.connectors.catalogue import CATALOGUE, find_spec
from hakobu.connectors.spec import Setting, Spec
from hakobu.zoho import REGIONS, SCOPE_SETS

__all__ = ["router"]

router = APIRouter(prefix="/api/connectors", tags=["connectors"], responses=ANSWERS)


At = Annotated[Context, Depends(context_of)]
Name = Annotated[str, Path(min_length=1, max_length=60)]


class Said(BaseModel):
    """The same words in both languages."""

    en: str
    ja: str


class Shown(BaseModel):
    """The setting, and its value, without which another has no effect."""

    setting: str
    value: str | int | bool


class FormSetting(BaseModel):
    """One setting of a connector's form."""

    name: str
    type: str
    title: Said
    help: Said
    required: bool
    advanced: bool
    default: str | int | bool | None
    choices: list[str]
    minimum: int | None
    maximum: int | None
    example: str
    shown_when: Shown | None


class ConnectorOut(BaseModel):
    """A kind of system, and the form of its connections."""

    name: str
    title: Said
    category: str
    source: bool
    destination: bool
    reads: list[str]
    state: Literal["included", "installed", "downloadable", "removed"]
    version: str = Field(description="The version in use, or the one to be had.")
    newer: str = Field(description="The version that an update would bring, or nothing.")
    licence: str
    size: int = Field(description="Bytes: of what is installed, else of what would be fetched.")
    package: str = Field(description="What would be fetched from a package index; nothing if it is included.")
    tried: bool = Field(description="Whether it was tried against a real server.")
    installs: bool = Field(description="Whether the administrator of the server allows installing.")
    settings: list[FormSetting]


class InstallationOut(BaseModel):
    """How far an installation is."""

    done: int
    total: int
    ended: bool
    error: str
    next_step: str
    log: list[str]


@router.get("", operation_id="connectors")
def connectors(_: Viewer, at: At) -> list[ConnectorOut]:
    """List the connectors."""
    return [_out(at, spec) for spec in CATALOGUE.values()]


@router.post("/{name}/installation", status_code=202, operation_id="install_connector")
def install(name: Name, person: Administrator, at: At) -> InstallationOut:
    """Begin to install a connector, or to bring it up to date; look at its progress by the same address."""
    spec = _spec(name)
    if not at.installs.installer.allowed:
        raise ProblemError(
            403,
            "installs_forbidden",
            "The administrator does not let connectors be installed or removed here.",
            next_step="Settings, Security says so, or HAKOBU_INSTALLS of whoever runs this server.",
        )

    def ended(made: Installation) -> None:
        what = f"{spec.name}: {made.error or at.installs.installer.standing(spec).version}"
        at.store.audit.write(who=person.name, action="connector installed", what=what)

    return _progress(at.installs.begin(spec, ended))


@router.get("/{name}/installation", operation_id="installation")
def installation(name: Name, _: Viewer, at: At) -> InstallationOut:
    """Tell how far the latest installation is."""
    found = at.installs.latest(_spec(name).name)
    if found is None:
        raise ProblemError(404, "no_installation", "Nothing was installed since the server started.")
    return _progress(found)


@router.delete("/{name}/installation", operation_id="remove_connector")
def remove(name: Name, person: Administrator, at: At) -> ConnectorOut:
    """Take a connector away that no connection uses."""
    spec = _spec(name)
    used = [each.name for each in at.store.definitions.connections() if each.connector == spec.name]
    if used:
        raise ProblemError(
            409,
            "in_use",
            f"Connections use this connector: {', '.join(used)}.",
            next_step="Remove these connections first.",
        )
    at.installs.installer.remove(spec)
    at.store.audit.write(who=person.name, action="connector removed", what=spec.name)
    return _out(at, spec)


class RegionOut(BaseModel):
    """A data centre of Zoho, and where its API console is."""

    code: str
    name: str
    console: str


class Guide(BaseModel):
    """What one needs beside the form of Zoho CRM: consoles, and the scopes to paste by purpose."""

    regions: list[RegionOut]
    scopes: dict[str, str]


@router.get("/zoho-crm/guide", operation_id="zoho_guide")
def guide(_: Viewer) -> Guide:
    """Tell where a client is made, and which scopes to give it."""
    return Guide(
        regions=[
            RegionOut(
                code=region.code,
                name=region.name,
                console=region.accounts_server.replace("//accounts.", "//api-console.", 1),
            )
            for region in REGIONS.values()
        ],
        scopes={purpose: ",".join(scopes) for purpose, scopes in SCOPE_SETS.items()},
    )


def _spec(name: str) -> Spec:
    spec = find_spec(name)
    if spec is None:
        raise ProblemError(404, "no_connector", f"There is no connector {name!r}.")
    return spec


def _progress(found: Installation) -> InstallationOut:
    return InstallationOut(
        done=found.done,
        total=found.total,
        ended=found.ended,
        error=say(found.error),
        next_step=say(found.next_step),
        log=[say(line.strip()) for line in found.log],
    )


def _out(at: Context, spec: Spec) -> ConnectorOut:
    standing = at.installs.installer.standing(spec)
    return ConnectorOut(
        name=spec.name,
        title=Said(en=spec.title.en, ja=spec.title.ja),
        category=spec.category,
        source=spec.source,
        destination=spec.destination,
        reads=list(spec.reads),
        state=standing.state.value,
        version=standing.version,
        newer=standing.newer,
        licence=spec.licence,
        size=standing.size,
        package=spec.driver.package if spec.driver else "",
        tried=spec.tried,
        installs=at.installs.installer.allowed,
        settings=[_setting(each) for each in spec.settings],
    )


def _setting(setting: Setting) -> FormSetting:
    when = setting.shown_when
    return FormSetting(
        name=setting.name,
        type=setting.type,
        title=Said(en=setting.title.en, ja=setting.title.ja),
        help=Said(en=setting.help.en, ja=setting.help.ja),
        required=setting.required,
        advanced=setting.advanced,
        default=setting.default,
        choices=[each for each in setting.choices if each not in setting.later],
        minimum=setting.minimum,
        maximum=setting.maximum,
        example=setting.example,
        shown_when=Shown(setting=when[0], value=when[1]) if when else None,
    )
