"""Rows of an Oracle database, over python-oracledb without Oracle's own client libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import oracledb  # type: ignore[import-not-found]  # fetched when somebody wants it

from hakobu.connectors.oracle_types import taken
from hakobu.connectors.row_source import BATCH, RowSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.connectors.row_source import Column

__all__ = ["OracleSource"]

oracledb.defaults.fetch_lobs = False
oracledb.defaults.fetch_decimals = True  # a float would lose digits

_TABLES = """
    SELECT table_name FROM user_tables WHERE nested = 'NO' AND secondary = 'N'
    UNION SELECT view_name FROM user_views ORDER BY 1
"""


class OracleSource(RowSource):
    """A service of an Oracle database."""

    connector = "oracle"
    remedies = (
        ("ORA-01017", "Correct 'user' and 'password'."),
        ("ORA-28000", "The account is locked; ask the administrator of the database."),
        ("ORA-00942", "See which tables the connection has, and that the user may read it: GRANT SELECT."),
        ("DPY-6001", "Correct 'service'."),
        ("DPY-6003", "Correct 'service'."),
        ("DPY-6005", "See that the server runs, and correct 'host' and 'port'."),
        ("not known", "Correct 'host'."),
        ("DPY-3010", "This driver talks to Oracle Database 12.1 and later."),
        ("DPY-3015", "The user's password is kept in an old form; set it anew in the database."),
    )

    def connect(self) -> Any:
        """Open a session; all of it sees one snapshot, and can write nothing."""
        session = oracledb.connect(
            user=self.settings["user"],
            password=self.secret("password"),
            host=self.settings["host"],
            port=self.settings["port"],
            service_name=self.settings["service"],
            protocol="tcps" if self.settings["tls"] else "tcp",
            tcp_connect_timeout=self.settings["timeout"],
            program="hakobu",
        )
        with session.cursor() as cursor:
            cursor.execute("ALTER SESSION SET TIME_ZONE = 'UTC'")
            cursor.execute("SET TRANSACTION READ ONLY")
        return session

    def errors(self) -> tuple[type[Exception], ...]:
        """Name what the driver raises."""
        return (oracledb.Error,)

    def table_names(self, session: Any) -> tuple[str, ...]:
        """Name the user's tables and views; others are read as SCHEMA.TABLE."""
        with session.cursor() as cursor:
            return tuple(name for (name,) in cursor.execute(_TABLES))

    def columns(self, session: Any, statement: str) -> list[Column]:
        """Ask for no row, to learn the columns."""
        with session.cursor() as cursor:
            cursor.execute(f"SELECT * FROM (\n{statement}\n) WHERE 1 = 0")
            return [
                taken(each.name, each.type_code.name, each.precision or 0, each.scale or 0)
                for each in cursor.description
            ]

    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Stream the answer."""
        with session.cursor() as cursor:
            cursor.arraysize = cursor.prefetchrows = 2_000
            cursor.execute(statement)
            while rows := cursor.fetchmany(BATCH):
                yield rows
