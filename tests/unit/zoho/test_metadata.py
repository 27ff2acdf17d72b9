from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import NotSupportedError
from hakobu.zoho.metadata import PickValue, read_field, read_layout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.zoho import Client, Field, Response
    from tests.unit.zoho.conftest import HandClock, MemoryZoho

    Connect = Callable[..., Client]
    Make = Callable[..., Response]

MODULES = {
    "modules": [
        {"api_name": "Leads", "plural_label": "見込み客", "api_supported": True, "generated_type": "default"},
        {
            "api_name": "Karte",
            "plural_label": "顧客カルテ",
            "api_supported": True,
            "generated_type": "custom",
        },
        {"api_name": "Home", "api_supported": False},
        {"plural_label": "Odd"},
    ]
}
TEXT = {"api_name": "Last_Name", "field_label": "Last Name", "data_type": "text", "json_type": "string"}


def field(**changed: Any) -> Field:
    warned: list[str] = []
    found = read_field(TEXT | changed, warn=warned.append)
    assert found is not None
    assert warned == []
    return found


def test_a_field_is_read() -> None:
    found = field(
        length="80",
        system_mandatory=True,
        unique={"casesensitive": "true"},
        external={"type": "org", "show": True},
        custom_field=True,
        decimal_place=2,
        currency={"precision": 3},
        display_label="姓",
    )
    assert (found.api_name, found.label, found.length, found.mandatory) == ("Last_Name", "姓", 80, True)
    assert (found.unique, found.case_sensitive, found.external, found.custom) == (True, True, "org", True)
    assert (found.decimal_place, found.precision) == (2, 3)


@pytest.mark.parametrize(
    ("changed", "writable"),
    [
        ({}, (True, True)),
        ({"read_only": True}, (False, False)),
        ({"field_read_only": True}, (False, False)),
        ({"data_type": "formula"}, (False, False)),
        ({"data_type": "autonumber"}, (False, False)),
        ({"api_name": "Created_Time"}, (False, False)),
        ({"api_name": "Owner", "field_read_only": True, "data_type": "ownerlookup"}, (True, True)),
        ({"operation_type": {"api_create": True, "api_update": False}, "read_only": True}, (True, False)),
    ],
)
def test_what_may_be_written(changed: dict[str, Any], writable: tuple[bool, bool]) -> None:
    found = field(**changed)
    assert (found.creatable, found.updatable) == writable
    assert found.read_only is not any(writable)


def test_the_value_of_a_picklist_is_not_its_label() -> None:
    values = [
        {"display_value": "-None-", "actual_value": "-None-"},
        {"display_value": "Identify Decision Makers", "actual_value": "Id. Decision Makers"},
        {"display_value": "Gone", "actual_value": "Gone", "type": "unused"},
    ]
    assert field(data_type="picklist", pick_list_values=values).picklist == (
        PickValue("-None-", "-None-"),
        PickValue("Identify Decision Makers", "Id. Decision Makers"),
    )


@pytest.mark.parametrize(
    ("data_type", "module", "found"),
    [
        ("lookup", "Accounts", "Accounts"),
        ("lookup", {"api_name": "Deals", "id": "1"}, "Deals"),
        ("ownerlookup", None, "Users"),
    ],
)
def test_where_a_lookup_leads(data_type: str, module: Any, found: str) -> None:
    assert field(data_type=data_type, lookup={"module": module}).lookup_module == found


def test_odd_metadata_degrades_one_field_never_a_module(zoho: MemoryZoho, crm: Client) -> None:
    """Lesson 33: one field without ``json_type`` removes the whole module."""
    zoho.on("/settings/modules", MODULES)
    odd = {"api_name": "Odd", "data_type": "bigint", "unique": None, "lookup": None, "pick_list_values": None}
    zoho.on("/settings/fields", {"fields": [TEXT, odd, {"field_label": "Nameless"}, {"api_name": "Bare"}]})
    fields = crm.fields("Leads")
    assert set(fields) == {"Last_Name", "Odd", "Bare"}
    assert fields["Odd"].json_type == "string"
    assert len(crm.warnings) == 4
    assert "Leads: Odd: Zoho's description is incomplete; taken for bigint" in crm.warnings


