"""Identity: a row whose match key changed in the source follows the record that it was (lesson 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError
from hakobu.model import Compare
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP = {"Last_Name": "name", "Company": "company", "Email": "mail"}
HEAD = "pk,name,company,mail"


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    made = Bench(tmp_path, zoho)
    made.csv("leads.csv", HEAD, "1,a,A,a@x.jp", "2,b,B,b@x.jp")
    made.task(match=["Email"], map=MAP, identity="pk")
    return made


def mails(bench: Bench) -> dict[str, str]:
    return {record["Last_Name"]: record["Email"] for record in bench.records()}


@pytest.mark.parametrize("compare", [Compare.LEDGER, Compare.LIVE])
def test_a_changed_key_updates_the_record_and_makes_no_second_one(bench: Bench, compare: Compare) -> None:
    bench.run()
    ids = {record["id"] for record in bench.records()}
    bench.csv("leads.csv", HEAD, "1,a,A,new@x.jp", "2,b,B,b@x.jp")
    assert bench.outcomes(compare=compare) == {"updated": 1, "unchanged": 1}
    assert (mails(bench), {r["id"] for r in bench.records()}) == ({"a": "new@x.jp", "b": "b@x.jp"}, ids)
    assert bench.outcomes() == {"unchanged": 2}
    bench.csv("leads.csv", HEAD, "1,a2,A,new@x.jp", "2,b,B,b@x.jp")
    assert bench.outcomes() == {"updated": 1, "unchanged": 1}


@pytest.mark.parametrize("compare", [Compare.LEDGER, Compare.LIVE])
def test_two_rows_that_swap_their_keys_keep_their_records(bench: Bench, compare: Compare) -> None:
    bench.run()
    before = {record["Last_Name"]: record["id"] for record in bench.records()}
    bench.csv("leads.csv", HEAD, "1,a,A,b@x.jp", "2,b,B,a@x.jp")
    assert bench.outcomes(compare=compare) == {"updated": 2}
    assert mails(bench) == {"a": "b@x.jp", "b": "a@x.jp"}
    assert {record["Last_Name"]: record["id"] for record in bench.records()} == before
    assert bench.outcomes() == {"unchanged": 2}


def test_a_new_row_that_takes_a_key_waits_until_it_is_free(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", HEAD, "1,a,A,new@x.jp", "2,b,B,b@x.jp", "3,c,C,a@x.jp")
    run = bench.run()
    assert (run["outcomes"]["updated"], run["outcomes"]["invalid"]) == (1, 1)
    assert bench.causes(run["run"]) == {("a@x.jp", "pk", "key_moves")}
    assert bench.outcomes() == {"unchanged": 2, "created": 1}
    assert mails(bench) == {"a": "new@x.jp", "b": "b@x.jp", "c": "a@x.jp"}


def test_an_identity_that_stands_twice_is_named(bench: Bench) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,a@x.jp", "1,b,B,b@x.jp")
    run = bench.run()
    assert bench.causes(run["run"]) == {("a@x.jp", "pk", "duplicate_key"), ("b@x.jp", "pk", "duplicate_key")}


def test_an_identity_that_comes_later_is_learned_first(bench: Bench) -> None:
    del bench.tasks[0]["identity"]
    bench.run()
    bench.tasks[0]["identity"] = "pk"
    assert bench.outcomes() == {"unchanged": 2}
    bench.csv("leads.csv", HEAD, "1,a,A,new@x.jp", "2,b,B,b@x.jp")
    assert bench.outcomes() == {"updated": 1, "unchanged": 1}


def test_a_mirror_does_not_delete_a_record_that_followed_its_row(bench: Bench) -> None:
    bench.tasks[0]["operation"] = "mirror"
    bench.run()
    bench.csv("leads.csv", HEAD, "1,a,A,new@x.jp", "2,b,B,b@x.jp")
    assert bench.outcomes() == {"updated": 1, "unchanged": 1}
    assert bench.outcomes() == {"unchanged": 2}
    bench.csv("leads.csv", HEAD, "2,b,B,b@x.jp")
    assert bench.outcomes() == {"unchanged": 1, "deleted": 1}


def test_an_identity_is_a_column_of_the_source(bench: Bench) -> None:
    bench.tasks[0]["identity"] = "pkk"
    with pytest.raises(DefinitionError, match=r"tasks\[0\]\.identity: The source has no column pkk\."):
        bench.run()
