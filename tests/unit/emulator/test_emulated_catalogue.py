"""The catalogue is whole: every table can be read, every name it uses exists, both languages speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hakobu.emulator.catalogue import NOT_EMULATED, STANDARD
from hakobu.emulator.catalogue.common import ACTIVITY_TIME, CREATED_TIME, ID, MODIFIED_BY, OWNER
from hakobu.emulator.catalogue.custom import custom_module
from hakobu.emulator.problem import CODES, Problem
from hakobu.emulator.schema.creation import api_name_of
from hakobu.emulator.schema.data_type import DATA_TYPES
from hakobu.emulator.schema.notation import read_field
from hakobu.emulator.version import VERSIONS

if TYPE_CHECKING:
    from hakobu.emulator.schema.module import Module

MODULES = [*(make() for make in STANDARD), custom_module("Things", "Thing", "Things", 1)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.api_name)
def test_a_module_is_whole(module: Module) -> None:
    known = {one.api_name for one in MODULES} | {"*"}
    fields = module.fields
    assert module.key in fields
    assert module.display in fields
    assert [field.slot for field in fields.values()] == list(range(len(fields)))
    for field in fields.values():
        assert field.data_type in DATA_TYPES
        assert field.label
        assert field.label_ja
        assert not field.data_type.endswith("picklist") or field.choices
        assert (field.lookup in known) == (field.data_type == "lookup")


def test_every_record_begins_with_the_same_slots() -> None:
    for module in MODULES:
        names = list(module.fields)
        assert names[ID] == "id"
        assert names[OWNER] == "Owner"
        assert names[MODIFIED_BY] == "Modified_By"
        assert names[CREATED_TIME] == "Created_Time"
        assert names[ACTIVITY_TIME] == "Last_Activity_Time"


def test_a_module_is_either_emulated_or_not() -> None:
    assert not NOT_EMULATED & {module.api_name for module in MODULES}


def test_a_line_of_a_table() -> None:
    field = read_field(
        "Rate | currency 12.3 | Rate | 率 | mandatory default=5 since=4 values=v", {"v": "A=B~10~Open"}
    )
    assert (field.length, field.decimal_place, field.mandatory, field.default) == (12, 3, True, 5)
    choice = field.choices[0]
    assert (choice.actual, choice.display, choice.probability, choice.forecast) == ("A", "B", 10, "Open")
    with pytest.raises(ValueError, match="unknown flag"):
        read_field("Rate | text | Rate | 率 | mandatry", {})


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Ext Id", "Ext_Id"),
        ("Ｅｘｔ　Ｉｄ", "Ext_Id"),
        ("a--b__c_", "a_b_c"),
        ("1st", "Field_1st"),
        ("顧客番号", "Field"),
    ],
)
def test_api_names_from_labels(label: str, name: str) -> None:
    assert api_name_of(label) == name


def test_problems_have_status_and_message() -> None:
    assert all(400 <= status <= 503 and message for status, message in CODES.values())
    assert set(Problem("INVALID_DATA").body()) == {"code", "details", "message", "status"}


def test_versions() -> None:
    assert list(VERSIONS) == ["v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8"]
    assert all(name == f"v{version.number:g}" == version.name for name, version in VERSIONS.items())
