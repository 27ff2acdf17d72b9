"""Resolve lookups: the keys of another record become its id, or the row of this run that will make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from hakobu.mapping.compiled import CompiledMapping

__all__ = ["Parent", "RecordFinder", "resolve_lookups"]


class RecordFinder(Protocol):
    """Finds records in the CRM by one field's values, compared as Zoho compares."""

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Give every record whose ``field`` is one of ``values``: its ``id`` and the asked ``columns``.

        ``values`` are canonical texts; the answers hold values as Zoho's JSON has them.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The valid rows of an earlier task of this run; ``path`` is its checked Parquet."""

    task: str
    module: str
    path: Path


def resolve_lookups(
    session: duckdb.DuckDBPyConnection,
    mapping: CompiledMapping,
    checked: Path,
    out: Path,
    *,
    finder: RecordFinder,
    parents: Sequence[Parent] = (),
) -> None:
    """Replace each lookup's keys by a record id, by ``@task:row``, or by a fault."""
    raise NotImplementedError
