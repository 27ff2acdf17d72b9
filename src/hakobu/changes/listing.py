"""The list of changes that a comparison found, one object a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.changes.ledger import IDENTITY
from hakobu.model import Change, ChangeKind
from hakobu.staging import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from hakobu.changes.work import Work

__all__ = ["FETCH", "list_changes"]

FETCH = 5_000


def list_changes(work: Work) -> Iterator[Change]:
    """Walk over the table ``decided``: what is created, then the others, each in the order of the source."""
    new = "".join(f", k.{quote(name)}" for name in work.fields)
    old = "".join(f", d.{quote(f'old.{name}')}" for name in work.fields)
    both = "from decided d join keyed k using (_row) where d.kind"
    head = f"select d._row, k._key, k._show, {_identity(work)}"
    creates = work.session.sql(f"{head}{new} {both} = 'create' order by d._row")
    for batch in creates.to_arrow_reader(FETCH):
        yield from _creates(batch, work.fields)
    more = ", d.kind, d.id, d.by, d.origin, d.changed, d._row in (from drifted)"
    others = work.session.sql(f"{head}{more}{new}{old} {both} in ('update', 'delete') order by d._row")
    for batch in others.to_arrow_reader(FETCH):
        yield from _others(batch, work.fields)


def _identity(work: Work) -> str:
    return f"k.{quote(IDENTITY)}" if work.task.identity else "cast(null as varchar)"


def _creates(batch: pa.RecordBatch, fields: tuple[str, ...]) -> Iterator[Change]:
    columns = [column.to_pylist() for column in batch.columns]
    for row, key, show, identity, *values in zip(*columns, strict=True):
        new = dict(zip(fields, values, strict=True))
        if None in values:
            new = {name: value for name, value in new.items() if value is not None}
        yield Change(
            row=row, key=key or "", kind=ChangeKind.CREATE, label=show or "", new=new, identity=identity
        )


def _others(batch: pa.RecordBatch, fields: tuple[str, ...]) -> Iterator[Change]:
    columns: list[list[Any]] = [column.to_pylist() for column in batch.columns]
    size = len(fields)
    for row, key, show, identity, kind, ident, by, origin, changed, drift, *values in zip(
        *columns, strict=True
    ):
        new = dict(zip(fields, values[:size], strict=True))
        old = dict(zip(fields, values[size:], strict=True))
        deletes = kind == ChangeKind.DELETE
        yield Change(
            row=row,
            key=key or "",
            kind=ChangeKind(kind),
            label=show or "",
            new={} if deletes else {name: new[name] for name in changed},
            old=old if deletes else {name: old[name] for name in changed},
            id=ident,
            matched_by=by or "",
            old_from=origin or "",
            identity=identity,
            drift=bool(drift),
        )
