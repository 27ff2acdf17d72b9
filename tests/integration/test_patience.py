"""Patience has an end: a run that Zoho never lets through stops in good order, and goes on later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.model import Outcome
from hakobu.runs import exit_code, run_job, summary
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_storm_of_429_that_does_not_end(tmp_path: Path, emulator: Callable[..., Any]) -> None:
    bench = Bench(tmp_path, emulator())
    bench.csv("leads.csv", "name,email", *(f"n{n},p{n}@example.com" for n in range(1_500)))
    bench.task(match=["Email"], map={"Last_Name": "name", "Company": "name", "Email": "email"})
    bench.emulator.faults({"kind": "status", "status": 429, "operation": "records.*sert", "skip": 5})
    definition = bench.definition()
    definition.connections["crm"].settings["patience"] = 2
    stopped = run_job(definition, home=bench.home)
    assert (stopped.status, exit_code(stopped)) == ("stopped", 5)
    assert stopped.outcomes[Outcome.CREATED] == len(bench.records()) == 500
    assert stopped.outcomes[Outcome.PENDING] == 1_000
    assert "429" in stopped.cause
    assert "again and again" in stopped.cause
    assert ". Other applications may be using the organisation's calls; try again later." in stopped.cause
    bench.emulator._http.delete("/_emulator/faults")
    rest = summary(run_job(definition, home=bench.home))
    assert (rest["run"], rest["outcomes"]["created"], rest["outcomes"]["pending"]) == (stopped.id, 1_500, 0)
    assert bench.emulator.stats()["records"]["Leads"] == 1_500
