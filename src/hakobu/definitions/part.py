"""Reading a part of a source: only what changed, only what was deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.model import Operation

if TYPE_CHECKING:
    from hakobu.connectors.spec import Spec
    from hakobu.definitions.cursor import Cursor
    from hakobu.model import Read

__all__ = ["check_part", "check_whole"]

ZOHO = "zoho-crm"


def check_part(read: Read, found: dict[str, Cursor], source: Spec | None) -> None:
    """Find what is wrong with the keys that choose a part."""
    for name in ("deleted", "converted"):
        if name in found and source is not None and source.name != ZOHO:
            found[name].fault(f"The key {name!r} is for Zoho CRM only.", next_step="Take it away.")
        elif name in found and read.table is None:
            found[name].fault(f"The key {name!r} is for a table.", next_step="Write read: {table: Leads}.")
    if read.converted and read.table not in {"Leads", None}:
        found["converted"].fault("Only Leads are converted.", next_step="Take it away.")
    _check_deleted(read, found)
    if "reread" in found and read.incremental is None:
        found["reread"].fault("'reread' belongs to 'incremental'.", next_step="Take it away.")
    if read.incremental is not None:
        _check_incremental(read, found["incremental"])


def _check_deleted(read: Read, found: dict[str, Cursor]) -> None:
    if read.deleted and (read.columns or read.where is not None):
        name = "columns" if read.columns else "where"
        found[name].fault(
            "Of deleted records Zoho tells id, display_name, type, deleted_time and deleted_by.",
            next_step=f"Take {name} away.",
        )


def _check_incremental(read: Read, place: Cursor) -> None:
    if read.file is not None:
        place.fault("A file is read whole; 'incremental' is for tables and queries.")
    elif read.deleted and read.incremental != "deleted_time":
        place.fault("Deleted records are told by their time.", valid=("deleted_time",))
    elif read.columns and read.incremental not in read.columns:
        place.fault(
            f"The column {read.incremental!r} is not among 'columns'.", next_step="Add it to 'columns'."
        )


def check_whole(read: Read, operation: Operation, found: dict[str, Cursor]) -> None:
    """A mirror needs to see what is no longer there."""
    if operation is not Operation.MIRROR:
        return
    for name, wanted in (("incremental", read.incremental is not None), ("deleted", read.deleted)):
        if wanted:
            found["read"].child(name).fault(
                "A mirror deletes what a complete read no longer has; this one reads a part.",
                next_step=f"Take {name!r} away, or choose upsert and a task of its own for deletes.",
            )
