"""Rows of a Snowflake database, over Snowflake's own driver, which streams them in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import snowflake.connector as driver  # type: ignore[import-not-found]  # fetched when somebody wants it

from hakobu.connectors.row_source import BATCH, RowSource
from hakobu.connectors.snowflake_types import taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.connectors.row_source import Column

__all__ = ["SnowflakeSource"]


class SnowflakeSource(RowSource):
    """A database of a Snowflake account."""

    connector = "snowflake"
    remedies = (
        ("incorrect username or password", "Correct 'user' and 'password'."),
        ("jwt token is invalid", "Correct 'user' and 'private_key_file'."),
        ("404 not found", "Correct 'account': organisation-account, as Snowflake's address begins."),
        ("lookup address", "Correct 'account', and see that Snowflake can be reached from here."),
        ("could not connect", "See that Snowflake can be reached from here, and correct 'account'."),
        ("no active warehouse", "Name a 'warehouse' that the role may use."),
        ("does not exist or not authorized", "See which tables the connection has, and correct 'role'."),
    )

    def connect(self) -> Any:
        """Open a session that reads."""
        key = self.settings.get("private_key_file")
        proof = {"private_key_file": str(self.base / key)} if key else {"password": self.secret("password")}
        wanted = ("account", "user", "warehouse", "database", "schema", "role")
        return driver.connect(
            **{name: self.settings[name] for name in wanted if self.settings.get(name)},
            **proof,
            login_timeout=self.settings["timeout"],
            session_parameters={"TIMEZONE": "UTC", "QUERY_TAG": "hakobu"},
            application="hakobu",
            enable_server_session_keep_alive_auto_detection=False,
        )

    def errors(self) -> tuple[type[Exception], ...]:
        """Name what the driver raises."""
        return (driver.errors.Error, OSError)

    def table_names(self, session: Any) -> tuple[str, ...]:
        """Name tables and views of the schema."""
        with session.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables "
                "WHERE table_schema = CURRENT_SCHEMA() ORDER BY table_name"
            )
            return tuple(name for (name,) in cursor.fetchall())

    def columns(self, session: Any, statement: str) -> list[Column]:
        """Let Snowflake describe the answer."""
        with session.cursor() as cursor:
            return [
                taken(each.name, each.type_code, each.precision or 0, each.scale or 0)
                for each in cursor.describe(statement)
            ]

    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Stream the answer."""
        with session.cursor() as cursor:
            cursor.execute(statement)
            while rows := cursor.fetchmany(BATCH):
                yield rows
