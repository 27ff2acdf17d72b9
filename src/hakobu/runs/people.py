"""The names of people, where Zoho gives their ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import HakobuError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.zoho import Client

__all__ = ["names_of"]


def names_of(client: Client, ids: Iterable[str]) -> dict[str, str]:
    """Give names by id; none where there is nobody to name, or this sign-in may not read the users."""
    if not any(ids):
        return {}
    try:
        return {user.id: user.name for user in client.users() if user.name}
    except HakobuError:
        return {}  # an id says enough to ask an administrator
