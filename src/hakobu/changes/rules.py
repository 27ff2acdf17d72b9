"""What a task's own rules come to in its module: values in canonical text, users by their ids."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one task that the module, or the organisation's users, must confirm.

    ``scope`` holds the values by field, ``archive`` what is set in place of deleting; ``me`` is the user that
    we are signed in as, where Zoho tells, and ``integrations`` the ids of other known programs' users.
    """

    scope: dict[str, tuple[str, ...]] = field(default_factory=dict)
    archive: dict[str, str | None] = field(default_factory=dict)
    me: str | None = None
    integrations: frozenset[str] = frozenset()
