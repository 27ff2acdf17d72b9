"""What holds for everybody on this server: second factor, folders, addresses, uploads."""

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from hakobu.api.access import REQUIRED, Administrator, Role, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.api.uploads import LIMIT

__all__ = ["router"]

router = APIRouter(prefix="/api/settings/security", tags=["settings"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]


class Security(BaseModel):
    """What an administrator sets for everybody; every change of it stands in the audit log."""

    second_factor_roles: list[Role] = Field(
        default_factory=list,
        description="Roles that must have a second factor.",
        examples=[["administrator"]],
    )
    files: list[Annotated[str, Field(min_length=1, max_length=4_000)]] = Field(
        default_factory=list,
        max_length=100,
        description="Folders that connections may read.",
        examples=[["/srv/drop"]],
    )
    private_addresses: bool = Field(
        default=True, description="Connect to private addresses, this machine's too. Link-local ones: never."
    )
    installs: bool = Field(
        default=True, description="Let administrators install, update and remove connectors."
    )
    upload_megabytes: int = Field(default=LIMIT, ge=1, le=10_000, description="How large an upload may be.")


@router.get("", operation_id="security")
def security(_: Administrator, at: At) -> Security:
    """Show what holds for everybody."""
    return _now(at)


@router.put("", operation_id="set_security")
def set_security(body: Security, person: Administrator, at: At) -> Security:
    """Set what holds for everybody."""
    faults = tuple(
        Fault(message=f"There is no folder {each}.", path=f"files.{number}", next_step="Give its whole path.")
        for number, each in enumerate(body.files)
        if "\x00" in each or not FilePath(each).is_absolute() or not FilePath(each).is_dir()
    )
    if faults:
        raise ProblemError(422, "no_folder", faults[0].message, next_step=faults[0].next_step, faults=faults)
    before, after = _now(at).model_dump(mode="json"), body.model_dump(mode="json")
    after["second_factor_roles"] = sorted(set(after["second_factor_roles"]))
    for name, value in after.items():
        if value != before[name]:
            at.store.settings.set(name, value)
            at.store.audit.write(who=person.name, action="security set", what=f"{name}: {value}")
    at.reachable.private = body.private_addresses
    return _now(at)


def _now(at: Context) -> Security:
    settings = at.store.settings
    return Security(
        second_factor_roles=settings.get(REQUIRED, []),
        files=settings.get("files", []),
        private_addresses=settings.get("private_addresses", True),
        installs=settings.get("installs", True),
        upload_megabytes=settings.get("upload_megabytes", LIMIT),
    )
