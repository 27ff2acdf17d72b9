"""A tag of a module: a name and a colour that its records may bear."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tag:
    """One tag, with who made it and when."""

    id: int
    name: str
    colour: str | None
    by: int
    created: int
    modified: int
