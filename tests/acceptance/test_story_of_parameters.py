"""One definition, many runs: values from the command line in queries, files' names and expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def prepare(shop: Shop) -> None:
    query = "select * from people where company = {region} and '{{x}}' = '{' || 'x}' limit {most}"
    shop.change("read: {table: people}", f'read: {{query: "{query}"}}')
    shop.change("Description: notes", "Description: \"param('region') || ' ' || param('run_date')\"")
    shop.change("destination: crm\n", "destination: crm\n    parameters: {region: Shop, most: 2}\n")


def test_a_run_is_given_its_values(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    prepare(shop)
    shop.fill(4)
    shop.execute("insert into people values ('o@example.com', 'O', 'O''Neil \"x\"; --', '')")
    first = hakobu("run", "shop.yaml", "--set", "run_date=2026-01-31")
    assert "Parameters: run_date=2026-01-31, region=Shop, most=2" in first.out
    assert crm.stats()["records"]["Leads"] == 2
    records = crm.get("/_emulator/records/Leads")["records"]
    assert {record["Description"] for record in records} == {"Shop 2026-01-31"}
    second = hakobu("run", "shop.yaml", "--set", 'region=O\'Neil "x"; --', "--json").json
    assert second["parameters"]["region"] == 'O\'Neil "x"; --'
    assert second["outcomes"]["created"] == 1
    planned = hakobu("plan", "shop.yaml", "--set", "most=4", "--json").json
    assert planned["parameters"]["most"] == 4
    assert (
        hakobu("run", "shop.yaml", "--plan", str(planned["plan"]), "--json").json["parameters"]["most"] == 4
    )
    assert "パラメーター：run_date=" in hakobu("plan", "shop.yaml", "--set", "region=x", lang="ja").out


def test_wrong_values_are_named(hakobu: Hakobu, shop: Shop) -> None:
    prepare(shop)
    shop.fill(1)
    undeclared = hakobu("run", "shop.yaml", "--set", "regoin=JP")
    assert undeclared.code == 2
    assert 'Did you mean "region"?' in undeclared.err
    assert "is a whole number; 'many' is none" in hakobu("plan", "shop.yaml", "--set", "most=many").err
    assert hakobu("check", "shop.yaml", "--set", "region").code == 2
    hakobu("plan", "shop.yaml")
    assert hakobu("run", "shop.yaml", "--plan", "1", "--set", "most=1").code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{region}", "{regoin}", 'Did you mean "region"? Where braces are meant, write {{regoin}}.'),
        ("= {region}", "= '{region}'", "Write {region} without quotes"),
        ("param('region')", "param('regoin')", "There is no parameter 'regoin'."),
        ("param('region')", "param(name)", "param() takes the name of one parameter"),
        ("most: 2", "most: 2.5", "The parameter 'most' is a text or a whole number."),
        ("region: Shop", "run_date: x", "The parameter 'run_date' is given by the run itself."),
    ],
)
def test_a_wrong_use_is_named(hakobu: Hakobu, shop: Shop, old: str, new: str, said: str) -> None:
    prepare(shop)
    shop.change(old, new)
    told = hakobu("check", "shop.yaml")
    assert told.code == 2
    assert said in told.err


def test_what_came_since_the_last_success(hakobu: Hakobu, shop: Shop) -> None:
    shop.change("read: {table: people}", 'read: {query: "select * from people where notes > {last_success}"}')
    shop.execute("insert into people values ('a@example.com', 'A', 'X', '2000-01-01 00:00:00')")
    first = hakobu("run", "shop.yaml", "--json").json
    assert first["parameters"] == {"last_success": "1970-01-01 00:00:00"}
    assert first["outcomes"]["created"] == 1
    second = hakobu("run", "shop.yaml", "--json").json
    assert (second["read"], second["parameters"]["last_success"][:2]) == (0, "20")
    again = hakobu("run", "shop.yaml", "--set", "last_success=1999-01-01 00:00:00", "--json").json
    assert again["outcomes"]["unchanged"] == 1


def test_a_file_is_named_by_the_day(hakobu: Hakobu, shop: Shop, tmp_path: Path) -> None:
    shop.change("connector: sqlite, path: shop.db", "connector: files, path: .")
    shop.change("read: {table: people}", 'read: {file: "people-{run_date}.csv"}')
    (tmp_path / "people-2026-02-01.csv").write_text("email,name,company,notes\na@e.com,A,X,n\n")
    assert (
        hakobu("run", "shop.yaml", "--set", "run_date=2026-02-01", "--json").json["outcomes"]["created"] == 1
    )
    assert "people-2" in hakobu("run", "shop.yaml").err
    refused = hakobu("run", "shop.yaml", "--set", "run_date=../x")
    assert "cannot stand in a file's name" in refused.err


def test_another_value_reads_everything_again(hakobu: Hakobu, shop: Shop) -> None:
    shop.change("destination: crm\n", "destination: crm\n    parameters: {region: Shop}\n")
    query = 'read: {query: "select * from people where company = {region}", incremental: notes}'
    shop.change("read: {table: people}", query)
    rows = [("a@e.com", "A", "Shop", "2026-03-02"), ("b@e.com", "B", "Mart", "2026-03-01")]
    shop.execute("insert into people values (?, ?, ?, ?)", rows)
    assert hakobu("run", "shop.yaml", "--json").json["outcomes"]["created"] == 1
    other = hakobu("run", "shop.yaml", "--set", "region=Mart", "--json").json
    assert other["outcomes"]["created"] == 1  # older than what the first run reached
