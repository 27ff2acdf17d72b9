"""Users, their sessions and their API tokens."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_application import sessions, tokens, users

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Session", "Sessions", "Token", "Tokens", "User", "Users"]


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may sign in; ``password`` and ``totp`` are only ever compared."""

    id: int
    email: str
    name: str
    role: str
    password: str | None
    totp: bytes | None
    language: str
    active: bool
    failures: int
    locked_until: float
    created: float
    seen: float | None
    recovery: str
    totp_step: int
    subject: str | None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in browser."""

    hash: str
    user_id: int
    csrf: str
    created: float
    seen: float
    expires: float
    agent: str = ""
    address: str = ""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """An API token; its text was shown once and is not kept."""

    id: int
    user_id: int
    name: str
    role: str
    created: float
    expires: float
    used: float | None
    see_values: bool


class Users:
    """Reads and writes the users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Tell whether anybody may sign in yet."""
        with self._database.read() as connection:
            return connection.execute(sa.select(sa.exists(sa.select(users.c.id)))).scalar_one()

    def add(self, *, email: str, name: str, role: str, password: str | None, language: str = "en") -> User:
        """Add a user; ``ValueError`` where the address is taken."""
        values = {
            "email": email.strip().lower(),
            "name": name.strip(),
            "role": role,
            "password": password,
            "language": language,
            "created": time.time(),
        }
        try:
            with self._database.write() as connection:
                number = connection.execute(
                    users.insert().values(**values).returning(users.c.id)
                ).scalar_one()
        except sa.exc.IntegrityError:
            raise ValueError(email) from None
        found = self.get(int(number))
        if found is None:
            raise AssertionError("a user that was just added is not there")
        return found

    def get(self, user_id: int) -> User | None:
        """Find a user by number."""
        return self._one(users.c.id == user_id)

    def named(self, email: str) -> User | None:
        """Find a user by e-mail address."""
        return self._one(users.c.email == email.strip().lower())

    def of_subject(self, subject: str) -> User | None:
        """Find a user by the OpenID provider's word."""
        return self._one(users.c.subject == subject)

    def all(self) -> list[User]:
        """List the users."""
        with self._database.read() as connection:
            return [_user(row) for row in connection.execute(sa.select(users).order_by(users.c.id))]

    def change(self, user_id: int, **values: object) -> None:
        """Change what is known of a user."""
        with self._database.write() as connection:
            connection.execute(users.update().where(users.c.id == user_id).values(**values))

    def demote(self, user_id: int, *, role: str, active: bool) -> bool:
        """Change role and state, unless no administrator would be left; tells whether it was done."""
        others = sa.select(sa.func.count()).where(
            users.c.role == "administrator", users.c.active, users.c.id != user_id
        )
        with self._database.write() as connection:
            stays = role == "administrator" and active
            if not stays and not connection.execute(others).scalar_one():
                return False
            changed = users.update().where(users.c.id == user_id)
            connection.execute(changed.values(role=role, active=active))
        return True

    def take_step(self, user_id: int, step: int) -> bool:
        """Use up the time step of a second factor's code; tells whether it was unused."""
        unused = users.update().where(users.c.id == user_id, users.c.totp_step < step)
        with self._database.write() as connection:
            return connection.execute(unused.values(totp_step=step)).rowcount > 0

    def take_recovery(self, user_id: int, hashed: str) -> bool:
        """Use up a recovery code by its hash; tells whether there was one."""
        with self._database.write() as connection:
            known = connection.execute(sa.select(users.c.recovery).where(users.c.id == user_id)).scalar_one()
            left = [each for each in json.loads(known) if each != hashed]
            if len(left) == len(json.loads(known)):
                return False
            changed = users.update().where(users.c.id == user_id)
            connection.execute(changed.values(recovery=json.dumps(left)))
        return True

    def _one(self, condition: sa.ColumnElement[bool]) -> User | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(users).where(condition)).one_or_none()
            return _user(row) if row else None


class Sessions:
    """Reads and writes the sessions, by the hash of their cookie."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session: Session) -> None:
        """Begin a session; those that are over are swept."""
        with self._database.write() as connection:
            connection.execute(sessions.delete().where(sessions.c.expires < session.created))
            connection.execute(sessions.insert().values(**msgspec.structs.asdict(session)))

    def get(self, hashed: str, *, now: float) -> Session | None:
        """Find a session that still holds."""
        query = sa.select(sessions).where(sessions.c.hash == hashed, sessions.c.expires > now)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return Session(**row) if row else None

    def see(self, hashed: str, *, now: float, expires: float) -> None:
        """Note that a session was used."""
        with self._database.write() as connection:
            changed = sessions.update().where(sessions.c.hash == hashed)
            connection.execute(changed.values(seen=now, expires=expires))

    def of(self, user_id: int, *, now: float) -> list[Session]:
        """List a user's sessions that still hold, the last used first."""
        query = sa.select(sessions).where(sessions.c.user_id == user_id, sessions.c.expires > now)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(sessions.c.seen.desc())).mappings()
            return [Session(**row) for row in found]

    def end(self, *, hashed: str | None = None, user_id: int | None = None, but: str | None = None) -> None:
        """End one session, or all of a user's (``but`` one of them)."""
        if (hashed is None) == (user_id is None):
            raise AssertionError("name a session or a user")
        which = sessions.c.hash == hashed if hashed is not None else sessions.c.user_id == user_id
        if but is not None:
            which &= sessions.c.hash != but
        with self._database.write() as connection:
            connection.execute(sessions.delete().where(which))


class Tokens:
    """Reads and writes the API tokens, by their hash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, *, hashed: str, user_id: int, name: str, role: str, expires: float, see_values: bool = False
    ) -> int:
        """Keep a new token's hash."""
        values = {
            "hash": hashed,
            "user_id": user_id,
            "name": name,
            "role": role,
            "created": time.time(),
            "expires": expires,
            "see_values": see_values,
        }
        with self._database.write() as connection:
            return int(
                connection.execute(tokens.insert().values(**values).returning(tokens.c.id)).scalar_one()
            )

    def get(self, hashed: str, *, now: float) -> Token | None:
        """Find a token that still holds."""
        query = sa.select(tokens).where(tokens.c.hash == hashed, tokens.c.expires > now)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
            return _token(row) if row else None

    def use(self, token_id: int, *, now: float) -> None:
        """Note that a token was used."""
        with self._database.write() as connection:
            connection.execute(tokens.update().where(tokens.c.id == token_id).values(used=now))

    def of(self, user_id: int | None) -> list[Token]:
        """List a user's tokens, or everybody's."""
        query = sa.select(tokens).order_by(tokens.c.id)
        if user_id is not None:
            query = query.where(tokens.c.user_id == user_id)
        with self._database.read() as connection:
            return [_token(row) for row in connection.execute(query)]

    def drop(self, token_id: int, *, user_id: int | None) -> bool:
        """Revoke a user's token, or anybody's; tells whether there was one."""
        which = tokens.delete().where(tokens.c.id == token_id)
        if user_id is not None:
            which = which.where(tokens.c.user_id == user_id)
        with self._database.write() as connection:
            return connection.execute(which).rowcount > 0


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(**{name: getattr(row, name) for name in User.__struct_fields__})


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    return Token(**{name: getattr(row, name) for name in Token.__struct_fields__})
