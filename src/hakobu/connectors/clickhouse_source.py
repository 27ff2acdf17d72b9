"""Rows of a ClickHouse database, over its HTTP interface, streamed as Arrow."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import clickhouse_connect  # type: ignore[import-not-found]  # fetched when somebody wants it
import pyarrow as pa
from clickhouse_connect.driver.exceptions import Error  # type: ignore[import-not-found]

from hakobu.connectors.clickhouse_types import taken
from hakobu.connectors.row_source import BATCH, RowSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.connectors.row_source import Column

__all__ = ["ClickhouseSource"]

logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())  # what it says, we say

_CAUSE = re.compile(r"Caused by .*\[Errno -?\d+\] ([^\])\"]+)")
_SETTINGS = {
    "max_block_size": BATCH,
    "output_format_arrow_string_as_string": 1,
    "output_format_arrow_low_cardinality_as_dictionary": 0,
    "session_timezone": "UTC",
}


class ClickhouseSource(RowSource):
    """A database of a ClickHouse server."""

    connector = "clickhouse"
    remedies = (
        ("AUTHENTICATION_FAILED", "Correct 'user' and 'password'."),
        ("UNKNOWN_DATABASE", "Correct 'database'."),
        ("UNKNOWN_TABLE", "See which tables the connection has."),
        ("ACCESS_DENIED", "Let the user read it: GRANT SELECT."),
        ("Name or service not known", "Correct 'host'."),
        ("Connection refused", "See that the server runs, and correct 'host' and 'port'."),
        ("cannot be reached", "See that the server runs, and correct 'host', 'port' and 'tls'."),
        ("Unable to connect", "See that the server runs, and correct 'host', 'port' and 'tls'."),
    )

    def connect(self) -> Any:
        """Open a session that reads."""
        ca_file = self.settings.get("ca_file")
        return clickhouse_connect.get_client(
            host=self.settings["host"],
            port=self.settings["port"],
            interface="https" if self.settings["tls"] else "http",
            username=self.settings["user"],
            password=self.secret("password"),
            database=self.settings["database"],
            connect_timeout=self.settings["timeout"],
            ca_cert=str(self.base / ca_file) if ca_file else None,
            client_name="hakobu",
            query_retries=0,
        )

    def errors(self) -> tuple[type[Exception], ...]:
        """Name what the driver raises; what breaks in the middle of a stream is Arrow's."""
        return (Error, pa.ArrowInvalid)

    def said(self, error: Exception) -> str:
        """Give the message; of what the HTTP library quotes only the cause."""
        text = super().said(error)
        cause = _CAUSE.search(text)
        return f"the server cannot be reached: {cause[1]}" if cause else text

    def quote(self, name: str) -> str:
        """Quote a name."""
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

    def table_names(self, session: Any) -> tuple[str, ...]:
        """Name tables and views."""
        return tuple(
            name
            for (name,) in session.query(
                "SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary "
                "ORDER BY name"
            ).result_rows
        )

    def columns(self, session: Any, statement: str) -> list[Column]:
        """Let the server describe the answer."""
        described = session.query(f"DESCRIBE TABLE (\n{statement}\n)").result_rows
        return [taken(row[0], row[1]) for row in described]

    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Stream the answer; a read that breaks off raises."""
        with session.raw_stream(statement, settings=_SETTINGS, fmt="ArrowStream") as stream:
            for batch in pa.ipc.open_stream(stream):
                for start in range(0, batch.num_rows, BATCH):
                    part = batch.slice(start, BATCH)
                    yield list(zip(*(column.to_pylist() for column in part.columns), strict=True))
