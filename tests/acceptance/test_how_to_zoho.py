"""The how-to "Read from Zoho, write to Zoho", followed to the letter with each of the three read APIs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.conftest import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Hakobu

WAYS: dict[str, dict[str, Any]] = {
    "COQL": {},
    "REST": {"use_coql": False, "api_type": "REST"},
    "Bulk Read": {"use_coql": False, "api_type": "Bulk"},
}
ENVIRONMENT = {
    f"{which}_{name}": value
    for which in ("OLD", "NEW")
    for name, value in (
        ("CLIENT_ID", "1000.STORY"),
        ("CLIENT_SECRET", "s3cret-of-the-client"),
        ("REFRESH_TOKEN", "t0ken-to-refresh"),
    )
}
PEOPLE = [
    {"Last_Name": "山田", "Company": "髙島商店", "Email": "yamada@example.com"},
    {"Last_Name": "O'Neil", "Company": 'Sons, "Ltd"', "Email": "oneil@example.com"},
    {"Last_Name": "Sato", "Company": "Acme"},
]


@pytest.fixture(scope="module")
def how_to() -> str:
    """Give the section of the document."""
    text = (Path(__file__).parents[2] / "docs" / "how-to.md").read_text(encoding="utf-8")
    return text.partition("## Read from Zoho, write to Zoho\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def organisations() -> Iterator[tuple[Emulator, Emulator]]:
    """Run two organisations for all ways; each test begins with new ones."""
    both = (Emulator(), Emulator())
    yield both
    for each in both:
        each.end()


@pytest.fixture
def old(organisations: tuple[Emulator, Emulator]) -> Emulator:
    """Give the organisation that is read: a sandbox with three leads."""
    organisations[0].reset()
    organisations[0].post("/_emulator/org", {"environment": "sandbox"})
    organisations[0].seed(records={"Leads": PEOPLE})
    return organisations[0]


@pytest.fixture
def new(organisations: tuple[Emulator, Emulator]) -> Emulator:
    """Give the organisation that is written to, with the field that the how-to wants to be made."""
    organisations[1].reset()
    field = {"api_name": "Old_Id", "field_label": "Old Id", "data_type": "text", "length": 50, "unique": True}
    organisations[1].seed(fields={"Leads": [field]})
    return organisations[1]


def commands_of(how_to: str) -> list[list[str]]:
    """Give the commands of the numbered steps."""
    return [found.split() for found in re.findall(r"^\d\. `hakobu ([^`]+)`", how_to, re.MULTILINE)]


@pytest.mark.parametrize("way", WAYS)
def test_each_step_of_the_how_to(  # noqa: PLR0917 - each is a fixture
    way: str,
    how_to: str,
    old: Emulator,
    new: Emulator,
    hakobu: Hakobu,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", how_to, re.DOTALL)
    definition = yaml.safe_load(block)
    for name, emulator in (("old", old), ("new", new)):  # what stands for Zoho's own addresses here
        definition["connections"][name] |= {"accounts_server": emulator.url, "api_domain": emulator.url}
    definition["connections"]["old"] |= WAYS[way]
    text = yaml.safe_dump(definition, sort_keys=False, allow_unicode=True)
    (tmp_path / "copy.yaml").write_text(text, encoding="utf-8")
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    hakobu.take_environment()

    test, plan, run = commands_of(how_to)
    assert [command[0] for command in (test, plan, run)] == ["connections", "plan", "run"]
    told = hakobu(*test)
    assert (told.code, told.out.count("Test passed")) == (0, 2), told.out
    told = hakobu(*plan)
    assert told.code == 0
    assert f"its source by {way}" in " ".join(told.out.split())
    assert new.stats()["records"]["Leads"] == 0
    assert hakobu(*run).code == 0
    made = {row["Old_Id"]: row for row in new.get("/_emulator/records/Leads")["records"]}
    for row in old.get("/_emulator/records/Leads")["records"]:
        copied = made.pop(row["id"])
        assert [copied[name] for name in PEOPLE[0]] == [row[name] for name in PEOPLE[0]]
    assert not made
    again = hakobu(*run, "--json").json
    assert (again["outcomes"]["created"], again["outcomes"]["unchanged"]) == (0, again["read"])
    whole = hakobu(*run, "--whole", "--json").json
    assert whole["outcomes"]["unchanged"] == whole["read"] == len(PEOPLE)
    assert any("coql" in name for name in old.stats()["calls"]) is (way == "COQL")
