"""What lies below records when they are written: their lines and links, read at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError
from hakobu.mapping import ChildField, sort_out
from hakobu.model import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hakobu.delivery.writer import Writer
    from hakobu.mapping import FieldLike
    from hakobu.model import Change

__all__ = ["Below", "find_whole"]

Rows = list[dict[str, Any]]


class Below:
    """Fills the lines of the records that are about to be sent.

    ``whole``: the version is said to delete the lines that an update does not name, so that all are named.
    """

    def __init__(self, writer: Writer, module: str, fields: Mapping[str, FieldLike], *, whole: bool) -> None:
        self._writer = writer
        self._module = module
        self._whole = whole
        self.fields = {name: field for name, field in fields.items() if isinstance(field, ChildField)}

    def fill(self, changes: Sequence[Change], records: Sequence[dict[str, Any]]) -> None:
        """Put rows in the place of canonical texts; nothing where the lines are as they should be."""
        for name, field in self.fields.items():
            pairs = [each for each in zip(changes, records, strict=True) if name in each[0].new]
            known = [change.id or "" for change, _ in pairs if change.kind is ChangeKind.UPDATE]
            there = self._read(field, known) if known else {}
            for change, record in pairs:
                if change.kind is ChangeKind.CREATE:
                    record[name] = field.rows_of(change.new[name])
                    continue
                rows = self._rows(field, change, there.get(change.id or "", []))
                if rows:
                    record[name] = rows
                else:
                    del record[name]

    def _rows(self, field: ChildField, change: Change, there: Rows) -> Rows:
        new, old = change.new[field.api_name], change.old.get(field.api_name)
        if field.api_name not in change.old:  # a creation that met its record
            old = field.canonical(there)
            new = field.join(new, old)
        return sort_out(field, old, new, there, whole=self._whole)

    def _read(self, field: ChildField, ids: Sequence[str]) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        columns = field.shape.columns
        for ident, rows in self._writer.children(self._module, field.api_name, ids, columns):
            if rows is None:
                raise NotSupportedError(
                    f"Zoho does not give all lines of {field.api_name}.",
                    where=f"{self._module} {ident}",
                    next_step="Allow COQL for this connection, or take the lines out of the map.",
                )
            found[ident] = rows
        return found


def find_whole(
    writer: Writer,
    module: str,
    fields: Mapping[str, FieldLike],
    *,
    by: tuple[str, Sequence[str]],
    columns: Sequence[str],
) -> Iterator[Mapping[str, Any]]:
    """Find records as ``Writer.find`` does, with the lines below them where ``columns`` name such fields."""
    below = [name for name in columns if isinstance(fields.get(name), ChildField)]
    plain = [name for name in columns if name not in below]
    if not below:
        yield from writer.find(module, *by, plain)
        return
    records = {str(each["id"]): dict(each) for each in writer.find(module, *by, plain)}
    for name in below:
        field = fields[name]
        if isinstance(field, ChildField):
            for ident, rows in writer.children(module, name, list(records), field.shape.columns):
                records[ident][name] = rows
    yield from records.values()
