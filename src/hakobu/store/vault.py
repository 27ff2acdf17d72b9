"""Secrets at rest: sealed with a key that lies outside the database."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hakobu.errors import SetupError
from hakobu.model import Secret
from hakobu.store.tables_of_application import secrets, users

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hakobu.store.database import Database

__all__ = ["KEY_FILE", "Vault", "VaultKey", "rotate_key"]

KEY_FILE = "secret.key"
NONCE = 12  # bytes
LENGTH = 32  # bytes of a key


class VaultKey:
    """The key: from ``HAKOBU_KEY`` (base64 of 32 bytes), else a file that only its owner may read."""

    def __init__(self, key: bytes) -> None:
        if len(key) != LENGTH:
            raise SetupError(
                f"The key for secrets has {len(key)} bytes instead of {LENGTH}.",
                where="HAKOBU_KEY",
                next_step="Give the base64 of 32 random bytes: openssl rand -base64 32.",
            )
        self._sealer = AESGCM(key)
        self.id = hashlib.sha256(key).hexdigest()[:16]

    @classmethod
    def given(cls, env: Mapping[str, str], name: str = "HAKOBU_KEY") -> VaultKey | None:
        """Read a key from the environment, if there is one."""
        text = env.get(name)
        if not text:
            return None
        try:
            return cls(base64.b64decode(text, validate=True))
        except ValueError:
            raise SetupError(
                "The key for secrets is not base64.",
                where=name,
                next_step="Give the base64 of 32 random bytes: openssl rand -base64 32.",
            ) from None

    @classmethod
    def open(cls, home: Path, env: Mapping[str, str]) -> VaultKey:
        """Find the key, or make one on the first start."""
        if given := cls.given(env):
            return given
        path = home / KEY_FILE
        if not path.exists():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, os.urandom(LENGTH))
        return cls(base64.b64decode(path.read_bytes()))

    def seal(self, text: str, *, of: str) -> bytes:
        """Seal a text; it opens only under the same name."""
        nonce = os.urandom(NONCE)
        return nonce + self._sealer.encrypt(nonce, text.encode(), of.encode())

    def open_sealed(self, sealed: bytes, *, of: str) -> str:
        """Open what was sealed under a name."""
        try:
            return self._sealer.decrypt(sealed[:NONCE], sealed[NONCE:], of.encode()).decode()
        except InvalidTag:
            raise SetupError(
                "A secret cannot be opened with the present key.",
                where=of,
                next_step=f"Restore the key ({KEY_FILE} or HAKOBU_KEY), or enter the secret again.",
            ) from None


class Vault:
    """Reads and writes the secrets of connections; nobody else sees them."""

    def __init__(self, database: Database, key: VaultKey) -> None:
        self._database = database
        self.key = key

    def put(self, connection: str, setting: str, secret: Secret) -> None:
        """Keep a secret, instead of an older one."""
        sealed = self.key.seal(secret.reveal(), of=f"{connection}/{setting}")
        with self._database.write() as writer:
            which = (secrets.c.connection == connection) & (secrets.c.setting == setting)
            writer.execute(secrets.delete().where(which))
            writer.execute(
                secrets.insert().values(
                    connection=connection, setting=setting, key_id=self.key.id, sealed=sealed
                )
            )

    def of(self, connection: str) -> dict[str, Secret]:
        """Open the secrets of a connection, by setting."""
        query = sa.select(secrets).where(secrets.c.connection == connection)
        with self._database.read() as reader:
            return {
                row.setting: Secret(self.key.open_sealed(row.sealed, of=f"{connection}/{row.setting}"))
                for row in reader.execute(query)
            }

    def names(self, connection: str) -> set[str]:
        """Name the settings of a connection that have a secret."""
        query = sa.select(secrets.c.setting).where(secrets.c.connection == connection)
        with self._database.read() as reader:
            return set(reader.execute(query).scalars())

    def drop(self, connection: str, setting: str | None = None) -> None:
        """Forget one secret of a connection, or all of them."""
        which = secrets.c.connection == connection
        if setting is not None:
            which &= secrets.c.setting == setting
        with self._database.write() as writer:
            writer.execute(secrets.delete().where(which))

    def rotate(self, new: VaultKey) -> int:
        """Seal every secret with another key, in one transaction; gives their number."""
        with self._database.write() as writer:
            rows = writer.execute(sa.select(secrets)).all()
            for row in rows:
                name = f"{row.connection}/{row.setting}"
                sealed = new.seal(self.key.open_sealed(row.sealed, of=name), of=name)
                which = (secrets.c.connection == row.connection) & (secrets.c.setting == row.setting)
                writer.execute(secrets.update().where(which).values(sealed=sealed, key_id=new.id))
            people = writer.execute(
                sa.select(users.c.id, users.c.totp).where(users.c.totp.is_not(None))
            ).all()
            for person in people:
                name = f"/user/{person.id}/totp"
                totp = new.seal(self.key.open_sealed(person.totp, of=name), of=name)
                writer.execute(users.update().where(users.c.id == person.id).values(totp=totp))
        self.key = new
        return len(rows) + len(people)


def rotate_key(vault: Vault, home: Path, given: VaultKey | None = None) -> tuple[int, Path | None]:
    """Seal every secret with a key that is given, or with a new one in the key's file.

    Gives the number of secrets, and the file. The new key lies beside the old one (``secret.key.new``) before
    the database changes, and takes its place afterwards: a crash between loses neither.
    """
    if given is not None:
        return vault.rotate(given), None
    path, new = home / KEY_FILE, home / f"{KEY_FILE}.new"
    key = os.urandom(LENGTH)
    new.unlink(missing_ok=True)
    _write(new, key)
    number = vault.rotate(VaultKey(key))
    new.replace(path)
    return number, path


def _write(path: Path, key: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(key))
        file.flush()
        os.fsync(file.fileno())
