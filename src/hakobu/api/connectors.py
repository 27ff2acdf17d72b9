"""The catalogue of connectors, with what their forms ask."""

from fastapi import APIRouter
from pydantic import BaseModel

from hakobu.api.access import Viewer
from hakobu.api.problems import ANSWERS
from hakobu.connectors.catalogue import CATALOGUE
from hakobu.connectors.spec import Setting, Spec
from hakobu.zoho import REGIONS, SCOPE_SETS

__all__ = ["router"]

router = APIRouter(prefix="/api/connectors", tags=["connectors"], responses=ANSWERS)


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
    settings: list[FormSetting]


@router.get("", operation_id="connectors")
def connectors(_: Viewer) -> list[ConnectorOut]:
    """List the connectors."""
    return [_out(spec) for spec in CATALOGUE.values()]


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


def _out(spec: Spec) -> ConnectorOut:
    return ConnectorOut(
        name=spec.name,
        title=Said(en=spec.title.en, ja=spec.title.ja),
        category=spec.category,
        source=spec.source,
        destination=spec.destination,
        reads=list(spec.reads),
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
