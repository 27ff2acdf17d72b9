"""What a person may do with a connection beyond the role, and the links that let one in once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_security import links, rights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.store.database import Database

__all__ = ["Links", "Right", "Rights"]


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may do with a connection; the connection ``""`` stands for every one."""

    connection: str
    see_values: bool = False
    use_coql: bool = False


class Rights:
    """Reads and writes the rights."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, user_id: int) -> list[Right]:
        """List the rights of a user by connection."""
        query = sa.select(rights).where(rights.c.user_id == user_id).order_by(rights.c.connection)
        with self._database.read() as reader:
            return [
                Right(connection=row.connection, see_values=row.see_values, use_coql=row.use_coql)
                for row in reader.execute(query)
            ]

    def set(self, user_id: int, given: Iterable[Right]) -> None:
        """Give a user these rights and no others."""
        with self._database.write() as writer:
            writer.execute(rights.delete().where(rights.c.user_id == user_id))
            for each in given:
                writer.execute(rights.insert().values(user_id=user_id, **msgspec.structs.asdict(each)))

    def forget(self, connection: str) -> None:
        """Take the rights on a connection that is gone: a later one of its name begins without."""
        with self._database.write() as writer:
            writer.execute(rights.delete().where(rights.c.connection == connection))


class Links:
    """Reads and writes the links that set a password once, by their hash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *, hashed: str, user_id: int, expires: float) -> None:
        """Keep a link's hash; an older one of the same user does not work any more."""
        with self._database.write() as writer:
            writer.execute(links.delete().where(links.c.user_id == user_id))
            writer.execute(links.insert().values(hash=hashed, user_id=user_id, expires=expires))

    def take(self, hashed: str, *, now: float) -> int | None:
        """Use a link up; gives its user where it still holds."""
        which = links.delete().where(links.c.hash == hashed).returning(links.c.user_id, links.c.expires)
        with self._database.write() as writer:
            found = writer.execute(which).one_or_none()
        return found.user_id if found is not None and found.expires > now else None

    def waiting(self, *, now: float) -> set[int]:
        """Name the users whose link was not used yet."""
        with self._database.read() as reader:
            return set(reader.execute(sa.select(links.c.user_id).where(links.c.expires > now)).scalars())
