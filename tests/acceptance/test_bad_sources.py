"""Sources that are empty, broken, cut off or locked: told in words, and nothing half-read is ever written."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import writes
from tests.acceptance.job_file import JobFile
from tests.integration.databases import (
    MARIADB,
    POSTGRESQL,
    cutting_proxy,
    mariadb_execute,
    mariadb_tables,
    postgresql_execute,
    postgresql_schema,
    unique,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Told
    from tests.conftest import Emulator

ROWS = 20_000
LINES = [f"n{n},c,p{n}@example.com" for n in range(ROWS)]


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    return JobFile(tmp_path, crm)


def failed(hakobu: Hakobu, job: JobFile, crm: Emulator) -> Told:
    """Run what cannot be read to its end: not one row of it is written, and the run history says why."""
    told = hakobu("run", job.write())
    assert told.code == 1
    assert told.err.splitlines()[-1]
    assert writes(crm) == 0
    assert [run["status"] for run in hakobu("runs", "--json").json] == ["failed"]
    return told


def delivered(hakobu: Hakobu, job: JobFile, crm: Emulator, rows: int) -> None:
    """Run what was mended: every row arrives once."""
    assert hakobu("run", job.write(), "--json").json["outcomes"]["created"] == rows
    assert crm.stats()["records"]["Leads"] == rows


def said(told: Told) -> str:
    return " ".join(told.err.split())


def test_a_file_without_rows(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.csv("name,company,email")
    told = hakobu("run", job.write(), "--json")
    assert (told.code, told.json["read"], told.json["status"]) == (0, 0, "done")
    assert writes(crm) == 0


def test_a_file_without_a_header(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    (job.folder / "leads.csv").write_bytes(b"")
    told = failed(hakobu, job, crm)
    assert "connection shop, file leads.csv: The file is empty. It needs at least its header line." in said(
        told
    )


def test_a_file_that_is_called_otherwise(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.csv("name,company,email", LINES[0], name="lead.csv")
    told = failed(hakobu, job, crm)
    assert "No file matches 'leads.csv'. Did you mean \"lead.csv\"?" in said(told)


def test_a_file_in_the_wrong_encoding(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    body = "name,company,email\nMüller,c,m@example.com\n".encode("utf-16")
    (job.folder / "leads.csv").write_bytes(body + b"\xff")
    assert "encoding" in said(failed(hakobu, job, crm))


def test_an_encoding_that_does_not_hold_to_the_end(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """The fault stands far behind the part by which an encoding is guessed."""
    lines = ["name,company,email", *LINES]
    (job.folder / "leads.csv").write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\xfa,c,last@example.com\n")
    told = failed(hakobu, job, crm)
    assert f"line {ROWS + 2}" in said(told)
    assert "Name its encoding with 'encoding'." in said(told)
    job.csv(*lines)
    delivered(hakobu, job, crm, ROWS)


def test_a_truncated_gzip(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    packed = gzip.compress("\n".join(["name,company,email", *LINES, ""]).encode())
    (job.folder / "leads.csv.gz").write_bytes(packed[: len(packed) // 2])
    job.task["read"] = {"file": "leads.csv.gz"}
    told = failed(hakobu, job, crm)
    assert "file leads.csv.gz: The gzip file is cut off. Copy or download it again." in said(told)
    (job.folder / "leads.csv.gz").write_bytes(packed)
    delivered(hakobu, job, crm, ROWS)


def test_a_line_with_a_column_too_many(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.csv("name,company,email", LINES[0], "a,b,c@example.com,d")
    told = failed(hakobu, job, crm)
    assert "Line 3 has 4 columns; the first line has 3." in said(told)


@pytest.fixture
def people(job: JobFile) -> Iterator[JobFile]:
    """A table in PostgreSQL that is larger than one piece of its answer."""
    rows = "SELECT 'n' || n AS name, repeat('c', 60) AS company, 'p' || n || '@example.com' AS email"
    with postgresql_schema() as schema:
        postgresql_execute(f"CREATE TABLE {schema}.people AS {rows} FROM generate_series(1, {ROWS}) n")
        job.source = {
            "connector": "postgresql",
            "host": POSTGRESQL[0],
            "port": POSTGRESQL[1],
            "database": "test",
            "user": "postgres",
        }
        job.task["read"] = {"table": f"{schema}.people"}
        yield job


def test_a_database_that_drops_the_connection_half_way(
    hakobu: Hakobu, people: JobFile, crm: Emulator
) -> None:
    """What arrived before the cut is not taken for the whole."""
    with cutting_proxy(POSTGRESQL, after=700_000) as port:
        people.source["port"] = port
        told = failed(hakobu, people, crm)
    assert "connection shop" in said(told)
    assert "The connection was lost" in said(told)
    people.source["port"] = POSTGRESQL[1]
    delivered(hakobu, people, crm, ROWS)


def test_mariadb_that_drops_the_connection_half_way(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    with mariadb_tables("people") as (table,):
        mariadb_execute(
            f"CREATE TABLE {table} AS SELECT concat('n', seq) AS name, repeat('c', 60) AS company, "
            f"concat('p', seq, '@example.com') AS email FROM seq_1_to_{ROWS}"
        )
        job.task["read"] = {"table": table}
        source = {"connector": "mariadb", "host": MARIADB[0], "database": "test", "user": "root"}
        with cutting_proxy(MARIADB, after=700_000) as port:
            job.source = {**source, "port": port}
            told = failed(hakobu, job, crm)
        assert "connection shop" in said(told)
        assert "The connection was lost" in said(told)
        job.source = {**source, "port": MARIADB[1]}
        delivered(hakobu, job, crm, ROWS)


def test_a_wrong_password(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    user = unique("h")[:24]
    with mariadb_tables("people") as (table,):
        mariadb_execute(
            f"CREATE TABLE {table} (name text, company text, email text)",
            f"CREATE USER '{user}'@'%' IDENTIFIED BY 'the-right-one'",
            f"GRANT SELECT ON test.* TO '{user}'@'%'",
        )
        try:
            job.source = {
                "connector": "mariadb",
                "host": MARIADB[0],
                "port": MARIADB[1],
                "database": "test",
                "user": user,
                "password": "not-the-right-one",
            }
            job.task["read"] = {"table": table}
            told = failed(hakobu, job, crm)
            assert "connection shop" in said(told)
            assert "Correct 'user' and 'password'." in said(told)
            assert "not-the-right-one" not in told.err
            report = hakobu("connections", "test", "job.yaml", "shop")
            assert report.code == 1
            assert "Test failed" in report.out
            job.source["password"] = "the-right-one"
            assert hakobu("run", job.write()).code == 0
        finally:
            mariadb_execute(f"DROP USER '{user}'@'%'")


def test_a_database_that_is_not_there(hakobu: Hakobu, people: JobFile, crm: Emulator) -> None:
    people.source["port"] = 1
    told = failed(hakobu, people, crm)
    assert "connection shop" in said(told)
    assert "Connection refused. See that the server runs, and correct 'host' and 'port'." in said(told)
