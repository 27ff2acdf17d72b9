"""The audit log, for administrators."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, context_of
from hakobu.api.context import Context
from hakobu.api.language import LANGUAGE
from hakobu.api.problems import ANSWERS
from hakobu.reports.audited import action_in, actor_in, what_in
from hakobu.store import AuditLine

__all__ = ["router"]

router = APIRouter(prefix="/api/audit", tags=["audit"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
STEP = 2_000  # new lines that showing a page follows; what is before was followed already


class LineSaid(BaseModel):
    """A line in the language of whoever asks; the log itself is kept in English."""

    who: str
    action: str
    what: str


class LineOut(BaseModel):
    """Who did what, when; ``request`` is the number of the HTTP request, as the server's log has it."""

    seq: int
    at: float
    who: str
    action: str
    what: str
    said: LineSaid
    request: str


class Chain(BaseModel):
    """How far the chain was followed since the server started, and where it breaks."""

    through: int = Field(description="The last line that follows from the one before it.")
    broken_at: int | None = Field(description="The first line that was changed, taken out, or cut off.")
    whole: bool = Field(description="Followed to its sealed end.")
    at: float = Field(description="When, in seconds since 1970.")


class AuditPage(BaseModel):
    """Some lines, the newest first; ``before`` of the next page, or null at the end."""

    lines: list[LineOut]
    next_before: int | None
    actions: list[str] = Field(description="What one may filter by.")
    action_names: dict[str, str] = Field(description="These in the language of whoever asks.")
    chain: Chain


@router.get("", operation_id="audit")
def audit(
    _: Administrator,
    at: At,
    *,
    who: Annotated[str, Query(max_length=320)] = "",
    action: Annotated[str, Query(max_length=60)] = "",
    text: Annotated[str, Query(max_length=200, description="A part of what it was done to.")] = "",
    since: Annotated[float | None, Query(ge=0, le=1e11)] = None,
    until: Annotated[float | None, Query(ge=0, le=1e11)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPage:
    """List the audit log, and tell whether its chain holds; only lines that are new are followed for it."""
    lines = at.store.audit.latest(
        limit=limit + 1, before=before, who=who, action=action, text=text, since=since, until=until
    )
    shown = lines[:limit]
    lang, actions = LANGUAGE.get(), at.store.audit.actions()
    if at.verified.broken_at is None:
        at.verified = at.store.audit.verify(at.verified, most=STEP)
    return AuditPage(
        lines=[
            LineOut(
                seq=line.seq,
                at=line.at,
                who=line.who,
                action=line.action,
                what=line.what,
                said=_said(lang, line),
                request=line.request,
            )
            for line in shown
        ],
        next_before=shown[-1].seq if len(lines) > limit else None,
        actions=actions,
        action_names={each: action_in(lang, each) for each in actions},
        chain=_chain(at),
    )


@router.post("/verification", operation_id="verify_audit")
def verify(person: Administrator, at: At) -> Chain:
    """Follow the whole chain anew, from its first line to its sealed end."""
    at.verified = at.store.audit.verify()
    held = at.verified.broken_at is None
    what = f"{at.verified.through} lines hold" if held else f"broken at line {at.verified.broken_at}"
    at.store.audit.write(who=person.name, action="audit log verified", what=what)
    return _chain(at)


def _said(lang: str, line: AuditLine) -> LineSaid:
    return LineSaid(
        who=actor_in(lang, line.who),
        action=action_in(lang, line.action),
        what=what_in(lang, line.action, line.what),
    )


def _chain(at: Context) -> Chain:
    known = at.verified
    return Chain(through=known.through, broken_at=known.broken_at, whole=known.whole, at=time.time())
