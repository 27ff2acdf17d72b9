"""What is claimed of every module in every version that has it: the steps that its tests walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError, NotSupportedError
from hakobu.zoho import BULK_WRITABLE, WITHOUT_UPSERT
from tests.acceptance.modules import VERSIONS, Story, Value, told

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["cases", "changed_and_gone", "there_and_back", "written_in_bulk", "written_in_bulk_with_lines"]

WAYS: tuple[dict[str, Any], ...] = (
    {"use_coql": True},
    {"use_coql": False},
    {"use_coql": False, "api_type": "Bulk"},
)
PARTS = {"ALARM", "RRULE", "participants", "multireminder", "dates", "time_range"}
"""Types that no CSV file holds: neither an export nor Bulk Write."""
HEARD = {"Add_Comment"}
"""Written, and shown as something else."""

# api-core §3.1: by which field upsert finds a record that is there; the documents name none for the others
UPSERT_KEYS = {
    "Leads": "Email",
    "Accounts": "Account_Name",
    "Contacts": "Email",
    "Deals": "Deal_Name",
    "Campaigns": "Campaign_Name",
    "Cases": "Subject",
    "Solutions": "Solution_Title",
    "Products": "Product_Name",
    "Vendors": "Vendor_Name",
    "Price_Books": "Price_Book_Name",
    "Quotes": "Subject",
    "Sales_Orders": "Subject",
    "Purchase_Orders": "Subject",
    "Invoices": "Subject",
    "Customer_Karte": "Name",
}
OWN_KEYS = {
    "Appointments__s": "Appointment_Name",
    "Services__s": "Service_Name",
    "Appointments_Rescheduled_History__s": "Reschedule_Note",
    "Tasks": "Subject",
    "Events": "Event_Title",
    "Calls": "Subject",
    "Notes": "Note_Title",
}
"""Keys by which Hakobu itself matches where Zoho has no key, or no upsert."""
NO_KEY = {"Appointments_Rescheduled_History__s": "has only times, people and a text of many lines"}
NAMES = {"Price_Books": "Price_Book_Name"}
"""By which field the rows of a second file tell to which record they belong."""
OPEN = ("Appointments__s", "Appointments_Rescheduled_History__s", "Services__s")


def cases(modules: Iterable[str], versions: Iterable[str] = VERSIONS) -> list[tuple[str, str]]:
    """Every module with every version."""
    return [(module, schema) for module in modules for schema in versions]


def there_and_back(story: Story) -> None:
    """Every writable field is written by a job and read back equal; every other is refused and told why."""
    said = story.refusals()
    for name, reason in story.refused().items():
        assert f"{story.module}.{name} {reason}" in said
    assert set(story.fields) == {"id"} & set(story.fields) | set(story.refused()) | set(
        story.writable()
    ) | set(story.left_out)
    values = story.values(f"in-{story.schema}")
    record = _created(story, values)
    assert story.differences(record, values) == {}
    for way in WAYS:
        names = [name for name in values if name not in HEARD and name not in story.lines]
        if way.get("api_type") == "Bulk":
            if story.module == "Notes":
                continue  # Zoho: not exportable
            names = [name for name in names if story.fields[name].data_type not in PARTS]
        row = story.read(record, names, **way)
        wrong = {n: (values[n].as_told, told(row[n])) for n in names if told(row[n]) != values[n].as_told}
        assert wrong == {}, way


def changed_and_gone(story: Story) -> None:
    """Every changeable field is changed; an upsert finds its record and makes another; both are deleted."""
    mark = f"up-{story.schema}"
    record = _created(story, story.values(mark))
    changed = story.values(mark, changed=True)
    assert story.run("update", [{"id": _id(record)} | changed], match=["id"]) == {"updated": 1}
    assert story.differences(record, changed) == {}
    both = {record} | _upserted(story, record, changed, mark)
    gone = [{"id": _id(each)} for each in sorted(both)]
    assert story.run("delete", gone, match=["id"]) == {"deleted": len(gone)}
    assert [story.crm.get(story.module, each) for each in sorted(both)] == [None] * len(gone)


def written_in_bulk(story: Story) -> None:
    """Where Zoho has Bulk Write for a module, it writes the same values, and they read back equal."""
    assert story.module in BULK_WRITABLE or story.crm.module(story.module).custom
    values = {
        name: value
        for name, value in story.values(f"bulk-{story.schema}").items()
        if story.fields[name].data_type not in PARTS and not value.module
    }
    record = story.bulk_write(values)
    assert story.differences(record, values) == {}


def written_in_bulk_with_lines(story: Story) -> None:
    """A module that no record can do without lines: both by one job, or, in older versions, changes alone."""
    assert story.module in BULK_WRITABLE
    (lines,) = story.lines
    mark = f"bulk-{story.schema}"
    values = story.values(mark)
    if story.crm.settings.version.bulk_children:
        values = {name: values[name] for name in sorted(values, key=lambda name: name != NAMES[story.module])}
        record = story.bulk_write_with_lines(values, lines)
    else:
        record = _created(story, values)
        values = story.values(mark, changed=True)
        assert story.bulk_write(values, record) == record
    assert story.differences(record, values) == {}


def _upserted(story: Story, record: str, held: dict[str, Value], mark: str) -> set[str]:
    """Upsert by the module's key what is there and what is not; give the ids of what is new."""
    module, key = story.module, UPSERT_KEYS.get(story.module) or OWN_KEYS[story.module]
    again = story.values(mark)
    if module in WITHOUT_UPSERT:
        with pytest.raises(NotSupportedError, match="no upsert"):
            story.crm.upsert(module, [{key: "x"}])
    if module not in UPSERT_KEYS:
        with pytest.raises(DefinitionError, match="needs a match key") as caught:
            story.run("upsert", [again])
        assert (module in OPEN) == ("name no field" in str(caught.value))
    if module in NO_KEY:
        return set()
    new = story.values(f"{mark}-new")
    rows = [again | {name: held[name] for name in (key, *story.unique)}]
    rows.append(again | {name: new[name] for name in (key, *story.unique)})
    before = story.ids()
    assert story.run("upsert", rows, match=[key]) == {"created": 1, "updated": 1}
    assert story.differences(record, rows[0]) == {}
    return story.ids() - before


def _created(story: Story, values: dict[str, Value]) -> str:
    """Create a record by an insert."""
    before = story.ids()
    assert story.run("insert", [values]) == {"created": 1}
    (record,) = story.ids() - before
    return record


def _id(record: str) -> Value:
    return Value(record, record)
