"""Fields that hold several values: multi-select lookups, tags, choices; and lookups with a fallback."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.zoho import Client, Settings
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READERS: dict[str, Client] = {}
PICKS = [{"display_value": name, "actual_value": name} for name in ("Red", "Green", "Blue")]


@pytest.fixture(scope="module")
def zoho() -> Iterator[Emulator]:
    """One emulator for all tests of this file; each works on leads of its own."""
    with ExitStack() as running:
        started = Emulator()
        running.callback(started.close)
        started.seed(
            fields={
                "Leads": [
                    key_field("Code"),
                    {"api_name": "Wants", "data_type": "multiselectlookup", "lookup": "Products"},
                    {"api_name": "Colours", "data_type": "multiselectpicklist", "pick_list_values": PICKS},
                ]
            },
            records={"Products": [{"Product_Name": name, "Product_Code": name} for name in ("a", "b", "c")]},
        )
        for version in ("v2", "v4", "v8"):
            reader = Settings(
                client_id="id",
                client_secret="planted-secret",
                refresh_token=f"reader-{version}",
                accounts_server=started.url,
                api_domain=started.url,
                schema=version,
            )
            READERS[version] = running.enter_context(Client(reader))
        yield started


class Lead:
    """A job that writes one lead."""

    def __init__(self, folder: Path, zoho: Any, version: str, **fields: Any) -> None:
        self.bench = Bench(folder, zoho, schema=version, refresh_token=str(folder))
        self.code, self.version = f"{folder.name[-12:]}-{version}", version
        self.bench.task(match=["Code"], map={"Code": "code", "Last_Name": "name", **fields})

    def write(self, values: str, *, name: str = "Lee") -> dict[str, int]:
        """Write the source, run, and give the outcomes."""
        self.bench.csv("leads.csv", "code,name,values", f'{self.code},{name},"{values}"')
        return self.bench.outcomes()

    @property
    def record(self) -> dict[str, Any]:
        """The lead as the CRM holds it."""
        ident = next(each["id"] for each in self.bench.records() if each.get("Code") == self.code)
        found = READERS[self.version].get("Leads", ident)
        assert found is not None
        return found

    @property
    def wants(self) -> list[str]:
        """The names of the products that it refers to."""
        return sorted(each["Wants"]["name"] for each in self.record["Wants"])


def links(mode: str) -> dict[str, Any]:
    return {"lookup": "Products", "by": {"Product_Code": "values"}, "each": ";", "mode": mode}


@pytest.mark.parametrize("version", ["v2", "v4", "v8"])
def test_a_multi_select_lookup_goes_round(tmp_path: Path, zoho: Any, version: str) -> None:
    lead = Lead(tmp_path, zoho, version, Wants=links("replace"))
    assert lead.write("a; b") == {"created": 1}
    assert lead.wants == ["a", "b"]
    assert lead.write("a; b") == {"unchanged": 1}
    assert lead.write("b;a;b") == {"unchanged": 1}
    assert lead.write("c;b") == {"updated": 1}
    assert lead.wants == ["b", "c"]


def test_links_are_added_and_removed_beside_those_that_are_there(tmp_path: Path, zoho: Any) -> None:
    lead = Lead(tmp_path, zoho, "v4", Wants=links("add"))
    assert lead.write("a") == {"created": 1}
    assert lead.write("b") == {"updated": 1}
    assert lead.wants == ["a", "b"]
    lead.bench.tasks[0]["map"]["Wants"]["mode"] = "remove"
    assert lead.write("a;c") == {"updated": 1}
    assert lead.wants == ["b"]
    assert lead.write("a;c") == {"unchanged": 1}


def test_a_link_to_nothing_is_named(tmp_path: Path, zoho: Any) -> None:
    lead = Lead(tmp_path, zoho, "v4", Wants=links("replace"))
    assert lead.write("a;zz") == {"invalid": 1}
    (reject,) = lead.bench.rejects(1)
    assert [(fault.field, fault.code, fault.detail) for fault in reject.faults] == [
        ("Wants", "lookup_missing", "value 2: Products with Product_Code = zz")
    ]


@pytest.mark.parametrize("version", ["v2", "v4", "v8"])
def test_tags_are_replaced_added_and_removed(tmp_path: Path, zoho: Any, version: str) -> None:
    lead = Lead(tmp_path, zoho, version, Tag={"value": "values"})

    def tags() -> list[str]:
        return sorted(each["name"] for each in lead.record["Tag"])

    assert lead.write("new;hot") == {"created": 1}
    assert tags() == ["hot", "new"]
    assert lead.write("hot;new") == {"unchanged": 1}
    lead.bench.tasks[0]["map"]["Tag"]["mode"] = "add"
    assert lead.write("vip") == {"updated": 1}
    assert tags() == ["hot", "new", "vip"]
    lead.bench.tasks[0]["map"]["Tag"]["mode"] = "remove"
    assert lead.write("hot;cold") == {"updated": 1}
    assert tags() == ["new", "vip"]


def test_choices_are_added_and_removed(tmp_path: Path, zoho: Any) -> None:
    lead = Lead(tmp_path, zoho, "v4", Colours={"value": "values", "mode": "add"})
    assert lead.write("Blue") == {"created": 1}
    assert lead.write("Red;Blue") == {"updated": 1}
    assert sorted(lead.record["Colours"]) == ["Blue", "Red"]
    assert lead.write("Red") == {"unchanged": 1}
    lead.bench.tasks[0]["map"]["Colours"]["mode"] = "remove"
    assert lead.write("Blue;Red") == {"updated": 1}
    assert not lead.record["Colours"]


def test_an_owner_that_does_not_exist_is_named_or_replaced(tmp_path: Path, zoho: Any) -> None:
    owner = {"lookup": "users", "by": {"email": "values"}}
    lead = Lead(tmp_path, zoho, "v4", Owner=owner)
    assert lead.write("nobody@example.com") == {"invalid": 1}
    (reject,) = lead.bench.rejects(1)
    assert reject.faults[0].detail == "users with email = nobody@example.com"
    users = READERS["v4"].users()
    owner["fallback"] = users[0].email
    assert lead.write("nobody@example.com") == {"created": 1}
    assert lead.record["Owner"]["id"] == users[0].id
    owner["fallback"] = "nor@example.com"
    assert lead.write("nobody@example.com", name="Kim") == {"invalid": 1}
    assert "nor does the fallback nor@example.com" in lead.bench.rejects(3)[0].faults[0].detail
