"""What a task reads."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Read", "Window"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a source that a run reads: rows whose ``column`` is ``since`` or later, before ``until``.

    ``kind`` tells what the texts are: instant, naive, date, number or text. Rows without a value belong
    to every part.
    """

    column: str
    kind: str
    since: str
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a task reads: exactly one of table, query, file.

    ``columns`` chooses columns and ``where`` filters a table (SQL of the source);
    ``types`` corrects inferred types by column, in DuckDB's names (``DECIMAL(12,2)``).
    ``incremental`` names the column by which only what changed is read; everything is read again when
    the last whole read is older than ``reread`` says. ``deleted``: the deleted records of a module of
    Zoho CRM; ``converted``: converted leads too. ``window`` is what a run reads of it; ``parameters`` are
    the values of a run, for ``{name}`` in query, where and file: a definition has none.
    """

    table: str | None = None
    query: str | None = None
    file: str | None = None
    columns: tuple[str, ...] = ()
    where: str | None = None
    types: dict[str, str] = field(default_factory=dict)
    format: str | None = None
    encoding: str = "auto"
    delimiter: str | None = None
    header: bool = True
    sheet: str | None = None
    time_zone: str | None = None
    incremental: str | None = None
    reread: str | None = None
    deleted: bool = False
    converted: bool = False
    window: Window | None = None
    parameters: dict[str, str | int] = field(default_factory=dict, repr=False)  # no part of what is mapped
