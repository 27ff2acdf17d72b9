"""SQL of a job in its source: in one transaction that may write, while reads stay read-only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hakobu.connectors.catalogue import open_source
from hakobu.connectors.executing import Executes
from hakobu.errors import SourceError
from hakobu.model import Connection, Read
from tests.integration.databases import (
    mariadb_execute,
    mariadb_source,
    mariadb_tables,
    postgresql_execute,
    postgresql_schema,
    postgresql_source,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.connectors.source import Source

TRICKY = 'O\'Neil \\ "x"; -- {day} %s'


@dataclass
class Place:
    """A table ``flags (no, said)`` in one of the databases."""

    source: Source
    table: str

    def execute(self, *statements: str, said: str = "x") -> None:
        assert isinstance(self.source, Executes)
        made = [each.replace("flags", self.table) for each in statements]
        self.source.execute(made, {"said": said, "most": 2}, what="job shop, before")

    def rows(self) -> list[tuple[int, str | None]]:
        read = Read(query=f"SELECT no, said FROM {self.table} ORDER BY no")
        return [
            (int(row["no"]), row["said"]) for batch in self.source.batches(read) for row in batch.to_pylist()
        ]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    columns = "(no integer, said varchar(100))"
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
            connection.execute(f"CREATE TABLE flags {columns}")
        connection_ = Connection(name="shop", connector="sqlite", settings={"path": "shop.db"})
        yield Place(open_source(connection_, base=tmp_path), "flags")
    elif request.param == "postgresql":
        with postgresql_schema() as schema:
            postgresql_execute(f"CREATE TABLE {schema}.flags {columns}")
            yield Place(postgresql_source(), f"{schema}.flags")
    else:
        with mariadb_tables("flags") as (table,):
            mariadb_execute(f"CREATE TABLE {table} {columns}")
            yield Place(mariadb_source(), table)


def test_statements_run_in_order_with_their_values(place: Place) -> None:
    place.execute(
        "INSERT INTO flags VALUES (1, {said}), ({most}, '{{said}}')",
        "UPDATE flags SET no = no + 10 WHERE no = 1 -- 100 %",
        "SELECT no FROM flags",
        said=TRICKY,
    )
    assert place.rows() == [(2, "{said}"), (11, TRICKY)]


def test_a_statement_that_fails_takes_all_back_and_is_named(place: Place) -> None:
    with pytest.raises(SourceError) as told:
        place.execute("INSERT INTO flags VALUES (1, 'a')", "UPDATE flags SET nowhere = 1")
    assert told.value.where == "connection shop, job shop, before, statement 2"
    assert "nowhere" in told.value.message
    assert place.rows() == []


def test_several_statements_in_one_are_refused(place: Place) -> None:
    with pytest.raises(SourceError, match="statement 1"):
        place.execute("INSERT INTO flags VALUES (1, 'a'); INSERT INTO flags VALUES (2, 'b')")
    assert place.rows() == []


def test_a_read_stays_read_only_after_statements_that_wrote(place: Place) -> None:
    place.execute("INSERT INTO flags VALUES (1, 'a')")
    with pytest.raises(SourceError):
        list(place.source.batches(Read(query=f"DELETE FROM {place.table}")))
    assert place.rows() == [(1, "a")]


def test_what_gives_rows_of_its_own_is_carried_out() -> None:
    with postgresql_schema() as schema:
        postgresql_execute(
            f"CREATE TABLE {schema}.flags (no integer, said text)",
            f"CREATE FUNCTION {schema}.mark(n integer) RETURNS void LANGUAGE sql "
            f"AS $$INSERT INTO {schema}.flags VALUES (n, 'marked')$$",
            f"CREATE PROCEDURE {schema}.call(INOUT n integer) LANGUAGE sql "
            f"AS $$INSERT INTO {schema}.flags VALUES (n, 'called') RETURNING no$$",
        )
        place = Place(postgresql_source(), f"{schema}.flags")
        place.execute(
            "INSERT INTO flags VALUES (1, 'a') RETURNING no",
            f"SELECT {schema}.mark(2)",
            f"CALL {schema}.call(3)",
        )
        assert place.rows() == [(1, "a"), (2, "marked"), (3, "called")]


def test_a_database_file_is_never_made(tmp_path: Path) -> None:
    settings = {"path": "gone.db"}
    source = open_source(Connection(name="shop", connector="sqlite", settings=settings), base=tmp_path)
    assert isinstance(source, Executes)
    with pytest.raises(SourceError, match="There is no file"):
        source.execute(["SELECT 1"], {}, what="job shop, before")
    assert not (tmp_path / "gone.db").exists()
