"""How a record names one of any module above it: each version, and each module, has a form of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.zoho.versions import Version

__all__ = ["with_parents"]

_PARENTS = {"Tasks": "What_Id", "Events": "What_Id", "Calls": "What_Id", "Notes": "Parent_Id"}


def with_parents(
    module: str, records: Sequence[Mapping[str, Any]], version: Version
) -> Sequence[Mapping[str, Any]]:
    """The records in Zoho's form, where a parent comes as ``{"module": {"api_name": …}, "id": …}``.

    Notes take that form themselves from v6 on; before, ``Parent_Id`` is a text beside ``se_module``.
    Tasks, Events and Calls want ``$se_module`` beside ``What_Id``.
    Source: zoho.com/crm/developer/docs/api/v4/create-notes.html, …/v7/create-notes.html.
    """
    name = _PARENTS.get(module)
    if name is None or (module == "Notes" and version.notes_parents):
        return records
    return [_placed(record, name, module) for record in records]


def _placed(record: Mapping[str, Any], name: str, module: str) -> Mapping[str, Any]:
    parent = record.get(name)
    above = parent.get("module") if isinstance(parent, dict) else None
    if not isinstance(parent, dict) or not isinstance(above, dict):
        return record
    if module == "Notes":
        return {**record, name: parent.get("id"), "se_module": above.get("api_name")}
    rest = {key: value for key, value in parent.items() if key != "module"}
    return {**record, name: rest, "$se_module": above.get("api_name")}
