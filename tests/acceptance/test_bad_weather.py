"""Zoho or the disk in bad weather: storms are waited out, lost answers looked up, what is left is said."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.conftest import writes
from tests.acceptance.job_file import JobFile
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

ROWS = 1_200


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    made = JobFile(tmp_path, crm)
    made.csv("name,company,email", *(f"n{n},c,p{n}@example.com" for n in range(ROWS)))
    return made


def once_each(crm: Emulator, rows: int = ROWS) -> bool:
    """Tell whether the CRM holds every row, and none twice."""
    records = crm.get("/_emulator/records/Leads", limit=10_000)["records"]
    return len(records) == len({record["Email"] for record in records}) == rows


def all_created(hakobu: Hakobu, job: JobFile, crm: Emulator) -> dict[str, Any]:
    told = hakobu("run", job.write(), "--json")
    assert told.code == 0
    assert told.json["outcomes"]["created"] == ROWS
    assert once_each(crm)
    assert hakobu("run", job.write(), "--json").json["outcomes"]["unchanged"] == ROWS
    found: dict[str, Any] = told.json
    return found


def test_a_storm_of_429(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    crm.faults({"kind": "status", "status": 429, "code": "TOO_MANY_REQUESTS", "method": "POST",
                "path": "*Leads*", "times": 8})  # fmt: skip
    run = all_created(hakobu, job, crm)
    assert run["calls"] >= ROWS / 100 + 8


@pytest.mark.parametrize("after", [False, True])
def test_errors_of_zohos_own(hakobu: Hakobu, job: JobFile, crm: Emulator, *, after: bool) -> None:
    """A 500 says nothing of what was written: it is looked up, never sent again blindly."""
    crm.faults({"kind": "status", "status": 500, "code": "INTERNAL_ERROR", "method": "POST",
                "path": "*Leads*", "times": 2, "after": after})  # fmt: skip
    all_created(hakobu, job, crm)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "empty", "html"])
def test_answers_that_get_lost(hakobu: Hakobu, job: JobFile, crm: Emulator, kind: str) -> None:
    crm.faults({"kind": kind, "method": "POST", "path": "*Leads*", "times": 2})
    all_created(hakobu, job, crm)


def test_a_lost_answer_to_rows_without_a_key(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """They are reported as not confirmed, and never doubled; with a stamp it is known what became of them."""
    job.task |= {"operation": "insert"}
    del job.task["match"]
    job.csv("name,company,email", "a,c,a@example.com", "b,c,b@example.com")
    lost = {"kind": "drop_after", "operation": "records.insert", "times": 1}
    crm.faults(lost)
    told = hakobu("run", job.write())
    assert told.code == 5
    said = " ".join(told.out.split())
    assert "Not confirmed: it is not known yet whether these rows reached the CRM." in said
    assert "stamp" in said
    again = hakobu("run", job.write(), "--json")
    assert again.json["outcomes"]["unknown"] == 2
    assert crm.stats()["records"]["Leads"] == 2
    crm.reset()
    crm.seed(fields={"Leads": [key_field("Import_Stamp")]})
    crm.faults(lost)
    job.task["stamp"] = "Import_Stamp"
    stamped = hakobu("run", job.write(), "--fresh", "--json")
    assert (stamped.code, stamped.json["outcomes"]["created"]) == (0, 2)
    assert crm.stats()["records"]["Leads"] == 2


def test_credits_that_are_used_up_from_the_start(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    assert hakobu("modules", job.write()).code == 0
    crm.post("/_emulator/org", {"credits_left": 0})
    told = hakobu("run", job.write())
    assert told.code == 1
    assert "The organisation's API credits are used up." in told.err
    assert "24 hours" in told.err
    assert "API クレジットを使い切りました" in hakobu("run", job.write(), lang="ja").err
    assert writes(crm) == 0
    crm.post("/_emulator/org", {"credits_left": 10_000})
    all_created(hakobu, job, crm)


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """Mount a disk of a few megabytes, where this machine lets us."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "hakobu-test", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("size", ["256k", "1500k", "5m"])
def test_a_full_disk(hakobu: Hakobu, job: JobFile, crm: Emulator, home: Path, size: str) -> None:
    """Lesson 29: data were loaded, the state was not written. What Zoho confirmed is known."""
    rows = 10_000
    job.csv("name,company,email", *(f"n{n},c,p{n}@example.com" for n in range(rows)))
    with small_disk(home, size):
        told = hakobu("run", job.write())
        assert told.code == 1
        said = " ".join((told.out + told.err).split())
        assert "disk" in said.lower()
        assert "full" in said.lower()
        assert "bug" not in said
        assert "nothing that Zoho confirmed is lost" in said
        subprocess.run(["mount", "-o", "remount,size=200m", str(home)], check=True)
        rest = hakobu("run", job.write(), "--json")
        assert rest.code == 0
        assert rest.json["outcomes"]["created"] == rows
        assert once_each(crm, rows)
        assert hakobu("run", job.write(), "--json").json["outcomes"]["unchanged"] == rows


def test_an_output_that_takes_nothing(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """The run is told as failed in its telling, and yet every row is there once."""
    job.write()
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        process = subprocess.run(
            [sys.executable, "-m", "hakobu", "run", "job.yaml"],
            cwd=job.folder,
            env=hakobu._env,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    assert "The disk is full." in process.stderr
    assert once_each(crm)
    assert hakobu("run", "job.yaml", "--json").json["outcomes"]["unchanged"] == ROWS
