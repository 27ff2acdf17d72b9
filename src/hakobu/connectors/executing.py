"""SQL of a job's own: what a source that may carry it out offers, and what all of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from hakobu.connectors.placeholders import filled, literal
from hakobu.connectors.spec import Setting, SettingType, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ALLOW", "Executes", "with_literals"]

ALLOW = Setting(
    name="allow_sql",
    type=SettingType.BOOLEAN,
    title=Words("SQL of jobs", "ジョブの SQL"),
    help=Words(
        "Whether a job may run SQL of its own in this database, and the history be written to it.",
        "ジョブの SQL の実行と、実行履歴の書き込みをこのデータベースに許可します。",
    ),
    default=False,
    advanced=True,
)
"""The setting that lets a job's own SQL run; a connector without it runs none."""


@runtime_checkable
class Executes(Protocol):
    """A source that can carry out SQL which writes."""

    def execute(self, statements: Iterable[str], parameters: Mapping[str, str | int], *, what: str) -> None:
        """Carry statements out in order as they come, all in one transaction of a session of their own.

        ``parameters`` are the values for ``{name}``; ``what`` names the statements in messages. Raises
        ``SourceError`` with the database's message and the number of the statement, after which nothing
        of them holds (but see what a database commits by itself).
        """
        ...


def with_literals(statement: str, parameters: Mapping[str, str | int], connector: str) -> str:
    """Give a statement with its parameters as literals of a database's own dialect."""
    return filled(statement, lambda name: literal(parameters[name], connector))
