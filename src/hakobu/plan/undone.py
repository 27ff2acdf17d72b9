"""What an undo tells beside its changes: what others edited since, and lookups that point at lost IDs."""

from __future__ import annotations

import msgspec

__all__ = ["Edited", "LostLookup"]


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """A record that somebody edited after our last write to it.

    ``fields`` are those of ours that say something else now; none where only other fields were edited.
    ``gone``: the record is not there any more. ``taken``: it is taken back all the same.
    """

    id: str
    label: str
    fields: tuple[str, ...] = ()
    by: str = ""
    at: str = ""
    gone: bool = False
    taken: bool = False


class LostLookup(msgspec.Struct, frozen=True, kw_only=True):
    """A record of ours whose lookup named a deleted record; created again, that one has another ID."""

    module: str
    id: str
    field: str
    old: str
