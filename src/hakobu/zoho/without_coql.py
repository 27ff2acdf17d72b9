"""The same questions as COQL answers, by lists or by Bulk Read, for connections that make no COQL call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError
from hakobu.zoho.arrow import rows_of
from hakobu.zoho.beyond import beyond, joined
from hakobu.zoho.columns import Column, column_of
from hakobu.zoho.criteria import LIMIT, Condition, Test, fields_of, to_bulk
from hakobu.zoho.criteria_local import matcher
from hakobu.zoho.criteria_text import parse
from hakobu.zoho.ties import TIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.zoho.bulk_read import BulkReader
    from hakobu.zoho.metadata import Field
    from hakobu.zoho.reading import Reader
    from hakobu.zoho.settings import Settings
    from hakobu.zoho.ties import Ties

__all__ = ["Lists"]

Row = dict[str, Any]
Pages = Iterator[list[Row]]
Fields = Callable[[str], "Mapping[str, Field]"]


class Lists:
    """Records by lists (api_type REST) or by export (api_type Bulk)."""

    def __init__(
        self, settings: Settings, reader: Reader, bulk: BulkReader, fields: Fields, ties: Ties
    ) -> None:
        self._settings = settings
        self._ties = ties
        self._reader = reader
        self._bulk = bulk
        self._fields = fields

    def select(self, module: str, columns: Sequence[str], where: str = "") -> Pages:
        """Every record that meets a condition; by lists the condition is tried here."""
        condition = parse(where) if where else None
        names = list(dict.fromkeys(["id", *columns]))
        if self._by_export(module):
            yield from self._exported(module, names, condition)
            return
        if condition is None:
            yield from self.listed(module, columns)
            return
        holds = self._holds(module, fields_of(condition))
        meets = matcher(condition, holds)
        for page in self.listed(module, [*names, *(name for name in holds if name not in names)]):
            kept = [row for row in page if meets(row)]
            if kept:
                yield kept

    def find(self, module: str, field: str, values: list[str], columns: Sequence[str]) -> Iterator[Row]:
        """Records whose field has one of the values."""
        if not values:
            return
        by_id = field == "id" and not self._by_export(module)
        wanted = {value.casefold() for value in values}
        for page in self._candidates(module, field, values, columns, by_id=by_id):
            if by_id:
                yield from page
            else:
                yield from (row for row in page if plain(row.get(field)).casefold() in wanted)

    def listed(self, module: str, columns: Sequence[str], ids: Sequence[str] | None = None) -> Pages:
        """Pages of records by lists."""
        joins = [name for name in columns if "." in name or "->" in name]
        if joins:
            raise NotSupportedError(
                f"{joins[0]!r} lies in another module, which lists do not reach.",
                where="use_coql",
                next_step="Set use_coql to true, or leave the column out.",
            )
        if module in TIES:
            tie = TIES[module]
            yield from self._ties.pages(tie) if ids is None else self._ties.find(tie, ids)
            return
        params = {"converted": "both"} if module == "Leads" else {}  # COQL shows converted leads too
        yield from self._reader.pages(module, columns, params=params, ids=ids)

    def _by_export(self, module: str) -> bool:
        return self._settings.api_type == "Bulk" and not self._settings.use_coql and module not in TIES

    def _candidates(
        self, module: str, field: str, values: list[str], columns: Sequence[str], *, by_id: bool
    ) -> Pages:
        if by_id:
            return self.listed(module, columns, ids=values)
        if module in TIES and field == TIES[module].left:
            return self._ties.below(TIES[module], values)
        if not self._by_export(module):
            return self.listed(module, columns)
        names = list(dict.fromkeys(["id", *columns]))
        few = len(values) <= self._settings.version.bulk_values * LIMIT and self._asked_by(module, field)
        return self._exported(module, names, Test(field, "in", tuple(values)) if few else None)

    def _asked_by(self, module: str, field: str) -> bool:
        """Whether Bulk Read takes a condition on the field; else everything is read."""
        known = self._fields(module).get(field)
        return field == "id" or (known is not None and not known.external and known.data_type != "textarea")

    def _exported(self, module: str, names: list[str], condition: Condition | None) -> Pages:
        others = beyond(module, names)
        names = [name for name in names if name not in others]
        holds = self._holds(module, names)
        criteria = None
        if condition is not None:
            known = holds | self._holds(module, fields_of(condition))
            criteria = to_bulk(condition, known, self._settings.version)
        for batch in self._bulk.batches(module, names, criteria):
            rows = rows_of(batch, list(holds.values()))
            yield joined(rows, lambda ids: self.listed(module, others, ids)) if others else rows

    def _holds(self, module: str, names: Sequence[str]) -> dict[str, Column]:
        return {name: column_of(module, name, self._fields) for name in names}


def plain(value: object) -> str:
    """A value as one writes it in a criterion: the id of a lookup, the text of everything else."""
    if isinstance(value, dict):
        return str(value.get("id") or "")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
