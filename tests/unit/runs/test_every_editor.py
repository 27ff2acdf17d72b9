"""Which edits of a timeline are ours, what the source comes to, and what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import RequestError
from hakobu.runs.edits import Ours, read_edits
from hakobu.zoho import Field, FieldHistory, TimelineEntry, TimelinePage, User

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = "2026-05-14T12:00:00+09:00"
SECOND = datetime.fromisoformat(AT).timestamp()
NAMES = ("Last_Name", "Street", "City")


class Zoho:
    """What of a client is asked; ``refused`` is what it raises for the timeline or the user."""

    def __init__(self, *entries: TimelineEntry, more: bool = False, **refused: bool) -> None:
        self.page = TimelinePage(entries=entries, more=more)
        self.refused = refused

    def timeline(self, _module: str, _ident: str) -> Iterator[TimelinePage]:
        self._refuse("timeline")
        yield self.page

    def user(self) -> User:
        self._refuse("user")
        return User(id="us", name="Us", email="us@example.com")

    def fields(self, _module: str) -> dict[str, Field]:
        made = {name: Field(api_name=name, label=name) for name in NAMES}
        return made | {"Full_Name": Field(api_name="Full_Name", label="Full Name", read_only=True)}

    def _refuse(self, what: str) -> None:
        if self.refused.get(what):
            raise RequestError("No.", code="NO_PERMISSION", status=403, next_step="Ask.")


def entry(*fields: str, **changed: Any) -> TimelineEntry:
    given = {"id": "1", "at": AT, "action": "updated", "source": "crm_api", "person_id": "us", "record": "7"}
    history = tuple(FieldHistory(field=name, old="a", new="b") for name in fields)
    return TimelineEntry(**(given | changed), fields=history)


def ours(*fields: str, outcome: str = "updated", modified: str | None = AT) -> Ours:
    return Ours(
        run=4,
        outcome=outcome,
        begun=SECOND - 600,
        answered=SECOND + 5,
        fields=frozenset(fields),
        modified=modified,
    )


def edits(zoho: Any, home: Path, *writes: Ours, hidden: tuple[str, ...] = ()) -> Any:
    return read_edits(zoho, "Leads", "7", ours=writes, hidden=hidden, home=home)


@pytest.mark.parametrize(
    ("told", "write", "run"),
    [
        (entry("City"), ours("City"), 4),
        (entry("City", at="2026-05-14T03:00:02Z"), ours("City"), 4),
        (entry("City", at="2026-05-14T12:00:03+09:00"), ours("City"), None),
        (entry("City", person_id="before us"), ours("City"), 4),
        (entry("City", person_id="eve", at="2026-05-14T12:00:01+09:00"), ours("City"), None),
        (entry(action="deleted", person_id="eve"), ours(outcome="deleted", modified=None), None),
        (entry("City", source="crm_ui"), ours("City"), None),
        (entry("City", source="bulkapi"), ours("City"), 4),
        (entry("Street"), ours("City"), None),
        (entry(action="added"), ours("City", outcome="created"), 4),
        (entry(action="restored"), ours("City", outcome="created"), 4),
        (entry(action="added"), ours("City"), None),
        (entry(action="deleted"), ours("City"), None),
        (entry("City"), ours("City", outcome="created"), 4),
        (entry("City", "Street"), ours("City"), 4),
        (entry("City", at="no time"), ours("City"), None),
        # without Zoho's own time, as Bulk Write and deletes leave it, the run's span counts
        (entry(action="deleted"), ours(outcome="deleted", modified=None), 4),
        (entry(action="deleted", at="2026-05-14T11:49:01+09:00"), ours(outcome="deleted", modified=None), 4),
        (
            entry(action="deleted", at="2026-05-14T11:48:00+09:00"),
            ours(outcome="deleted", modified=None),
            None,
        ),
        (
            entry(action="deleted", at="2026-05-14T12:02:00+09:00"),
            ours(outcome="deleted", modified=None),
            None,
        ),
    ],
)
def test_a_write_of_ours_is_known(told: TimelineEntry, write: Ours, run: int | None, tmp_path: Path) -> None:
    assert edits(Zoho(told), tmp_path, write).edits[0].run == run


def test_a_sign_in_that_may_not_read_users_is_known_by_the_time_of_its_writes(tmp_path: Path) -> None:
    assert edits(Zoho(entry("City"), user=True), tmp_path, ours("City")).edits[0].run == 4


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("crm_ui", "person"),
        ("bulkapi", "api"),
        ("workflow", "automation"),
        ("import", "import"),
        ("zoho_desk", "other"),
    ],
)
def test_a_source_comes_to_a_way(source: str, way: str, tmp_path: Path) -> None:
    (edit,) = edits(Zoho(entry(source=source)), tmp_path).edits
    assert (edit.way, edit.source) == (way, source)


def test_what_befell_a_note_of_the_record_names_its_module(tmp_path: Path) -> None:
    told = edits(Zoho(entry(module="Notes", record="9"), entry(module="Leads")), tmp_path)
    assert [each.module for each in told.edits] == ["Notes", ""]


def test_sensitive_fields_are_hidden_and_what_zoho_computes_from_them(tmp_path: Path) -> None:
    zoho = Zoho(entry("Last_Name", "Full_Name", "City", "Unheard_Of"))
    (edit,) = edits(zoho, tmp_path, hidden=("Last_Name",)).edits
    shown = {each.field: each.new for each in edit.fields}
    assert shown["City"] == "b"
    assert {name for name, value in shown.items() if value and value.startswith("***")} == {
        "Last_Name",
        "Full_Name",
        "Unheard_Of",
    }
    (plain,) = edits(zoho, tmp_path).edits
    assert {each.new for each in plain.fields} == {"b"}


def test_older_ones_are_said_to_be_there_and_a_refusal_is_told(tmp_path: Path) -> None:
    assert edits(Zoho(entry(), more=True), tmp_path).more
    refused = edits(Zoho(timeline=True), tmp_path)
    assert (refused.unread, refused.next_step, refused.calls) == ("No.", "Ask.", 0)


def test_a_time_without_a_zone_is_taken_as_utc(tmp_path: Path) -> None:
    at = datetime.fromtimestamp(SECOND, UTC).replace(tzinfo=None).isoformat()
    assert edits(Zoho(entry("City", at=at)), tmp_path, ours("City")).edits[0].run == 4
