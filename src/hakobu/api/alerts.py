"""Alerts: the channels that messages go to, what was sent, and a job's rules."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from hakobu.api.access import Administrator, Editor, Viewer, context_of
from hakobu.api.connections import NewNameOf
from hakobu.api.context import Context
from hakobu.api.jobs import JobOut, Name, find_job, save_text
from hakobu.api.language import say
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.definitions.rewrite import change_key, plain_of
from hakobu.definitions.schedule import told_of
from hakobu.errors import HakobuError
from hakobu.jobs.channels import Channel
from hakobu.model import Secret
from hakobu.store import Notice

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["alerts"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
ChannelName = Annotated[NewNameOf, Path()]


class ChannelIn(BaseModel):
    """A channel; its secret is a mail's password, or the address of Slack, Teams or a webhook."""

    kind: str = Field(max_length=20, examples=["mail"])
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Of mail: host, port, security, user, sender, to."
    )
    secret: str | None = Field(
        default=None, max_length=4000, description="Never shown again; null keeps the one there is."
    )


class ChannelOut(BaseModel):
    """A channel, without its secret."""

    name: str
    kind: str
    settings: dict[str, Any]
    has_secret: bool
    used_by: list[str]


class Tested(BaseModel):
    """What became of a test message."""

    sent: bool
    cause: str


class NoticeOut(BaseModel):
    """A message that was written, and whether its channel took it."""

    id: int
    job: str
    about: str
    state: str
    channel: str
    title: str
    at: float
    sent: float | None
    tries: int
    error: str


class AlertIn(BaseModel):
    """Who is told of what, as a definition has it."""

    model_config = ConfigDict(extra="forbid")

    to: list[str] = Field(max_length=50)
    about: list[str] | None = Field(default=None, max_length=20)
    failed_rows: int | str | None = None
    language: str | None = Field(default=None, max_length=5)
    values: bool | None = None
    daily_at: str | None = Field(default=None, max_length=5)


class AlertsIn(BaseModel):
    """A job's rules."""

    alerts: list[AlertIn] = Field(max_length=50)
    based_on: int = Field(description="The version of the job that this was made from.")


class AlertsOut(BaseModel):
    """A job's rules, the channels there are, and what was told of late."""

    alerts: list[dict[str, Any]]
    version: int
    channels: list[str]
    missing: list[str] = Field(description="Channels that rules name and that are not there.")
    notices: list[NoticeOut]


@router.get("/alert-channels", operation_id="alert_channels")
def channels(_: Editor, at: At) -> list[ChannelOut]:
    """List the channels."""
    used = _uses(at)
    return [_out(each, used) for each in at.alerts.channels.all()]


@router.put("/alert-channels/{name}", operation_id="save_alert_channel")
def save(name: ChannelName, body: ChannelIn, person: Administrator, at: At) -> ChannelOut:
    """Save a channel."""
    secret = Secret(body.secret) if body.secret else None
    kept = at.alerts.channels.save(Channel(name=name, kind=body.kind, settings=body.settings, secret=secret))
    at.store.audit.write(who=person.name, action="alert channel saved", what=name)
    return _out(kept, _uses(at))


@router.delete("/alert-channels/{name}", status_code=204, operation_id="remove_alert_channel")
def drop(name: ChannelName, person: Administrator, at: At) -> None:
    """Remove a channel that no job's alerts name."""
    _found(at, name)
    users = _uses(at).get(name, [])
    if users:
        raise ProblemError(
            409,
            "in_use",
            f"The alerts of these jobs name the channel: {', '.join(users[:10])}.",
            next_step="Change their alerts first.",
        )
    at.alerts.channels.drop(name)
    at.store.audit.write(who=person.name, action="alert channel removed", what=name)


@router.post("/alert-channels/{name}/test", operation_id="test_alert_channel")
def try_channel(
    name: ChannelName, person: Editor, at: At, lang: Annotated[str, Query(pattern="^(en|ja)$")] = "en"
) -> Tested:
    """Send a test message, and tell whether it was taken."""
    cause = at.alerts.test(_found(at, name), language=lang)
    at.store.audit.write(who=person.name, action="alert channel tested", what=name)
    return Tested(sent=not cause, cause=say(cause))


@router.get("/notices", operation_id="notices")
def notices(_: Viewer, at: At, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[NoticeOut]:
    """List what was told of late, the newest first."""
    return [_notice(each) for each in at.store.notices.latest(limit=limit)]


@router.get("/jobs/{name}/alerts", operation_id="alerts")
def alerts(name: Name, _: Viewer, at: At) -> AlertsOut:
    """Show who is told of what about a job."""
    found = find_job(at, name)
    kept = [each.name for each in at.alerts.channels.all()]
    try:
        rules = told_of(found.text)[1]
    except HakobuError:
        rules = ()  # the tab Definition says what is wrong
    return AlertsOut(
        alerts=plain_of(found.text, "alerts") or [],
        version=found.version,
        channels=kept,
        missing=sorted({each for rule in rules for each in rule.to} - set(kept)),
        notices=[_notice(each) for each in at.store.notices.latest(job=name, limit=20)],
    )


@router.put("/jobs/{name}/alerts", operation_id="save_alerts")
def save_rules(name: Name, body: AlertsIn, person: Editor, at: At) -> JobOut:
    """Save who is told of what; the rest of the job's definition stays as it was written."""
    found = find_job(at, name)
    wanted = [each.model_dump(exclude_none=True) for each in body.alerts]
    return save_text(at, found, change_key(found.text, "alerts", wanted or None), body.based_on, person)


def _found(at: Context, name: str) -> Channel:
    found = at.alerts.channels.named(name)
    if found is None:
        raise ProblemError(404, "no_channel", f"There is no alert channel {name!r}.")
    return found


def _out(channel: Channel, used: dict[str, list[str]]) -> ChannelOut:
    return ChannelOut(
        name=channel.name,
        kind=channel.kind,
        settings=channel.settings,
        has_secret=channel.secret is not None,
        used_by=used.get(channel.name, []),
    )


def _notice(found: Notice) -> NoticeOut:
    shown = {name: getattr(found, name) for name in NoticeOut.model_fields}
    return NoticeOut(**shown | {"error": say(found.error)})


def _uses(at: Context) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for job in at.store.definitions.jobs():
        try:
            _, rules, _ = told_of(job.text)
        except HakobuError:
            continue  # nobody is told by it
        for name in {each for rule in rules for each in rule.to}:
            found.setdefault(name, []).append(job.name)
    return found
