"""Every edit of a record, ours and others', as Zoho's own timeline tells them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from hakobu.errors import HakobuError
from hakobu.model import Sensitive
from hakobu.runs.masks import UNMASKED, Mask

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from hakobu.model import Definition
    from hakobu.zoho import Client, Field, TimelineEntry

__all__ = ["Edit", "EditedField", "Edits", "Ours", "moment", "read_edits", "sensitive_in"]

Way = Literal["person", "api", "automation", "import", "other"]

_SOURCES: dict[Way, str] = {
    "person": """
        crm_ui crm_mobile mass_update mass_addition_via_ui mass_delete_via_crm_ui change_owner mass_transfer
        bulk_action bulk_action_revert sheet_view canvas_view findandmerge convert massconvert wizard""",
    "api": "crm_api bulkapi mass_delete_via_crm_api",
    "automation": """
        workflow custom_function macro blueprint mass_update_via_blueprint approval_process approval_auto
        assignment_rules case_escalation review_process scoringrule orchestration connected_workflow cadences
        mass_update_via_scheduler mass_change_owner_via_scheduler system_generated email_workflow
        zia_agent""",
    "import": "import migration sample_data",
}
"""What Zoho's words for the source come to; it has some 130, and others than these are told as they are."""
_WAYS = {source: way for way, sources in _SOURCES.items() for source in sources.split()}
_BECOMES = {"created": ("added", "restored"), "deleted": ("deleted",)}
_LIFE = frozenset({"added", "restored", "deleted", "converted"})  # what no update of a record is told as
_SAME = timedelta(seconds=2)  # between Zoho's answer to our write and what its timeline tells
_APART = timedelta(minutes=1)  # between our clock and Zoho's


class EditedField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an edit, in Zoho's own words: texts, lookups by name; None is empty."""

    field: str
    old: str | None = None
    new: str | None = None


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done to the record.

    ``action`` and ``source`` are Zoho's words, ``way`` is what the source comes to. ``run`` is the run of
    ours that did it, ``rule`` the automation. ``module`` is set where a note or task of it was meant.
    """

    at: str
    action: str
    way: Way
    source: str
    person: str = ""
    person_id: str = ""
    rule: str = ""
    module: str = ""
    run: int | None = None
    fields: tuple[EditedField, ...] = ()


class Edits(msgspec.Struct, frozen=True, kw_only=True):
    """The newest edits, the last one first; ``more``: there are older ones, which are not told.

    ``unread`` says why they could not be read, ``next_step`` what would help. ``calls`` is what it cost.
    """

    edits: tuple[Edit, ...] = ()
    more: bool = False
    calls: int = 0
    unread: str = ""
    next_step: str = ""


class Ours(msgspec.Struct, frozen=True, kw_only=True):
    """A write of ours: begun and answered by our clock, and ``modified`` as Zoho answered it, if it did."""

    run: int
    outcome: str
    begun: float
    answered: float
    fields: frozenset[str]
    modified: str | None = None

    def did(self, entry: TimelineEntry, *, me: bool) -> bool:
        """Tell whether an entry is this write; ``me``: it is of the user who is signed in now.

        Another user's is ours to the second only: the run may have had another sign-in.
        """
        if entry.action in _LIFE and entry.action not in _BECOMES.get(self.outcome, ()):
            return False
        changed = {each.field for each in entry.fields}
        if changed and self.fields and not changed & self.fields:
            return False
        try:
            when = moment(entry.at)
        except ValueError:
            return False  # an entry without a time is nobody's
        if self.modified:
            return abs(when - moment(self.modified)) <= (_SAME if me else timedelta(0))
        first, last = (datetime.fromtimestamp(at, UTC) for at in (self.begun, self.answered))
        return me and first - _APART <= when <= last + _APART


def read_edits(
    client: Client, module: str, ident: str, *, ours: Sequence[Ours], hidden: Collection[str], home: Path
) -> Edits:
    """Read the newest page of a record's timeline; what stands in the way is told, never raised."""
    try:
        page = next(client.timeline(module, ident))
    except HakobuError as error:
        return Edits(unread=error.message, next_step=error.next_step)
    me = _me(client) if page.entries and ours else ""
    mask = _mask_of(page.entries, client.fields(module), hidden, home)
    edits = tuple(_edit(entry, ident, _run_of(entry, me, ours), mask) for entry in page.entries)
    return Edits(edits=edits, more=page.more, calls=1)


def sensitive_in(definition: Definition | None, module: str) -> set[str]:
    """Name the fields of a module that a task of the definition holds sensitive."""
    jobs = definition.jobs.values() if definition is not None else ()
    return {name for job in jobs for task in job.tasks if task.module == module for name in task.sensitive}


def moment(text: str) -> datetime:
    """Read a time as Zoho writes it."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _mask_of(
    entries: Sequence[TimelineEntry], fields: Mapping[str, Field], hidden: Collection[str], home: Path
) -> Mask:
    """Hide what is sensitive and, with it, what Zoho computes from other fields: a full name, a formula."""
    if not hidden:
        return UNMASKED
    told = {each.field for entry in entries for each in entry.fields}
    computed = {name for name in told if name not in fields or fields[name].read_only}
    return Mask.of(Sensitive(fields=(*hidden, *computed)), home)


def _me(client: Client) -> str:
    try:
        return client.user().id
    except HakobuError:
        return ""  # a sign-in that may not read the users is known by the time of its writes


def _run_of(entry: TimelineEntry, me: str, ours: Sequence[Ours]) -> int | None:
    if _WAYS.get(entry.source) != "api":
        return None
    return next((each.run for each in ours if each.did(entry, me=entry.person_id == me)), None)


def _edit(entry: TimelineEntry, ident: str, run: int | None, mask: Mask) -> Edit:
    return Edit(
        at=entry.at,
        action=entry.action,
        way=_WAYS.get(entry.source, "other"),
        source=entry.source,
        person=entry.person or entry.person_id,
        person_id=entry.person_id,
        rule=entry.rule,
        module=entry.module if entry.record not in {"", ident} else "",
        run=run,
        fields=tuple(
            EditedField(
                field=each.field,
                old=mask.values({each.field: each.old})[each.field],
                new=mask.values({each.field: each.new})[each.field],
            )
            for each in entry.fields
        ),
    )
