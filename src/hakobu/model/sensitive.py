"""What of a task's values nobody is to see."""

from __future__ import annotations

import msgspec

__all__ = ["Sensitive"]


class Sensitive(msgspec.Struct, frozen=True, kw_only=True):
    """The sensitive fields, the source columns they are made from, and whether a key holds one of them."""

    fields: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    key: bool = False
