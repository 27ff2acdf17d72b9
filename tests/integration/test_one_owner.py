"""One owner a job: however its file is called, a job is known again and never runs twice at once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.definitions import load
from hakobu.errors import BusyError
from hakobu.model import Outcome
from hakobu.runs import Options, run_job, summary
from hakobu.runs.ownership import own_job
from hakobu.store import Store
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.usefixtures("either_store")


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    made = Bench(tmp_path, emulator())
    made.csv("leads.csv", "name,email", "a,a@example.com", "b,b@example.com")
    made.task(match=["Email"], map={"Last_Name": "name", "Company": "name", "Email": "email"})
    made.definition()
    return made


def test_a_copy_of_the_file_is_the_same_job(bench: Bench) -> None:
    """What is remembered of a job goes by its name; two runs at once would both create its records."""
    copy = shutil.copy(bench.folder / "job.yaml", bench.folder / "copy.yaml")
    with (
        Store(bench.home) as store,
        own_job(store, "job"),
        pytest.raises(BusyError, match="running already; nothing was started"),
    ):
        run_job(load(Path(copy), env=os.environ), home=bench.home)
    assert bench.writes() == {}


def test_a_run_is_taken_up_from_another_folder(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.emulator.post("/_emulator/tokens", {"scopes": None})
    bench.emulator.faults(
        {
            "kind": "status",
            "status": 403,
            "code": "NO_PERMISSION",
            "method": "POST",
            "path": "*Leads*",
            "times": 1,
        }
    )
    monkeypatch.chdir(bench.folder)
    first = run_job(load(Path("job.yaml"), env=os.environ), home=bench.home)
    assert first.outcomes[Outcome.PENDING] == 2
    (bench.folder / "below").mkdir()
    monkeypatch.chdir("below")
    again = summary(run_job(load(Path("../job.yaml"), env=os.environ), home=bench.home, options=Options()))
    assert (again["run"], again["resumed"], again["outcomes"]["created"]) == (first.id, 1, 2)
    with Store(bench.home) as store:
        known = store.runs.get(first.id)
    assert known is not None
    assert known.file == str(bench.folder / "job.yaml")
