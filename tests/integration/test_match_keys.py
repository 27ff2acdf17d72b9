"""Match keys: which record a row means, and where that cannot be told nothing is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError, GuardError
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from pathlib import Path

MAP = {"Last_Name": "name", "Company": "company", "Email": "email", "Customer_No": "no"}


@pytest.fixture
def bench(tmp_path: Path, emulator: Any) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    return Bench(tmp_path, zoho)


def seed(bench: Bench, *records: dict[str, Any]) -> list[str]:
    body = [{"Last_Name": "x", "Company": "c", **record} for record in records]
    ids: list[str] = bench.emulator.seed(records={"Leads": body})["ids"]["Leads"]
    return ids


def test_case_and_blanks_do_not_make_a_new_record(bench: Bench) -> None:
    """Compared as Zoho compares."""
    (ident,) = seed(bench, {"Email": "Taro@Example.com"})
    bench.csv("leads.csv", "no,name,company,email", "1,山田,c, taro@example.COM ")
    bench.task(match=["Email"], map={**MAP, "Email": "trim(email)"})
    assert bench.outcomes() == {"updated": 1}
    assert [record["id"] for record in bench.records()] == [ident]


def test_the_second_key_decides_where_the_first_finds_nothing(bench: Bench) -> None:
    """Lesson 14: an e-mail alone as key makes doubles."""
    by_no, by_mail = seed(bench, {"Customer_No": "A1"}, {"Email": "b@example.com"})
    bench.csv("leads.csv", "no,name,company,email", "A1,one,c,new@example.com", ",two,c,b@example.com")
    bench.task(match=["Customer_No", "Email"], map=MAP)
    assert bench.outcomes() == {"updated": 2}
    names = {record["id"]: record["Last_Name"] for record in bench.records()}
    assert names == {by_no: "one", by_mail: "two"}


def test_a_composite_key_needs_both_parts(bench: Bench) -> None:
    (ident, _) = seed(bench, {"Last_Name": "Sato", "Company": "A"}, {"Last_Name": "Sato", "Company": "B"})
    bench.csv("leads.csv", "no,name,company,email", "1,Sato,A,a@example.com", "2,Sato,C,c@example.com")
    bench.task(match=[["Last_Name", "Company"]], map=MAP)
    assert bench.outcomes() == {"updated": 1, "created": 1}
    assert {r["id"]: r["Customer_No"] for r in bench.records()}[ident] == "1"


def test_several_matches_are_listed_and_not_guessed(bench: Bench) -> None:
    """A key that matches several records changes none of them."""
    ids = seed(bench, {"Email": "a@example.com"}, {"Email": "a@example.com"})
    bench.csv("leads.csv", "no,name,company,email", "1,new,c,a@example.com")
    bench.task(match=["Email"], map={k: v for k, v in MAP.items() if k != "Customer_No"})
    run = bench.run()
    assert run["outcomes"]["invalid"] == 1
    (reject,) = bench.rejects(run["run"])
    assert reject.faults[0].code == "ambiguous_match"
    assert all(ident in reject.faults[0].detail for ident in ids)
    assert {record["Last_Name"] for record in bench.records()} == {"x"}


def test_a_unique_field_that_points_elsewhere_contradicts_the_key(bench: Bench) -> None:
    """Zoho would refuse the write, so it is named before."""
    seed(bench, {"Email": "a@example.com"}, {"Customer_No": "N1"})
    bench.csv("leads.csv", "no,name,company,email", "N1,new,c,a@example.com")
    bench.task(match=["Email"], map=MAP)
    run = bench.run()
    assert bench.causes(run["run"]) == {("a@example.com", "Email", "ambiguous_match")}


def test_two_rows_for_one_record_are_both_named(bench: Bench) -> None:
    seed(bench, {"Email": "a@example.com", "Customer_No": "N1"})
    bench.csv("leads.csv", "no,name,company,email", "N1,one,c,", ",two,c,a@example.com")
    bench.task(match=["Customer_No", "Email"], map=MAP)
    run = bench.run()
    assert run["outcomes"]["invalid"] == 2
    assert {code for _, _, code in bench.causes(run["run"])} == {"same_record"}


def test_a_key_that_stands_twice_in_the_source_is_named_with_its_rows(bench: Bench) -> None:
    """Lesson 16: three same-named accounts became five."""
    bench.csv("leads.csv", "no,name,company,email", "1,a,c,a@example.com", "1,b,c,b@example.com", "2,c,c,")
    bench.task(match=["Customer_No"], map=MAP)
    run = bench.run()
    assert run["outcomes"]["invalid"] == 2
    details = {fault.detail for reject in bench.rejects(run["run"]) for fault in reject.faults}
    assert details == {"1 (1, 2)"}


def test_an_empty_key_is_named(bench: Bench) -> None:
    """Lesson 21: keyless rows bypassed the rejects."""
    bench.csv("leads.csv", "no,name,company,email", ",a,c,a@example.com")
    bench.task(match=["Customer_No"], map=MAP)
    run = bench.run()
    assert bench.causes(run["run"]) == {("", "Customer_No", "empty_key")}


def test_update_never_creates(bench: Bench) -> None:
    """Lesson 15: a typo must not create a record."""
    bench.csv("leads.csv", "no,name,company,email", "typo,a,c,a@example.com")
    bench.task(match=["Customer_No"], map=MAP, operation="update")
    run = bench.run()
    assert run["outcomes"]["skipped"] == 1
    assert run["tasks"][0]["notes"]["skipped"] == {"no such record": 1}
    assert bench.records() == []


def test_records_are_updated_and_deleted_by_id(bench: Bench) -> None:
    one, two = seed(bench, {}, {})
    bench.csv("leads.csv", "id,name", f"{one},new", "9999,gone")
    bench.task(match=["id"], map={"id": "id", "Last_Name": "name"}, operation="update")
    assert bench.outcomes() == {"updated": 1, "skipped": 1}
    bench.tasks.clear()
    bench.csv("gone.csv", "id", two)
    bench.task(name="gone", read={"file": "gone.csv"}, match=["id"], map={"id": "id"}, operation="delete")
    assert bench.outcomes() == {"deleted": 1}
    assert {record["id"]: record["Last_Name"] for record in bench.records()} == {one: "new"}


def test_upsert_refuses_id_as_its_key(bench: Bench) -> None:
    bench.csv("leads.csv", "id,name", "1,new")
    bench.task(match=["id"], map={"id": "id", "Last_Name": "name"})
    with pytest.raises(
        DefinitionError, match=r"Upsert takes no ID as its key: an ID only finds existing records"
    ):
        bench.run()


def test_without_a_match_zohos_own_rule_holds(bench: Bench) -> None:
    (ident,) = seed(bench, {"Email": "a@example.com"})
    bench.csv("leads.csv", "no,name,company,email", "1,new,c,a@example.com")
    bench.task(map=MAP)
    assert bench.outcomes() == {"updated": 1}
    assert [record["id"] for record in bench.records()] == [ident]


def test_a_default_key_that_only_names_wants_a_yes_where_rows_collide(bench: Bench) -> None:
    """Default keys such as Account_Name merged different records of the same name."""
    bench.csv("leads.csv", "name", "Acme", "Acme", "Other")
    bench.task(module="Accounts", map={"Account_Name": "name"})
    with pytest.raises(
        GuardError, match="Account_Name names a record rather than identifying it, and 2 rows"
    ):
        bench.run()
    assert bench.records("Accounts") == []
    assert bench.outcomes(yes=True) == {"created": 1, "invalid": 2}


@pytest.mark.parametrize(
    ("match", "said"),
    [
        (["Nickname"], "Leads has no field Nickname"),
        (["Email_Opt_Out"], "Email_Opt_Out is a boolean field and cannot be a match key"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused_with_the_reason(
    bench: Bench, match: list[str], said: str
) -> None:
    bench.csv("leads.csv", "no,name,company,email", "1,a,c,a@example.com")
    bench.task(match=match, map={**MAP, match[0]: "no"})
    with pytest.raises(DefinitionError, match=said):
        bench.run()


def test_a_row_whose_key_is_faulty_is_called_by_what_stands_there(bench: Bench) -> None:
    """Lesson 6: a message names row and key, and a key that is wrong is a name all the same."""
    bench.csv("leads.csv", "no,name,company,email", "1,a,c,sato(at)example.jp", "2,b,c,b@example.com")
    bench.task(match=["Email"], map=MAP)
    run = bench.run()
    (reject,) = bench.rejects(run["run"])
    assert (reject.row, reject.label) == (1, "sato(at)example.jp")
    bench.csv("leads.csv", "no,name,company,email", "1,a,c,sato(at)example.jp", "2,b,c,b@example.com")
    bench.run()
    assert [reject.state for reject in bench.rejects(run["run"])] == ["again"]
