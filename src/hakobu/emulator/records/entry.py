"""One entry of a record's timeline, as it is kept."""

import msgspec

# a field's API name, its old and its new value as text
FieldChange = tuple[str, str | None, str | None]


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was done to a record: when, by whom, from where, and which fields it changed."""

    id: int
    second: int
    by: int
    action: str
    source: str
    changes: tuple[FieldChange, ...] = ()
