"""Several currencies: a record's currency must be an active one, and its rate is written with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("schema", ["v2", "v4", "v8"])
def test_a_currency_that_is_not_active_is_named_and_the_others_are_written(
    tmp_path: Path, emulator: Callable[..., Any], schema: str
) -> None:
    zoho = emulator()
    zoho.seed(fields={"Accounts": [key_field("No")]})
    zoho.post("/_emulator/org", {"multi_currency": True})
    bench = Bench(tmp_path, zoho, schema=schema)
    names = {"Account_Name": "name", "Annual_Revenue": "revenue", "Currency": "cur", "Exchange_Rate": "rate"}
    bench.task(module="Accounts", match=["No"], read={"file": "a.csv"}, map={"No": "no", **names})
    bench.csv("a.csv", "no,name,revenue,cur,rate", "1,A,100.25,JPY,151.5", "2,B,5,XXX,1", "3,C,5,EUR,")
    run = bench.run()
    assert (run["outcomes"]["created"], run["outcomes"]["invalid"]) == (2, 1)
    assert bench.causes(run["run"]) == {("2", "Currency", "not_in_picklist")}
    ((fault,),) = [each.faults for each in bench.rejects(run["run"])]
    assert "'XXX'; valid: USD, EUR, GBP, JPY" in fault.detail
    held = {each["No"]: (each["Currency"], each["Exchange_Rate"]) for each in bench.records("Accounts")}
    assert held["1"] == ("JPY", 151.5)
    assert held["3"][0] == "EUR"
    bench.csv("a.csv", "no,name,revenue,cur,rate", "1,A,100.25,JPY,151.5", "3,C,5,EUR,")
    before = bench.writes()
    assert bench.outcomes(compare="live") == {"unchanged": 2}
    assert bench.writes() == before


def test_an_organisation_with_one_currency_has_no_such_field(
    tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    bench = Bench(tmp_path, emulator())
    bench.task(match=["Email"], map={"Last_Name": "name", "Email": "email", "Currency": "cur"})
    bench.csv("leads.csv", "name,email,cur", "A,a@x.example,USD")
    with pytest.raises(DefinitionError, match="Leads has no field Currency"):
        bench.run()
