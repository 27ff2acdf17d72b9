"""The rows that hang below a record: lines of subforms, and the links of multi-select lookups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError, RequestError
from hakobu.zoho.metadata import Field
from hakobu.zoho.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.zoho.catalogue import Catalogue
    from hakobu.zoho.querying import Query
    from hakobu.zoho.reading import Reader
    from hakobu.zoho.session import Session

__all__ = ["ChildPlace", "Children", "line_items_of", "place_of"]

Row = dict[str, Any]

_AT_ONCE = 100
"""Records whose rows are asked for together."""
_OLD_NAME = "Product_Details"


@dataclass(frozen=True, slots=True)
class ChildPlace:
    """Where the rows of a field lie: their module, and in it the lookup to the record above.

    ``link`` and ``target`` are the lookup and the module that a link of a multi-select lookup points to.
    """

    module: str
    parent: str = "Parent_Id"
    link: str = ""
    target: str = ""


def place_of(field: Field) -> ChildPlace | None:
    """Tell where the rows of a field lie; nothing for a field that has none."""
    if field.data_type == "subform":
        return ChildPlace(_name(field.raw.get("associated_module")) or _name(field.raw.get("subform")))
    if field.data_type in {"multiselectlookup", "multiuserlookup"}:
        return _links(field, field.raw.get(field.data_type) or {})
    return None


def line_items_of(module: str) -> dict[str, str]:
    """Name a module's line items by version; empty for a module that has none."""
    return {
        name: version.line_items[module] for name, version in VERSIONS.items() if module in version.line_items
    }


class Children:
    """Reads such rows, and what their columns are."""

    def __init__(self, session: Session, catalogue: Catalogue, query: Query, reader: Reader) -> None:
        self._settings = session.settings
        self._catalogue = catalogue
        self._query = query
        self._reader = reader

    def fields(self, module: str, field: str) -> dict[str, Field]:
        """The columns of a row, by API name."""
        place = place_of(self._catalogue.fields(module)[field])
        if place is None:
            return {}
        if self._old_lines(module, field):
            return dict(_OLD_COLUMNS)
        if place.link:
            return {place.link: _link_field(place)}
        return self._catalogue.fields(place.module)

    def rows(
        self, module: str, field: str, ids: Sequence[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, list[Row] | None]]:
        """The rows below each record that exists; None where Zoho does not give all of them."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), _AT_ONCE):
            yield from self._chunk(module, field, wanted[start : start + _AT_ONCE], columns)

    def _chunk(
        self, module: str, field: str, ids: list[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, list[Row] | None]]:
        if self._old_lines(module, field):  # v2 gives line items in its lists
            for page in self._reader.pages(module, [field], params={}, ids=ids):
                yield from ((str(row["id"]), row.get(field) or []) for row in page)
            return
        found = self._queried(module, field, ids, columns)
        if found is not None:
            yield from found.items()
            return
        for ident in ids:
            row = self._reader.get(module, ident, fields=[field], external=None)
            if row is not None:
                cut = (row.get("$has_more") or {}).get(field) is True
                yield ident, None if cut else row.get(field) or []

    def _queried(
        self, module: str, field: str, ids: list[str], columns: Sequence[str]
    ) -> dict[str, list[Row] | None] | None:
        """Ask the rows' own module by COQL; nothing where that is off, or refused."""
        place = place_of(self._catalogue.fields(module)[field])
        if place is None or not self._settings.use_coql or self._settings.schema == "v2":
            return None
        found: dict[str, list[Row] | None] = {ident: [] for ident in ids}
        try:
            rows = list(self._query.find(place.module, place.parent, ids, columns))
        except (RequestError, NotSupportedError):  # no right to that module, or not queryable: one by one
            return None
        for row in sorted(rows, key=lambda each: int(each["id"])):
            above = row.get(place.parent)
            ident = str(above.get("id")) if isinstance(above, dict) else str(above)
            known = found.get(ident)
            if known is not None:
                known.append(row)
        return found

    def _old_lines(self, module: str, field: str) -> bool:
        return field == _OLD_NAME and self._settings.version.line_items.get(module) == field


def _links(field: Field, raw: Row) -> ChildPlace | None:
    """Read the shape of v8, and that of the versions before it."""
    if "linking_details" in raw:
        linking, connected = raw["linking_details"], raw.get("connected_details") or {}
        module, parent = _name(linking.get("module")), _name(linking.get("lookup_field"))
        link, target = _name(linking.get("connected_lookup_field")), _name(connected.get("module"))
    else:
        module, target = _name(raw.get("linking_module")), _name(raw.get("connected_module"))
        parent, link = _name(raw.get("lookup_apiname")), _name(raw.get("connectedlookup_apiname"))
    if field.data_type == "multiuserlookup":
        target = "Users"
    return ChildPlace(module, parent, link or field.api_name, target) if module and parent else None


def _link_field(place: ChildPlace) -> Field:
    kind = "userlookup" if place.target == "Users" else "lookup"
    return Field(
        api_name=place.link,
        label=place.link,
        data_type=kind,
        json_type="jsonobject",
        mandatory=True,
        lookup_module=place.target,
    )


def _name(value: object) -> str:
    """Zoho names a module by its text, or by an object that holds it under one of two keys."""
    if isinstance(value, dict):
        return _name(value.get("api_name") or value.get("module"))
    return value if isinstance(value, str) else ""


def _old(name: str, data_type: str, json_type: str, **more: Any) -> Field:
    return Field(api_name=name, label=name, data_type=data_type, json_type=json_type, **more)


_OLD_COLUMNS = {
    each.api_name: each
    for each in (
        _old("product", "lookup", "jsonobject", mandatory=True, lookup_module="Products"),
        _old("quantity", "double", "double"),
        _old("list_price", "currency", "double"),
        _old("unit_price", "currency", "double"),
        _old("Discount", "currency", "double"),
        _old("book", "lookup", "jsonobject", lookup_module="Price_Books"),
        _old("product_description", "textarea", "string"),
        _old("total", "formula", "double", creatable=False, updatable=False),
        _old("total_after_discount", "formula", "double", creatable=False, updatable=False),
        _old("net_total", "formula", "double", creatable=False, updatable=False),
    )
}
"""The columns of a line item in v2, which no metadata describe."""
