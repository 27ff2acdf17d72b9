"""Sensitive fields: a planted value is delivered, and shows nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

PLANTED = ("planted@example.com", "Planted Street", "not-an-address-planted", "Planted Town")


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    """Give a job whose key and one more field are sensitive."""
    job = JobFile(tmp_path, crm)
    job.task["map"] |= {"Email": {"value": "lower(email)", "sensitive": True}, "Street": "street"}
    job.task["sensitive"] = ["Street"]
    job.csv(
        "name,company,email,street",
        "A,c,planted@example.com,Planted Street",
        "B,c,other@example.com,Planted Street",
        "C,c,not-an-address-planted,Planted Town",
        "D,c,d@example.com,",
    )
    job.write()
    return job


def streets(crm: Emulator) -> set[str | None]:
    return {each.get("Street") for each in crm.get("/_emulator/records/Leads")["records"]}


def planted(text: str) -> list[str]:
    return [value for value in PLANTED if value.lower() in text.lower()]


def test_a_sensitive_value_shows_in_no_output(
    hakobu: Hakobu, job: JobFile, crm: Emulator, tmp_path: Path
) -> None:
    said = [hakobu("check", job.path.name), hakobu("check", job.path.name, "--json")]
    said += [hakobu("plan", job.path.name, "--quiet"), hakobu("plan", "--show", "1", lang="ja")]
    said += [hakobu("plan", "--show", "1", "--format", each) for each in ("json", "csv", "html")]
    hakobu("plan", "--show", "1", "--format", "parquet", "--output", "plan.parquet")
    assert planted(str(pq.read_table(tmp_path / "plan.parquet").to_pylist())) == []
    marks = re.findall(r"Street  (\*\*\*[0-9a-f]{6})", said[2].out)
    assert len(marks) == 2
    assert len(set(marks)) == 1, "equal values can be told equal"

    said.append(hakobu("run", job.path.name, "--quiet"))
    assert streets(crm) == {
        "Planted Street",
        None,
    }
    said += [hakobu("runs", "--json"), hakobu("rejects", "2"), hakobu("rejects", "2", "--json")]
    said += [
        hakobu("rejects", "2", "--format", "csv", "--output", "fix.csv"),
        hakobu("rejects", "2", lang="ja"),
    ]
    sheet = (tmp_path / "fix.csv").read_text(encoding="utf-8-sig")
    assert [planted(each.out + each.err) for each in said] == [[] for _ in said]
    assert planted(sheet) == []

    # a hidden cell that was left alone means the value that was read
    corrected = re.sub(r",\*\*\*[0-9a-f]{6},(\*\*\*[0-9a-f]{6})", r",c@example.com,\1", sheet)
    assert corrected != sheet
    (tmp_path / "fix.csv").write_text(corrected, encoding="utf-8")
    assert hakobu("retry", "2", "--from", "fix.csv", "--quiet").code == 0
    assert streets(crm) == {
        "Planted Street",
        "Planted Town",
        None,
    }


def test_only_a_mapped_field_is_sensitive(hakobu: Hakobu, job: JobFile) -> None:
    job.task["sensitive"] = ["Stret"]
    told = hakobu("check", job.write())
    assert told.code == 2
    assert "The sensitive field 'Stret' is not filled by the map" in told.err
    assert "Street" in told.err


def test_what_is_kept_is_for_its_owner_alone(hakobu: Hakobu, job: JobFile, tmp_path: Path) -> None:
    hakobu("plan", job.path.name, "--home", "home", "--quiet")
    home = tmp_path / "home"
    modes = {name: (home / name).stat().st_mode & 0o777 for name in ("", "runs", "ledgers", "hakobu.db")}
    assert modes == {"": 0o700, "runs": 0o700, "ledgers": 0o700, "hakobu.db": 0o600}
