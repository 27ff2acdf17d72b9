"""By which API Zoho CRM is read, how much of the source, and which settings have no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.cli.prose import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.cli.desk import Desk
    from hakobu.model import Connection, Definition, Job
    from hakobu.plan import ReadWay, TaskPlan

__all__ = ["remarks_as_json", "remarks_of", "show_reads", "show_remarks"]


def show_reads(at: Desk, plans: Iterable[TaskPlan]) -> None:
    """Tell of each task how its source and the CRM were read."""
    for plan in plans:
        told = [part for read in plan.reads if (part := _told(at, read))]
        if told:
            say(
                at.out,
                at.words("reads.task", task=plan.task, reads=at.words("reads.and").join(told)),
                style="dim",
            )


def _told(at: Desk, read: ReadWay) -> str:
    words = at.words
    what = words(
        f"reads.{read.what}",
        rows=words.count("records", read.rows or 0),
        credits=words.count("credits", read.credits or 0),
    )
    parts = [words("reads.by", what=what, api=read.api)] if read.api else [what]
    if read.part:
        parts.append(words(f"reads.part.{read.part}", since=read.since))
    return words("reads.comma").join(parts)


def remarks_of(connection: Connection, lang: str) -> tuple[str, ...]:
    """List the settings of a connection to Zoho CRM that have no effect, with the reason."""
    from hakobu.connectors.zoho_crm import settings_of  # noqa: PLC0415 - takes a second to import
    from hakobu.zoho import remarks  # noqa: PLC0415 - likewise

    return remarks(settings_of(connection), lang) if connection.connector == "zoho-crm" else ()


def remarks_as_json(at: Desk, definition: Definition, job: Job) -> list[dict[str, str]]:
    """Give them for machines, each with its connection."""
    return [
        {"connection": name, "remark": at.mask(remark)}
        for name in dict.fromkeys((job.source, job.destination))
        for remark in remarks_of(definition.connections[name], "en")
    ]


def show_remarks(at: Desk, definition: Definition, job: Job) -> None:
    """Show them for the connections of a job."""
    for name in dict.fromkeys((job.source, job.destination)):
        for remark in remarks_of(definition.connections[name], at.words.lang):
            say(at.out, at.words("reads.remark", connection=name, remark=at.mask(remark)), style="yellow")
