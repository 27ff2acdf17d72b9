"""The audit log, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS

__all__ = ["router"]

router = APIRouter(prefix="/api/audit", tags=["audit"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]


class LineOut(BaseModel):
    """Who did what, when."""

    seq: int
    at: float
    who: str
    action: str
    what: str


class AuditPage(BaseModel):
    """Some lines, the newest first."""

    lines: list[LineOut]
    broken_at: int | None = Field(description="The first line that was tampered with, or null.")


@router.get("", operation_id="audit")
def audit(
    _: Administrator,
    at: At,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPage:
    """List the audit log, and tell whether its chain holds."""
    lines = at.store.audit.latest(limit=limit, before=before)
    return AuditPage(
        lines=[
            LineOut(seq=line.seq, at=line.at, who=line.who, action=line.action, what=line.what)
            for line in lines
        ],
        broken_at=at.store.audit.broken_at(),
    )
