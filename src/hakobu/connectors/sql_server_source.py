"""Rows of a Microsoft SQL Server database, over pymssql, which streams them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pymssql  # type: ignore[import-not-found]  # fetched when somebody wants it

from hakobu.connectors.row_source import BATCH, Column, RowSource
from hakobu.connectors.sql_server_types import taken
from hakobu.connectors.statement import can_be_wrapped
from hakobu.errors import SourceError
from hakobu.settings.reachable import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["SqlServerSource"]

_CODE = ("DB-Lib error message", "Net-Lib error message")
_TABLES = """
    SELECT CASE WHEN TABLE_SCHEMA = SCHEMA_NAME() THEN TABLE_NAME ELSE TABLE_SCHEMA + '.' + TABLE_NAME END
    FROM INFORMATION_SCHEMA.TABLES ORDER BY 1
"""
_DESCRIBE = """
    SELECT name, system_type_name, error_message
    FROM sys.dm_exec_describe_first_result_set(%s, NULL, 0) WHERE ISNULL(is_hidden, 0) = 0
    ORDER BY column_ordinal
"""


class SqlServerSource(RowSource):
    """A database of Microsoft SQL Server."""

    connector = "sql-server"
    remedies = (
        ("login failed", "Correct 'user' and 'password'."),
        ("cannot open database", "Correct 'database', and let the user open it."),
        ("permission was denied", "Let the user read it: GRANT SELECT."),
        ("invalid object name", "See which tables the connection has."),
        ("unable to connect", "See that the server runs, and correct 'host' and 'port'."),
        ("unknown error", "See that the server can be reached, and correct 'host' and 'port'."),
        ("unknown host", "Correct 'host'."),
        ("order by clause is invalid", "Take ORDER BY away; rows are delivered in any order."),
    )

    def connect(self) -> Any:
        """Open a session that reads."""
        return pymssql.connect(
            server=pinned(self.settings["host"], where=f"connection {self.name}") or self.settings["host"],
            port=str(self.settings["port"]),
            user=self.settings["user"],
            password=self.secret("password"),
            database=self.settings["database"],
            login_timeout=self.settings["timeout"],
            charset="UTF-8",
            appname="hakobu",
            tds_version="7.4",
            encryption=self.settings["encryption"],
            use_datetime2=True,
            autocommit=True,
        )

    def errors(self) -> tuple[type[Exception], ...]:
        """Name what the driver raises."""
        return (pymssql.Error,)

    def said(self, error: Exception) -> str:
        """Give the message, which the driver keeps as bytes."""
        last = error.args[-1] if error.args else error
        if isinstance(last, tuple):
            last = last[-1]
        text = last.decode(errors="replace") if isinstance(last, bytes) else str(last)
        lines = [each for each in text.splitlines() if each and not each.startswith(_CODE)]
        return " ".join(lines) or text

    def quote(self, name: str) -> str:
        """Quote a name."""
        return "[" + name.replace("]", "]]") + "]"

    def table_names(self, session: Any) -> tuple[str, ...]:
        """Name tables and views; those of another schema with it."""
        with session.cursor() as cursor:
            cursor.execute(_TABLES)
            return tuple(name for (name,) in cursor.fetchall())

    def columns(self, session: Any, statement: str) -> list[Column]:
        """Let the server describe the answer."""
        with session.cursor() as cursor:
            cursor.execute(_DESCRIBE, (statement,))
            described = cursor.fetchall()
        if described and described[0][2]:
            raise SourceError(f"The database says: {described[0][2]}", where=f"connection {self.name}")
        columns = [taken(name or "", word or "") for name, word, _ in described]
        cast = [each.name for each in columns if each.cast != "{}"]
        if cast and not can_be_wrapped(statement, self.connector):
            raise SourceError(
                f"The column {cast[0]!r} cannot be read exactly from a query that begins with WITH or ends "
                "with ORDER BY.",
                where=f"connection {self.name}",
                next_step="Convert it in the query: CAST(SWITCHOFFSET(x, 0) AS datetime2(6)), and name its "
                "type TIMESTAMPTZ in 'types'; or make the query a view.",
            )
        return columns

    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Stream the answer."""
        with session.cursor() as cursor:
            cursor.execute(statement)
            while rows := cursor.fetchmany(BATCH):
                yield rows
