"""The timeline of a record: who changed which of its fields when, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError
from hakobu.zoho.session import Call, segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.zoho.session import Session

__all__ = ["FieldHistory", "Timeline", "TimelineEntry", "TimelinePage"]

_PAGE = 200

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHistory:
    """One field of one change; Zoho gives all values as texts, lookups by name, empty ones as None."""

    field: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that was done to a record.

    ``action`` and ``source`` are Zoho's words (added, updated, deleted …; crm_ui, crm_api, workflow …),
    ``at`` is its time as it gives it. ``module`` and ``record`` name another record than the one asked for
    where a note, task or call of it was meant. ``rule`` is the automation that did it.
    """

    id: str
    at: str
    action: str
    source: str
    person: str = ""
    person_id: str = ""
    module: str = ""
    record: str = ""
    rule: str = ""
    fields: tuple[FieldHistory, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """Up to 200 entries, the newest first; ``more`` says whether older ones follow."""

    entries: tuple[TimelineEntry, ...] = ()
    more: bool = False


class Timeline:
    """The calls for the timelines of one connection.

    Source: zoho.com/crm/developer/docs/api/v8/timeline-of-a-record.html.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def pages(self, module: str, record: str) -> Iterator[TimelinePage]:
        """Walk through a record's timeline, one call a page; the first page is empty if there is nothing."""
        version = self._session.settings.version
        if not version.timelines:
            raise NotSupportedError(
                f"Schema {version.name} does not tell the timeline of a record.",
                where=f"timeline {module}",
                next_step="Choose schema v8.",
            )
        place = {"per_page": str(_PAGE)}  # a page token stands alone: it knows the size
        while place:
            call = Call(
                operation="timeline",
                path=f"{module}/{segment(record)}/__timeline",
                params={"sort_by": "audited_time", "sort_order": "desc", **place},
                module=module,
            )
            found = self._session.read(call) or {}
            info = found.get("info") or {}
            token = info.get("next_page_token")
            more = info.get("more_records") is True and bool(token)
            entries = tuple(_entry(each) for each in found.get("__timeline") or ())
            yield TimelinePage(entries=entries, more=more)
            place = {"page_token": str(token)} if more else {}


def _entry(row: Row) -> TimelineEntry:
    person, record = row.get("done_by") or {}, row.get("record") or {}
    rule = (row.get("automation_details") or {}).get("rule") or {}
    return TimelineEntry(
        id=_text(row.get("id")) or "",
        at=_text(row.get("audited_time")) or "",
        action=_text(row.get("action")) or "",
        source=_text(row.get("source")) or "",
        person=_text(person.get("name")) or "",
        person_id=_text(person.get("id")) or "",
        module=_text((record.get("module") or {}).get("api_name")) or "",
        record=_text(record.get("id")) or "",
        rule=_text(rule.get("name")) or "",
        fields=tuple(_field(each) for each in row.get("field_history") or ()),
    )


def _field(row: Row) -> FieldHistory:
    value = row.get("_value") or {}
    return FieldHistory(
        field=_text(row.get("api_name")) or "", old=_text(value.get("old")), new=_text(value.get("new"))
    )


def _text(value: Any) -> str | None:
    """Read a text; Zoho promises texts, and gives an object by its name where it does not keep to it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("id"))
    if isinstance(value, list):
        return ";".join(text for each in value if (text := _text(each)) is not None)
    return str(value)