def test_custom_modules_are_there_and_unknown_ones_get_the_nearest_names(
    zoho: MemoryZoho, crm: Client
) -> None:
    """Lesson 32: custom modules missing; name the true cause."""
    zoho.on("/settings/modules", MODULES)
    assert crm.module("Karte").custom
    assert set(crm.modules()) == {"Leads", "Karte"}
    with pytest.raises(NotSupportedError, match=r"no module 'Laeds'\. Valid: Leads\."):
        crm.module("Laeds")
    with pytest.raises(NotSupportedError, match=r"Valid: Karte\."):
        crm.module("顧客カルテ")
    with pytest.raises(NotSupportedError, match="no module 'Activities' in schema v4"):
        crm.module("Activities")


def test_keys_are_read_from_newer_metadata_than_v2(zoho: MemoryZoho, connect: Connect) -> None:
    zoho.on("/settings/modules", MODULES)
    newer = TEXT | {"unique": {"case_sensitive": False}, "external": {"type": "user"}}
    zoho.on("/crm/v2/settings/fields", {"fields": [TEXT | {"unique": {}}]})
    zoho.on("/crm/v2.1/settings/fields", {"fields": [newer]})
    found = connect(schema="v2").fields("Leads")["Last_Name"]
    assert (found.unique, found.external) == (True, "user")


def test_metadata_is_kept_for_an_hour_and_for_other_processes(
    tmp_path: Path, zoho: MemoryZoho, connect: Connect, clock: HandClock
) -> None:
    zoho.on("/settings/modules", MODULES)
    crm = connect(home=tmp_path)
    crm.modules()
    connect(home=tmp_path).modules()
    assert len(zoho.calls("/settings/modules")) == 1
    clock.time += 100
    assert crm.metadata_age() == 100
    clock.time += 3600
    crm.modules()
    assert len(zoho.calls("/settings/modules")) == 2
    crm.refresh()
    assert crm.metadata_age() is None
    connect(home=tmp_path).modules()
    assert len(zoho.calls("/settings/modules")) == 3


def test_another_organisation_is_never_given_old_metadata(
    tmp_path: Path, zoho: MemoryZoho, connect: Connect
) -> None:
    zoho.on("/settings/modules", MODULES)
    connect(home=tmp_path).modules()
    zoho.on("/org", {"org": [{"zgid": "70002"}]})
    connect(home=tmp_path).modules()
    assert len(zoho.calls("/settings/modules")) == 2


def test_a_module_that_zoho_does_not_describe_is_named(zoho: MemoryZoho, crm: Client, response: Make) -> None:
    zoho.on("/settings/modules", MODULES)
    zoho.on("/settings/fields", response(400, {"code": "INVALID_MODULE", "details": {}, "message": "m"}))
    with pytest.raises(NotSupportedError, match="does not describe the module 'Leads'"):
        crm.fields("Leads")


def test_a_layout_says_what_it_requires_in_old_and_new_words() -> None:
    fields = [
        {"api_name": "A", "required": True},
        {"api_name": "B", "mandatory": True},
        {"api_name": "C", "required": False},
    ]
    found = read_layout({"id": "1", "name": "Standard", "sections": [{"fields": fields}]})
    assert (found.required, found.fields) == (frozenset({"A", "B"}), ("A", "B", "C"))


def test_organisation_users_and_rights(zoho: MemoryZoho, crm: Client) -> None:
    ann = {
        "id": "1",
        "full_name": "Ann",
        "email": "a@example.com",
        "status": "active",
        "profile": {"id": "9"},
    }
    zoho.on(
        "/users",
        {"users": [ann], "info": {"more_records": False}},
        {"users": [ann], "info": {"more_records": True}},
        {"users": [ann], "info": {"more_records": False}},
    )
    rights = [{"name": "Crm_Implied_View_Leads", "enabled": True}, {"name": "Other", "enabled": False}]
    zoho.on("/settings/profiles/9", {"profiles": [{"permissions_details": rights}]})
    found = crm.organisation()
    assert (found.zgid, found.edition, found.concurrency, found.users) == ("60001", "enterprise", 20, 5)
    assert crm.user().active
    assert len(crm.users()) == 2
    assert crm.profile_rights() == {"Crm_Implied_View_Leads"}
