"""What cannot be told: changes that are sent though nobody knows whether they change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hakobu.model import ChangeKind, Compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hakobu.model import Change
    from hakobu.zoho import Field

__all__ = ["mark_unsure"]

CUT = 500  # characters after which record reads cut a rich text, from v7 on


def mark_unsure(
    changes: Iterator[Change], *, compare: Compare, fields: Mapping[str, Field]
) -> Iterator[Change]:
    """Name in each update the fields of which it cannot be told whether they differ from the CRM.

    That is every field where nothing is compared, a field that was neither read nor written before, and a
    rich text of which Zoho gives only the beginning.
    """
    rich = {name for name, field in fields.items() if _rich(field)}
    for change in changes:
        if change.kind is not ChangeKind.UPDATE:
            yield change
            continue
        unsure = tuple(
            name
            for name in change.new
            if compare is Compare.NONE
            or name not in change.old
            or (name in rich and change.old_from == "live" and len(change.old[name] or "") == CUT)
        )
        yield msgspec.structs.replace(change, unsure=unsure) if unsure else change


def _rich(field: Field) -> bool:
    kind = field.raw.get("textarea")
    return isinstance(kind, dict) and kind.get("type") == "rich_text"
