"""A converted lead is still a match: it is named, and no second lead is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("use_coql", [True, False])
def test_a_converted_lead_is_not_created_again(
    tmp_path: Path, emulator: Callable[..., Any], *, use_coql: bool
) -> None:
    zoho = emulator()
    lead = {"Last_Name": "x", "Company": "c", "Email": "a@example.com", "Converted__s": True}
    zoho.seed(records={"Leads": [lead]})
    bench = Bench(tmp_path, zoho, use_coql=use_coql)
    bench.csv("leads.csv", "name,company,email", "new,c,a@example.com")
    bench.task(match=["Email"], map={"Last_Name": "name", "Company": "company", "Email": "email"})
    run = bench.run()
    assert {name: number for name, number in run["outcomes"].items() if number} == {"rejected": 1}
    ((_, _, code),) = bench.causes(run["run"])
    assert code == "CONVERTED_RECORD"
    assert len(bench.records()) == 1
