from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from hakobu.errors import NotSupportedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client
    from tests.unit.zoho.conftest import MemoryZoho

DONE = {
    "data": [{"code": "SUCCESS", "status": "success", "message": "record updated", "details": {"id": "1"}}]
}


def test_no_trigger_is_left_out_and_an_empty_one_runs_none(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads", DONE)
    crm.insert("Leads", [{"A": 1}])
    crm.insert("Leads", [{"A": 1}], trigger=[])
    crm.insert("Leads", [{"A": 1}], trigger=["workflow"], assignment_rule="7", layout_rules=True)
    bodies = [seen.json for seen in zoho.calls("/Leads")]
    assert "trigger" not in bodies[0]
    assert bodies[1]["trigger"] == []
    assert bodies[2] == {
        "data": [{"A": 1}],
        "trigger": ["workflow"],
        "lar_id": "7",
        "apply_feature_execution": [{"name": "layout_rules"}],
    }


def test_decimals_leave_as_numbers(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Deals", DONE)
    crm.insert("Deals", [{"Amount": Decimal("1234567890123456.123456789"), "Name": "運ぶ"}], trigger=[])
    body = zoho.calls("/Deals")[0].request.body
    assert body == '{"data":[{"Amount":1234567890123456.123456789,"Name":"運ぶ"}],"trigger":[]}'.encode()


def test_updates_go_by_id_or_external_id(zoho: MemoryZoho, crm: Client) -> None:
    """Lesson 15: a typo must not create a record."""
    zoho.on("/Leads", DONE)
    crm.update("Leads", [{"id": "1", "A": 1}], unmodified_since="2026-01-01T00:00:00Z")
    crm.update("Leads", [{"Ext": "x", "A": 1}], external="Ext")
    first, second = (seen.request for seen in zoho.calls("/Leads"))
    assert (first.method, first.headers["If-Unmodified-Since"]) == ("PUT", "2026-01-01T00:00:00Z")
    assert second.headers["X-EXTERNAL"] == "Leads.Ext"
    with pytest.raises(NotSupportedError, match="Records without id cannot be updated"):
        crm.update("Leads", [{"A": 1}])
    with pytest.raises(NotSupportedError, match="Records without Ext cannot be updated"):
        crm.update("Leads", [{"Ext": "x"}, {"Ext": ""}], external="Ext")


def test_upsert_is_restricted_to_its_key(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Contacts/upsert", DONE)
    crm.upsert("Contacts", [{"Email": "a"}], duplicate_check_fields=["Email"], external=["Account_Name.No"])
    sent = zoho.calls("/upsert")[0]
    assert sent.json["duplicate_check_fields"] == ["Email"]
    assert sent.request.headers["X-EXTERNAL"] == "Contacts.Account_Name.No"


@pytest.mark.parametrize("module", ["Tasks", "Events", "Calls", "Notes"])
def test_modules_without_upsert_say_so(module: str, zoho: MemoryZoho, crm: Client) -> None:
    with pytest.raises(NotSupportedError, match="Use insert and update"):
        crm.upsert(module, [{"Subject": "A"}])
    assert zoho.seen == []


def test_old_schemas_have_no_condition_on_time(connect: Callable[..., Client]) -> None:
    with pytest.raises(NotSupportedError, match="no If-Unmodified-Since"):
        connect(schema="v2.1").update("Leads", [{"id": "1"}], unmodified_since="2026-01-01T00:00:00Z")


def test_deletes_by_id_and_by_external_id(zoho: MemoryZoho, crm: Client) -> None:
    zoho.on("/Leads", DONE | {"data": DONE["data"] * 2})
    crm.delete("Leads", ["1", "2"], wf_trigger=False)
    crm.delete("Leads", ["x y", "z"], external="Ext")
    first, second = zoho.calls("/Leads")
    assert (first.request.method, first.params) == ("DELETE", {"ids": "1,2", "wf_trigger": "false"})
    assert (second.params["ids"], second.request.headers["X-EXTERNAL"]) == ("x y,z", "Leads.Ext")
    with pytest.raises(NotSupportedError, match="comma"):
        crm.delete("Leads", ["a,b"], external="Ext")


def test_nothing_to_write_makes_no_call(zoho: MemoryZoho, crm: Client) -> None:
    assert crm.insert("Leads", []) == crm.delete("Leads", []) == []
    assert zoho.seen == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), object()])
def test_a_value_that_json_cannot_hold_is_refused_not_erased(
    value: object, zoho: MemoryZoho, crm: Client
) -> None:
    with pytest.raises(NotSupportedError):
        crm.insert("Deals", [{"Amount": 1}, {"Amount": value}])
    assert zoho.seen == []
